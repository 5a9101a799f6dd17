public import Base

/// The options of one call, each known to be well-formed.
public struct AnalysisChoices: Sendable {
    /// Coverage of the intervals.
    public let level: Double
    /// What every random step begins with.
    public let seed: UInt64
    private let given: [String: [String]]
    private let declared: Set<String>

    /// - Parameter words: `["--score", "CUSL3", "--top=2"]`.
    /// - Throws: `Refusal` for an option that is unknown, twice, without value or with a wrong
    ///   one.
    public init(
        _ words: [String], of options: [AnalysisOption], level: Double = 0.95, seed: UInt64 = 1
    ) throws(Refusal) {
        guard level > 0, level < 1 else {
            throw Refusal(.invalid, "optionLevel", ["value": "\(level)"])
        }
        self.level = level
        self.seed = seed
        declared = Set(options.map(\.name))
        var given: [String: [String]] = [:]
        var rest = words[...]
        while let word = rest.popFirst() {
            let (name, value) = try AnalysisChoices.pair(word, &rest)
            guard let option = options.first(where: { $0.name == name }) else {
                throw Refusal(
                    .invalid, "optionUnknown",
                    [
                        "option": word,
                        "known": options.map { "--\($0.name)" }.joined(separator: ", "),
                    ])
            }
            guard given[name] == nil || option.isRepeatable else {
                throw Refusal(.invalid, "optionTwice", ["option": "--\(name)"])
            }
            given[name, default: []].append(try option.checked(value))
        }
        for option in options where given[option.name] == nil {
            switch option.need {
            case .required:
                throw Refusal(.invalid, "optionMissing", ["option": option.usage])
            case .standard(let value): given[option.name] = [value]
            case .optional: break
            }
        }
        self.given = given
    }

    private static func pair(
        _ word: String, _ rest: inout ArraySlice<String>
    ) throws(Refusal) -> (name: String, value: String) {
        guard word.hasPrefix("--") else {
            throw Refusal(.invalid, "wordUnexpected", ["word": word])
        }
        let body = word.dropFirst(2)
        if let cut = body.firstIndex(of: "=") {
            return (String(body[..<cut]), String(body[body.index(after: cut)...]))
        }
        guard let value = rest.popFirst() else {
            throw Refusal(.invalid, "optionWithoutValue", ["option": word])
        }
        return (String(body), value)
    }

    /// All values of a repeatable option, as given.
    public func texts(_ name: String) -> [String] {
        precondition(declared.contains(name), "\(name) was read but is not declared")
        return given[name] ?? []
    }

    /// Nil for an optional one that was left out.
    public func textIfGiven(_ name: String) -> String? { texts(name).first }

    public func text(_ name: String) -> String { present(name, textIfGiven(name)) }

    public func columnsIfGiven(_ name: String) -> [String]? { textIfGiven(name)?.columnNames }
    public func columns(_ name: String) -> [String] { text(name).columnNames }

    public func wholeIfGiven(_ name: String) -> Int? {
        textIfGiven(name).map { present(name, Int($0)) }
    }
    public func whole(_ name: String) -> Int { present(name, wholeIfGiven(name)) }

    public func numberIfGiven(_ name: String) -> Double? {
        textIfGiven(name).map { present(name, Double($0)) }
    }
    public func number(_ name: String) -> Double { present(name, numberIfGiven(name)) }

    /// Days since 1970-01-01.
    public func dayIfGiven(_ name: String) -> Double? {
        textIfGiven(name).map { present(name, AnalysisDate.day($0, nil)) }
    }
    public func day(_ name: String) -> Double { present(name, dayIfGiven(name)) }

    public func dateFormatIfGiven(_ name: String) -> DateFormat? {
        textIfGiven(name).map { present(name, DateFormat($0)) }
    }

    private func present<T>(_ name: String, _ value: T?) -> T {
        guard let value else { preconditionFailure("\(name) was read as it is not declared") }
        return value
    }
}
