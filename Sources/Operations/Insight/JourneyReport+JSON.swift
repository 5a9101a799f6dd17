public import Base
import Domain
import Statistics

extension JourneyReport {
    public static let shape = Shape.object([
        Field(
            "steps",
            .array(
                .object([
                    Field("column", .text()), Field("title", .wording, .optional),
                    Field("stage", .wording, .optional), Field("measure", Measure.shape),
                    Field(
                        "feeling", .number(), .optional,
                        "-100 to 100 around the middle of the scale."),
                    Field("feelingLow", .number(), .optional),
                    Field("feelingHigh", .number(), .optional),
                    Field("badShare", .number(0...1), .optional, "On the two lowest steps."),
                    Field("reach", .number(0...1), .required, "Of the responses, who rated it."),
                    Field(
                        "left", .number(0...1), .optional,
                        "Of those who rated the step before, who did not rate this one."),
                    Field("leftLow", .number(), .optional),
                    Field("leftHigh", .number(), .optional),
                    Field("r", .number(-1...1), .optional, "With the overall score."),
                    Field("rLow", .number(), .optional), Field("rHigh", .number(), .optional),
                    Field(
                        "adjustedP", .number(0...1), .optional,
                        "Of r, by Benjamini and Hochberg over all steps."),
                    Field(
                        "touchpoint", .text(), .optional,
                        "Of the themes by which texts are read: `touchpoint.delivery`."),
                    Field(
                        "mood", Measure.shape, .optional,
                        "Mean of how texts speak of the touchpoint, -1 to 1."),
                    Field(
                        "wait",
                        .object([
                            Field("median", .number(), .optional, "Minutes; absent with few."),
                            Field("low", .number(), .optional),
                            Field("high", .number(), .optional),
                            Field("n", .integer(0...Int.max), .required, "Cases with a reply."),
                        ]), .optional,
                        "From the opening of the cases of those who rated the step on its lowest "
                            + "steps to a person's first reply."),
                ]))),
        Field("peak", .integer(0...1_000), .optional, "Place of the best step."),
        Field("low", .integer(0...1_000), .optional),
        Field("end", .integer(0...1_000), .optional),
        Field(
            "truths", .array(.integer(0...1_000)), .required,
            "Places of the steps that clearly go with the overall score, the closest first."),
        Field(
            "memory",
            .object([
                Field("n", .integer(0...Int.max)),
                Field("mean", .number(), .required, "R2 of the score on the mean of all steps."),
                Field("peakEnd", .number(), .required, "R2 on the mean of peak and end."),
                Field("p", .number(0...1), .optional, "Williams 1959: that they are equal."),
                Field("source", .text(max: 500)),
            ]), .optional),
    ])

    public var json: JSON {
        func place(_ number: Int?) -> JSON { number.map { .integer($0) } ?? .null }
        return .fields([
            ("steps", .array(steps.map(\.json))),
            ("peak", place(peak)), ("low", place(low)), ("end", place(end)),
            ("truths", .array(truths.map { .integer($0) })),
            (
                "memory",
                memory.map {
                    .fields([
                        ("n", .integer($0.n)), ("mean", .figure($0.mean)),
                        ("peakEnd", .figure($0.peakEnd)), ("p", .figure($0.p)),
                        ("source", .string(PeakEnd.method.source)),
                    ])
                } ?? .null
            ),
        ])
    }
}

extension JourneyReport.Step {
    fileprivate var json: JSON {
        let own: [(String, JSON)] = [
            ("column", .string(column)), ("title", title?.json ?? .null),
            ("stage", stage?.json ?? .null), ("measure", measure.json),
            ("badShare", .figure(badShare)), ("reach", .figure(reach)),
            ("adjustedP", .figure(effect?.adjustedP)),
            ("touchpoint", .optional(touchpoint?.id)), ("mood", mood?.json ?? .null),
            ("wait", wait?.json ?? .null),
        ]
        return .fields(
            own + feeling.fields("feeling") + left.fields("left")
                + (effect?.estimate).fields("r"))
    }
}
