import Base
import Domain

/// The steps of a case's process: where it stands, what is asked there, where it may go.
struct CaseSteps {
    let one: JSON
    let process: Process
    let causes: CauseTree?
    /// Who may leave the present step.
    let present: JSON
    let problem: Problem?
    let visit: Visit

    private var language: String { visit.words.language }
    private var current: String { one["step"]?.string ?? "" }

    var json: JSON {
        guard let step = process[step: current] else { return .null }
        let place = process.steps.firstIndex { $0.key == current } ?? 0
        return [
            "process": .string(process.name[language]),
            "version": one["processVersion"] ?? .null,
            "all": .array(
                process.steps.enumerated().map { index, step in
                    [
                        "name": .string(step.name[language]),
                        "isCurrent": .bool(index == place), "isDone": .bool(index < place),
                    ]
                }),
            "name": .string(step.name[language]),
            "guidance": .optional(step.guidance?[language]),
            "who": .string(visit.words["case.who.\(step.who.rawValue)"]),
            "doer": present["doer"] ?? .null, "mayLeave": present["mayLeave"] ?? false,
            "within": present["withinSeconds"]?.number.map {
                .string(Durations(words: visit.words)($0))
            } ?? .null,
            "fields": .array(step.fields.map { self.field($0) }),
            "hasFields": .bool(!step.fields.isEmpty),
            "filled": .array(filled(before: place)),
            "next": .array(
                step.next.compactMap { process[step: $0] }.map { next in
                    [
                        "key": .string(next.key), "name": .string(next.name[language]),
                        "isBack": .bool(isBefore(next, step)),
                    ]
                }),
            "isLast": .bool(step.isLast),
        ]
    }

    private func isBefore(_ a: Step, _ b: Step) -> Bool {
        let keys = process.steps.map(\.key)
        return (keys.firstIndex(of: a.key) ?? 0) < (keys.firstIndex(of: b.key) ?? 0)
    }

    private func field(_ field: StepField) -> JSON {
        let typed = visit.form["field.\(field.key)"]?.string
        let value = one["fields"]?[field.key]
        let text = typed ?? value.map(plain) ?? ""
        let fault = problem?.faults.first { $0.path == "fields.\(field.key)" }?.text
        return [
            "key": .string(field.key), "name": .string(field.name[language]),
            "isRequired": .bool(field.isRequired), "value": .string(text),
            "fault": .optional(fault),
            "isText": .bool(field.kind == .text), "isLong": .bool(field.kind == .longText),
            "isNumber": .bool(field.kind == .number), "isDate": .bool(field.kind == .date),
            "isYesNo": .bool(field.kind == .yesNo),
            "isChoice": .bool(field.kind == .choice || field.kind == .cause),
            "isWhys": .bool(field.kind == .whys), "whys": .array(whys(field, value)),
            "isYes": .bool(text == "true"), "isNo": .bool(text == "false"),
            "options": .array(
                options(field).map {
                    [
                        "value": .string($0.key), "name": .string($0.name[language]),
                        "isChosen": .bool($0.key == text),
                    ]
                }),
        ]
    }

    private func options(_ field: StepField) -> [StepField.Option] {
        guard field.kind == .cause else { return field.options }
        return (causes?.causes ?? []).map { cause in
            let indent = String(repeating: "— ", count: cause.depth)
            return StepField.Option(
                key: cause.key,
                name: Wording(zh: indent + cause.name.zh, en: indent + cause.name.en))
        }
    }

    /// Five lines, filled as far as the question was asked.
    private func whys(_ field: StepField, _ value: JSON?) -> [JSON] {
        guard field.kind == .whys else { return [] }
        let typed = visit.form["field.\(field.key)"]?.array ?? value?.array ?? []
        return (0..<5).map { place in
            [
                "value": place < typed.count ? typed[place] : "",
                "number": .integer(place + 1), "isFirst": .bool(place == 0),
            ]
        }
    }

    /// What earlier steps found out, to be read while working on.
    private func filled(before place: Int) -> [JSON] {
        process.steps.prefix(place).flatMap(\.fields).compactMap { field in
            guard let value = one["fields"]?[field.key] else { return nil }
            return [
                "name": .string(field.name[language]), "value": .string(shown(value, field)),
            ]
        }
    }

    private func shown(_ value: JSON, _ field: StepField) -> String {
        if let option = field.options.first(where: { $0.key == value.string }) {
            return option.name[language]
        }
        if field.kind == .cause, let path = value.string.map({ causes?.path(to: $0) ?? [] }),
            !path.isEmpty
        {
            return path.map { $0.name[language] }.joined(separator: " › ")
        }
        if let whys = value.array { return whys.compactMap(\.string).joined(separator: " → ") }
        if let yes = value.bool { return visit.words[yes ? "cases.yes" : "cases.no"] }
        return plain(value)
    }

    private func plain(_ value: JSON) -> String { value.string ?? value.text }
}
