public import Base

/// Checked answers in their one canonical form: numbers as numbers, choices as their codes, yes
/// and no as booleans, days as `2026-03-01`, times as `09:30`, an order as a list of codes, lines
/// as an object by row, and by side below it. A member that is absent was not answered; `null`
/// means that the question does not apply to the respondent, `"dk"` that the respondent does not
/// know.
public struct Answers: Hashable, Sendable {
    /// In the order of the instrument's items.
    public let values: JSON.Object
    /// What the scoring item counts; nil where it was not answered.
    public let score: Double?

    public init(values: JSON.Object, score: Double?) {
        self.values = values
        self.score = score
    }
}

extension Instrument {
    /// Checks answers against every item; all faults at once, with paths such as `answers.q1`.
    /// Answers to questions that these answers do not lead to are dropped.
    /// - Parameters:
    ///   - hidden: canonical hidden fields, because conditions may speak of them.
    ///   - partial: whether required questions may still be open.
    public func check(
        answers: JSON, hidden: JSON.Object = JSON.Object(), partial: Bool = false
    ) throws(Refusal) -> Answers {
        guard let object = answers.object else {
            throw .invalid("answers", "notAnObject")
        }
        var faults: [Refusal.Fault] = []
        var values = [JSON?](repeating: nil, count: items.count)
        for member in object.members {
            guard let place = itemPlaces[member.key], items[place].kind != .statement else {
                faults.append(.init("answers.\(member.key.prefix(80))", "unknownItem"))
                continue
            }
            switch items[place].reading(member.value) {
            case .missing: break
            case .value(let value): values[place] = value
            case .faulty(let found): faults += found
            }
        }
        let answering = Answering(self, values: values, hidden: hidden)
        faults += answering.brokenRules()
        if !partial {
            // An answer that does not fit is at fault once, and not missing besides.
            let named = Set(faults.map(\.path))
            faults += answering.openRequirements(in: items.indices)
                .filter { !named.contains($0.path) }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return answering.answers
    }

    /// Checks the facts that come with a link or an API call: unknown names are refused.
    public func check(hidden: JSON) throws(Refusal) -> JSON.Object {
        guard let object = hidden.object else {
            throw .invalid("hidden", "notAnObject")
        }
        var faults: [Refusal.Fault] = []
        var checked = JSON.Object()
        for member in object.members {
            guard let field = self[hidden: member.key] else {
                faults.append(.init("hidden.\(member.key.prefix(80))", "unknownHidden"))
                continue
            }
            switch field.reading(member.value) {
            case .missing: break
            case .value(let value): checked.append(field.key, value)
            case .faulty(let found): faults += found
            }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return checked
    }

    /// The facts among a link's query; what is unknown or unfit is left out, because the
    /// respondent did not write it and cannot mend it.
    public func hidden(ofQuery query: [(name: String, value: String)]) -> JSON.Object {
        var read = JSON.Object()
        for (name, value) in query {
            guard let field = self[hidden: name], read[name] == nil,
                case .value(let checked) = field.reading(field.value(of: value))
            else { continue }
            read.append(name, checked)
        }
        return read
    }
}
