public import Base
public import Domain

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
        CheckedInstrument(instrument: try InstrumentDocument(text).instrument)
    }
}

/// What a sound document makes.
public struct CheckedInstrument: Resource {
    public let instrument: Instrument

    public static let shape = Shape.object([
        Field("key", .text(max: 64)),
        Field("title", .wording),
        Field("pages", .integer(1...200)),
        Field("items", .integer(1...200)),
        Field("score", .text(max: 40), .optional, "What counts as the score."),
        Field(
            "names",
            .array(
                .object([
                    Field("name", .text()),
                    Field("type", .choice(ValueType.allCases.map(\.rawValue))),
                ])), .required, "What conditions, texts and filters may speak of."),
    ])

    private var names: [(name: String, type: ValueType)] {
        var names = instrument.hidden.map { (name: "hidden.\($0.key)", type: $0.kind.valueType) }
        for item in instrument.items where item.kind != .statement {
            names += item.cells.map { ("answers.\($0.name)", $0.kind.valueType) }
        }
        return names + instrument.computed.map { ("computed.\($0.key)", $0.type) }
    }

    public var json: JSON {
        [
            "key": .string(instrument.key), "title": instrument.title.json,
            "pages": .integer(instrument.pages.count), "items": .integer(instrument.items.count),
            "score": .optional(instrument.scoreKey),
            "names": .array(
                names.map { ["name": .string($0.name), "type": .string($0.type.rawValue)] }),
        ]
    }
}
