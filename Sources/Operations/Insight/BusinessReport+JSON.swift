public import Base
import Columns

extension BusinessReport {
    public static let shape = Shape.object([
        Field("n", .integer(0...Int.max)),
        Field("bands", .array(.any), .required, "Of the score, the lowest first."),
        Field(
            "facts",
            .array(
                .object([
                    Field("column", .text()),
                    Field(
                        "isLater", .boolean, .required,
                        "A day; the share of customers of whom it lies after the answer's."),
                    Field("bands", .array(Measure.shape)),
                    Field("change", Change.shape, .optional, "Highest band less lowest."),
                    Field("alikeIn", .text(), .optional, "The trait that is held still."),
                    Field("alike", .number(), .optional, "The same among customers alike in it."),
                    Field("alikeLow", .number(), .optional),
                    Field("alikeHigh", .number(), .optional),
                ]))),
    ])

    public var json: JSON {
        .fields([
            ("n", .integer(n)), ("bands", Dimension.json(bands.map { _ in "score" }, bands)),
            (
                "facts",
                .array(
                    facts.map { fact in
                        .fields(
                            [
                                ("column", .string(fact.column)),
                                ("isLater", .bool(fact.isLater)),
                                ("bands", .array(fact.bands.map(\.json))),
                                ("change", fact.change?.json ?? .null),
                                ("alikeIn", .optional(fact.alike?.column)),
                            ] + (fact.alike?.estimate).fields("alike"))
                    })
            ),
        ])
    }
}
