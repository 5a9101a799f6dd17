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
        spread(
            object, unknown: { faults.append(.init("answers.\($0.prefix(80))", $1)) },
            known: { place, value in
                switch read(value, at: place) {
                case .missing: break
                case .value(let value): values[place] = value
                case .faulty(let found): faults += found
                }
            })
        let answering = Answering(self, values: values, hidden: hidden)
        faults += answering.misfits() + answering.brokenRules()
        if !partial {
            // An answer that does not fit is at fault once, and not missing besides.
            let named = Set(faults.map(\.path))
            faults += answering.openRequirements(in: items.indices)
                .filter { !named.contains($0.path) }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return answering.answers
    }

    /// Of how many options a question must have some chosen is known only when it is known which
    /// are offered.
    private func read(_ value: JSON, at place: Int) -> Reading {
        guard narrowed.contains(place), case .count = items[place].bounds else {
            return items[place].reading(value)
        }
        var item = items[place]
        item.bounds = .none
        return item.reading(value)
    }

    /// Goes through answers by the place of their item; those to a question that is asked in
    /// rounds lie below it by the round's code.
    func spread(
        _ answers: JSON.Object, unknown: (_ name: String, _ code: String) -> Void = { _, _ in },
        known: (_ place: Int, _ value: JSON) -> Void
    ) {
        for member in answers.members {
            if let rounds = roundPlaces[member.key] {
                guard let object = member.value.object else {
                    unknown(member.key, "notAnObject")
                    continue
                }
                for round in object.members {
                    if let place = rounds[round.key], items[place].kind != .statement {
                        known(place, round.value)
                    } else {
                        unknown("\(member.key).\(round.key.prefix(40))", "unknownItem")
                    }
                }
            } else if let place = itemPlaces[member.key], items[place].round == nil,
                items[place].kind != .statement
            {
                known(place, member.value)
            } else {
                unknown(member.key, "unknownItem")
            }
        }
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

    /// What a signature in an address is made over: each signed field that the address gives, as
    /// `key=value`, sorted by key, one a line. Nil where it gives none.
    public func signedText(ofQuery query: [(name: String, value: String)]) -> String? {
        let lines = hidden.filter(\.isSigned).map(\.key).sorted().compactMap { key in
            query.first { $0.name == key }.map { field in
                // A line more would be a field more.
                "\(key)=" + String(field.value.map { $0.isNewline ? " " : $0 })
            }
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
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
