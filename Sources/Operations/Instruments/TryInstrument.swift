public import Base
public import Domain
import SQL
import Store

/// Goes through a questionnaire with certain answers and tells why each part is shown or not;
/// nothing is kept.
public struct TryInstrument: Operation {
    public static let name = "instruments.try"
    public static let summary =
        "Try a questionnaire with certain answers: what is shown, and why. Keeps nothing."
    public static let access = Access.right(.answersRead)
    public static let input = [
        Field(
            "instrument", .id(Instrument.idPrefix), .optional,
            "Its draft where there is one, or else the published version; or else `document`."),
        Field("document", .document(), .optional, "YAML text."),
        Field("version", .integer(1...1_000_000), .optional, "A published version."),
        Field(
            "answers", .map(.any), .optional, "By the keys of questions, as responses have them."),
        Field("hidden", .map(.any), .optional, "Hidden fields."),
        Field(
            "fields", .map(.array(.document(max: 10_000))), .optional,
            "Answers and hidden fields as forms write them: lists of texts by name."),
    ]

    private let id: ID<Instrument>?
    private let text: String?
    private let version: Int?
    private let answers: JSON.Object
    private let hidden: JSON.Object
    private let fields: [String: [String]]

    public init(_ input: Input) throws {
        id = try input.idOrNil("instrument")
        text = input.textOrNil("document")
        version = input.integerOrNil("version")
        answers = input.object("answers")
        hidden = input.object("hidden")
        fields = Dictionary(
            input.object("fields").members.map {
                ($0.key, $0.value.array?.compactMap(\.string) ?? [])
            }, uniquingKeysWith: { first, _ in first })
        guard (id == nil) != (text == nil) else {
            throw Refusal.invalid("document", "documentOrInstrument")
        }
    }

    public func perform(on desk: Desk) async throws -> TrialResource {
        try trial(of: try await instrument(on: desk))
    }

    private func instrument(on desk: Desk) async throws -> Instrument {
        if let text { return try InstrumentDocument(text).instrument }
        guard let id else { throw Refusal(.notFound, "noSuchInstrument") }
        return try await desk.read { connection in
            if let version {
                return try desk.version(version, of: id, on: connection).instrument
            }
            guard let sound = try desk.draft(of: id, on: connection).lenient else {
                throw Refusal(.conflict, "draftNotReadable")
            }
            return sound
        }
    }

    /// Answers that do not fit are named and left out, as if they had not been given.
    private func trial(of instrument: Instrument) throws -> TrialResource {
        var given = answers
        for item in instrument.items where given[item.key] == nil {
            if let answer = item.answer(ofFields: fields) { given.append(item.key, answer) }
        }
        var facts = hidden
        let query = fields.flatMap { field in field.value.map { (name: field.key, value: $0) } }
        for member in instrument.hidden(ofQuery: query).members where facts[member.key] == nil {
            facts[member.key] = member.value
        }
        let checkedFacts = try instrument.check(hidden: .object(facts))
        var faults: [Refusal.Fault] = []
        while true {
            do {
                let checked = try instrument.check(
                    answers: .object(given), hidden: checkedFacts, partial: true)
                let answering = Answering(
                    instrument, answers: checked.values, hidden: checkedFacts)
                return TrialResource(
                    instrument: instrument, answering: answering, answers: checked,
                    faults: faults)
            } catch {
                let named = Set(
                    error.faults.compactMap { fault in
                        fault.path.split(separator: ".").dropFirst().first.map(String.init)
                    })
                let rest = given.members.filter { !named.contains($0.key) }
                guard rest.count < given.count else { throw error }
                faults += error.faults
                given = JSON.Object(rest)
            }
        }
    }
}

/// What somebody with these answers sees, and why.
public struct TrialResource: Resource {
    public let instrument: Instrument
    public let answering: Answering
    public let answers: Answers
    /// Of the answers that were left out.
    public let faults: [Refusal.Fault]

    private static let causes = ["always", "condition", "jumped", "above", "empty"]

    public static let shape = Shape.object([
        Field("answers", .map(.any), .required, "Those that count."),
        Field("computed", .map(.any)),
        Field("score", .number(), .optional),
        Field("faults", .array(.faultOfDocument), .required, "Of answers that were left out."),
        Field(
            "pages",
            .array(
                .object([
                    Field("page", .integer(1...200)), Field("shown", .boolean),
                    Field("because", .choice(causes)),
                    Field("condition", .any, .optional, "`{text, value, parts}`, part by part."),
                    Field("from", .integer(1...200), .optional, "The page that jumps past it."),
                    Field("items", .array(.any), .required, "The same by question and option."),
                    Field("ways", .array(.any), .required, "Jumps that were looked at."),
                ]))),
        Field(
            "ends",
            .array(
                .object([
                    Field("text", .wording), Field("chosen", .boolean),
                    Field("condition", .any, .optional),
                ]))),
    ])

    public var json: JSON {
        let explanation = answering.explanation
        return [
            "answers": .object(answers.values), "computed": .object(answering.computed),
            "score": .optional(answers.score), "faults": .array(faults.map(\.ofDocument)),
            "pages": .array(explanation.pages.map(json)),
            "ends": .array(
                explanation.ends.map { end in
                    [
                        "text": end.text.json, "chosen": .bool(end.isChosen),
                        "condition": end.condition?.json ?? .null,
                    ]
                }),
        ]
    }

    private func json(_ page: Explanation.Page) -> JSON {
        var json: JSON.Object = .init()
        json.append("page", .integer(page.number + 1))
        json.members += because(page.isShown, page.cause)
        json.append(
            "items",
            .array(
                page.items.map { line in
                    var item: JSON.Object = .init()
                    item.append("key", .string(line.item.key))
                    item.members += because(line.isShown, line.cause)
                    item.append(
                        "choices",
                        .array(
                            line.choices.map { one in
                                var choice: JSON.Object = .init()
                                choice.append("code", .string(one.choice.code))
                                choice.members += because(one.isShown, one.cause)
                                return .object(choice)
                            }))
                    return .object(item)
                }))
        json.append(
            "ways",
            .array(
                page.ways.map { way in
                    [
                        "to": way.jump.page.map { .integer($0 + 1) } ?? "end",
                        "taken": .bool(way.isTaken), "condition": way.condition?.json ?? .null,
                    ]
                }))
        return .object(json)
    }

    private func because(_ isShown: Bool, _ cause: Explanation.Cause) -> [JSON.Object.Member] {
        var json: JSON.Object = .init()
        json.append("shown", .bool(isShown))
        switch cause {
        case .always: json.append("because", "always")
        case .condition(let trace):
            json.append("because", "condition")
            json.append("condition", trace.json)
        case .jumped(let page):
            json.append("because", "jumped")
            json.append("from", .integer(page + 1))
        case .above: json.append("because", "above")
        case .empty: json.append("because", "empty")
        }
        return json.members
    }
}
