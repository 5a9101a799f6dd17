public import Base
import Domain
import Statistics

extension KanoReport {
    private static let found = [
        Field(
            "category", .choice(KanoCategory.allCases.map(\.rawValue)), .optional,
            "The most frequent; absent below the anonymity floor."),
        Field("p", .number(0...1), .optional, "That it is not the most frequent."),
        Field("counts", .map(.integer(0...Int.max)), .optional),
        Field("better", .number(), .optional), Field("betterLow", .number(), .optional),
        Field("betterHigh", .number(), .optional),
        Field("worse", .number(), .optional), Field("worseLow", .number(), .optional),
        Field("worseHigh", .number(), .optional),
    ]

    public static let shape = Shape.object([
        Field("hasPairs", .boolean), Field("source", .text(max: 500)),
        Field(
            "features",
            .array(
                .object(
                    [
                        Field("column", .text(), .required, "With the feature."),
                        Field("without", .text()), Field("title", .wording),
                        Field("n", .integer(0...Int.max)),
                        Field(
                            "waves",
                            .array(
                                .object(
                                    [
                                        Field("from", .instant), Field("to", .instant),
                                        Field("n", .integer(0...Int.max)),
                                    ] + found)), .required,
                            "By steps of time, where a grain is asked for."),
                        Field("drift", drift, .optional, "Whether the waves differ."),
                    ] + found))),
    ])

    private static let drift = Shape.object([
        Field("p", .number(0...1)),
        Field(
            "adjustedP", .number(0...1), .required, "By Benjamini and Hochberg over all features."),
        Field("association", .number(), .optional, "Cramér's V."),
        Field("better", Change.shape, .optional, "The last wave shown less the first."),
        Field(
            "worse", Change.shape, .optional,
            "The same of the share whom its absence dissatisfies."),
        Field("source", .text(max: 500)),
    ])

    public var json: JSON {
        .fields([
            ("hasPairs", .bool(hasPairs)), ("source", .string(KanoFeature.method.source)),
            ("features", .array(features.map(\.json))),
        ])
    }
}

extension KanoReport.Feature {
    fileprivate var json: JSON {
        .fields(
            [
                ("column", .string(column)), ("without", .string(without)), ("title", title.json),
                ("n", .integer(n)),
                ("waves", .array(waves.map(\.json))), ("drift", drift?.json ?? .null),
            ] + found.fields)
    }
}

extension KanoReport.Wave {
    fileprivate var json: JSON {
        .fields(
            [
                ("from", .string(span.lowerBound.iso8601)),
                ("to", .string(span.upperBound.iso8601)), ("n", .integer(n)),
            ] + found.fields)
    }
}

extension KanoReport.Drift {
    fileprivate var json: JSON {
        .fields([
            ("p", .figure(test.p)), ("adjustedP", .figure(adjustedP)),
            ("association", .figure(test.association)), ("better", better?.json ?? .null),
            ("worse", worse?.json ?? .null), ("source", .string(KanoDrift.method.source)),
        ])
    }
}

extension KanoFeature? {
    fileprivate var fields: [(String, JSON)] {
        [
            ("category", .optional(self?.category.rawValue)), ("p", .figure(self?.p)),
            (
                "counts",
                map { found in
                    .fields(
                        KanoCategory.allCases.map { ($0.rawValue, .integer(found.counts[$0])) })
                } ?? .null
            ),
        ] + (self?.better).fields("better") + (self?.worse).fields("worse")
    }
}
