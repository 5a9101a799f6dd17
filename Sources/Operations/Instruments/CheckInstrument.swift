public import Base
public import Domain
import SQL

/// Reads a document as publishing would and keeps nothing: for editors, while one writes.
public struct CheckInstrument: Operation {
    public static let name = "instruments.check"
    public static let summary =
        "Check a questionnaire's document without keeping it; faults name their lines."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field("document", .document(), .required, "YAML text.")]

    private let text: String

    public init(_ input: Input) { text = input.text("document") }

    public func perform(on desk: Desk) async throws -> CheckedInstrument {
        let document = try InstrumentDocument(text)
        try await desk.read { connection in
            try document.requirePictures(in: desk.workspace, on: connection)
        }
        return try InstrumentAdviser(desk.house.lexicons()).check(document)
    }
}

/// What a sound document makes, and what would make it better.
public struct CheckedInstrument: SpokenResource {
    public let instrument: Instrument
    public let advice: [Advice]

    public static let shape = Shape.object([
        Field("key", .text(max: 64)),
        Field("title", .wording),
        Field("pages", .integer(1...1_000), .required, "Each counted in every round."),
        Field("items", .integer(1...1_000), .required, "Each counted in every round."),
        Field(
            "minutes",
            .array(
                .object([
                    Field("language", .choice(["zh", "en"])),
                    Field("least", .number(), .required, "Of those asked only what all are asked."),
                    Field("most", .number(), .required, "Of those asked everything."),
                ])), .required, "How long it takes, by language."),
        Field("score", .text(max: 40), .optional, "What counts as the score."),
        Field(
            "names",
            .array(
                .object([
                    Field("name", .text()),
                    Field("type", .choice(ValueType.allCases.map(\.rawValue))),
                ])), .required, "What conditions, texts and filters may speak of."),
        Field(
            "advice", .array(adviceShape), .required,
            "What would give better answers; the author decides."),
    ])

    private static let adviceShape = Shape.object([
        Field("path", .text(max: 400), .required, "In the document: `pages[0].items[1].title.en`."),
        Field("rule", .choice(Advice.rules)),
        Field("severity", .choice(Advice.Severity.allCases.map(\.rawValue))),
        Field("language", .choice(["zh", "en"]), .optional, "Of the words."),
        Field("message", .text(max: 4_000), .required, "Why, in the language of who asks."),
        Field("suggestion", .text(max: 8_000), .required, "What to do."),
        Field("rewordings", .array(.text(max: 4_000)), .required, "What could stand instead."),
        Field("from", .integer(0...8_000), .optional, "In UTF-16 units of the text."),
        Field("to", .integer(0...8_000), .optional),
    ])

    private var names: [(name: String, type: ValueType)] {
        var names = instrument.hidden.map { (name: "hidden.\($0.key)", type: $0.kind.valueType) }
        for item in instrument.items where item.kind != .statement {
            names += item.cells.map { ("answers.\($0.name)", $0.kind.valueType) }
        }
        return names + instrument.computed.map { ("computed.\($0.key)", $0.type) }
    }

    public func json(saying say: (String, [String: String]) -> String) -> JSON {
        [
            "key": .string(instrument.key), "title": instrument.title.json,
            "pages": .integer(instrument.pages.count),
            "items": .integer(instrument.items.count { $0.host == nil }),
            "minutes": .array(
                instrument.languages.map { language in
                    let duration = instrument.duration(in: language)
                    return [
                        "language": .string(language),
                        "least": .number((duration.least / 6).rounded() / 10),
                        "most": .number((duration.most / 6).rounded() / 10),
                    ]
                }),
            "score": .optional(instrument.scoreKey),
            "names": .array(
                names.map { ["name": .string($0.name), "type": .string($0.type.rawValue)] }),
            "advice": .array(advice.map { CheckedInstrument.json(of: $0, say) }),
        ]
    }

    private static func json(
        of advice: Advice, _ say: (String, [String: String]) -> String
    ) -> JSON {
        let (message, suggestion) = advice.sentences(say)
        return [
            "path": .string(advice.path), "rule": .string(advice.rule),
            "severity": .string(advice.severity.rawValue),
            "language": .optional(advice.language), "message": .string(message),
            "suggestion": .string(suggestion),
            "rewordings": .array(advice.rewordings.map(JSON.string)),
            "from": advice.range.map { .integer($0.lowerBound) } ?? .null,
            "to": advice.range.map { .integer($0.upperBound) } ?? .null,
        ]
    }
}
