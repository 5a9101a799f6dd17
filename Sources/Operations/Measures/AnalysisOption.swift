public import Base

/// One option of a method: `--score COLUMN`.
public struct AnalysisOption: Sendable {
    public enum Kind: Sendable {
        /// The name of a column.
        case column
        case whole(ClosedRange<Int>)
        case choice([String])
    }

    public let name: String
    public let kind: Kind
    /// Taken when the option is left out; nil makes it required.
    public let standard: String?
    /// One English sentence for the help.
    public let help: String

    public init(_ name: String, _ kind: Kind, standard: String? = nil, _ help: String) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.help = help
    }

    /// `--top N` as the help shows it.
    public var usage: String {
        switch kind {
        case .column: "--\(name) COLUMN"
        case .whole: "--\(name) N"
        case .choice(let choices): "--\(name) \(choices.joined(separator: "|"))"
        }
    }
}

/// The options of one call, each known to be well-formed.
public struct AnalysisChoices: Sendable {
    /// Coverage of the intervals.
    public let level: Double
    /// What every random step begins with.
    public let seed: UInt64
    private let texts: [String: String]

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
        var texts: [String: String] = [:]
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
            guard texts[name] == nil else {
                throw Refusal(.invalid, "optionTwice", ["option": "--\(name)"])
            }
            texts[name] = try option.checked(value)
        }
        for option in options where texts[option.name] == nil {
            guard let standard = option.standard else {
                throw Refusal(.invalid, "optionMissing", ["option": option.usage])
            }
            texts[option.name] = standard
        }
        self.texts = texts
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

    public func text(_ name: String) -> String {
        guard let text = texts[name] else {
            preconditionFailure("\(name) was read but is not declared")
        }
        return text
    }

    public func whole(_ name: String) -> Int {
        guard let number = Int(text(name)) else {
            preconditionFailure("\(name) was read as a number but is not declared so")
        }
        return number
    }
}

extension AnalysisOption {
    fileprivate func checked(_ value: String) throws(Refusal) -> String {
        switch kind {
        case .column: return value
        case .whole(let range):
            guard let number = Int(value), range.contains(number) else {
                throw Refusal(
                    .invalid, "optionOutOfRange",
                    [
                        "option": "--\(name)", "value": value, "low": "\(range.lowerBound)",
                        "high": "\(range.upperBound)",
                    ])
            }
            return "\(number)"
        case .choice(let choices):
            guard choices.contains(value) else {
                throw Refusal(
                    .invalid, "optionNotAChoice",
                    [
                        "option": "--\(name)", "value": value,
                        "choices": choices.joined(separator: ", "),
                    ])
            }
            return value
        }
    }
}
