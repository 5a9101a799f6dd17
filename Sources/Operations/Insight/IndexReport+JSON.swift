public import Base
import Domain
import Statistics

extension IndexReport {
    public static let shape = Shape.object([
        Field("isFit", .boolean, .required, "Whether the instrument asks what the model needs."),
        Field("n", .integer(0...Int.max)), Field("source", .text(max: 500)),
        Field("filter", .text(max: 20_000), .optional, "Finds exactly those n."),
        Field(
            "latents",
            .array(
                .object([
                    Field("key", .text()), Field("title", .wording),
                    Field("value", .number(), .required, "Index from 0 to 100."),
                    Field("low", .number(), .optional), Field("high", .number(), .optional),
                    Field("r2", .number(), .optional), Field("r2Low", .number(), .optional),
                    Field("r2High", .number(), .optional), Field("alpha", .number(), .optional),
                    Field("averageVariance", .number()),
                    Field(
                        "items", .array(item), .required,
                        "Without those that everybody answers alike."),
                ]))),
        Field(
            "paths",
            .array(
                .object([
                    Field("from", .text()), Field("to", .text()),
                    Field("coefficient", .number()), Field("low", .number(), .optional),
                    Field("high", .number(), .optional),
                ]))),
        Field(
            "steps", .array(GapReport.part), .required,
            "Where a grain is asked for; of satisfaction, then of every latent variable."),
        Field("groups", .array(GapReport.part), .required, "Where a dimension is asked for."),
    ])

    private static let item = Shape.object([
        Field("column", .text()), Field("title", .wording),
        Field("weight", .number(), .required, "Of the standardised item."),
        Field("weightLow", .number(), .optional), Field("weightHigh", .number(), .optional),
        Field("loading", .number(), .required, "Correlation with its latent variable."),
        Field("loadingLow", .number(), .optional), Field("loadingHigh", .number(), .optional),
    ])

    public var json: JSON {
        .fields([
            ("isFit", .bool(isFit)), ("n", .integer(n)), ("filter", .optional(filter)),
            ("source", .string(SatisfactionIndex.method.source)),
            ("latents", .array(latents.map(\.json))), ("paths", .array(paths.map(\.json))),
            ("steps", .array(steps.map(\.json))), ("groups", .array(groups.map(\.json))),
        ])
    }
}

extension IndexReport.Latent {
    fileprivate var json: JSON {
        .fields([
            ("key", .string(key)), ("title", title.json), ("value", .figure(value)),
            ("low", .figure(interval?.low)), ("high", .figure(interval?.high)),
            ("r2", .figure(r2)), ("r2Low", .figure(r2Interval?.low)),
            ("r2High", .figure(r2Interval?.high)), ("alpha", .figure(alpha)),
            ("averageVariance", .figure(averageVariance)), ("items", .array(items.map(\.json))),
        ])
    }
}

extension IndexReport.Indicator {
    fileprivate var json: JSON {
        .fields([
            ("column", .string(column)), ("title", title.json), ("weight", .figure(weight)),
            ("weightLow", .figure(weightInterval?.low)),
            ("weightHigh", .figure(weightInterval?.high)), ("loading", .figure(loading)),
            ("loadingLow", .figure(loadingInterval?.low)),
            ("loadingHigh", .figure(loadingInterval?.high)),
        ])
    }
}

extension IndexReport.Path {
    fileprivate var json: JSON {
        .fields([
            ("from", .string(from)), ("to", .string(to)), ("coefficient", .figure(coefficient)),
            ("low", .figure(interval?.low)), ("high", .figure(interval?.high)),
        ])
    }
}
