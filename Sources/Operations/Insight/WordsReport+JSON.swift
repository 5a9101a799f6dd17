public import Base
import Domain

extension WordsReport: Resource {
    public static let shape = Shape.object([
        Field("asks", .boolean, .required, "Whether the instrument asks for words."),
        Field("read", .integer(0...Int.max), .required, "Newest responses that were read."),
        Field("all", .integer(0...Int.max)),
        Field("n", .integer(0...Int.max), .required, "Of them with words."),
        Field("mood", .number(-1...1), .optional, "Mean, -1 to 1."),
        Field(
            "isMoodOfAll", .boolean, .required,
            "Whether mood and steps are of every comment, not only of those that were read."),
        Field("moodLow", .number(), .optional), Field("moodHigh", .number(), .optional),
        Field("halfway", .instant, .optional, "Where the newer half of the remarks begins."),
        Field(
            "steps",
            .array(
                .object([
                    Field("from", .instant), Field("to", .instant),
                    Field("measure", Measure.shape),
                ])), .required, "Mean mood by steps of time."),
        Field("topics", .array(topic), .required, "Found in the remarks, that of most first."),
        Field("kept", .array(topic), .required, "Topics of the workspace, in their order."),
        Field(
            "aspects",
            .array(
                .object([
                    Field("touchpoint", .text()), Field("dimension", .text()),
                    Field("n", .integer(0...Int.max)), Field("mood", .number(-1...1), .optional),
                ]))),
    ])

    private static let topic = Shape.object([
        Field("name", .text()),
        Field("key", .text(), .optional, "Of one that is kept."),
        Field("names", .map(.text()), .optional, "What people called it, in each language."),
        Field("phrases", .array(.text())), Field("n", .integer(0...Int.max)),
        Field("share", .number(0...1), .optional, "Of all remarks."),
        Field("shareLow", .number(0...1), .optional, "Wilson's interval at 95 %."),
        Field("shareHigh", .number(0...1), .optional),
        Field("mood", .number(-1...1), .optional, "Absent where few speak of it, or few do not."),
        Field(
            "effect", Change.shape, .optional,
            "Score of those who speak of it less that of the others."),
        Field("earlier", .number(0...100), .required, "Part of the older half, in per cent."),
        Field("lately", .number(0...100)),
        Field("rise", Change.shape, .optional, "Lately less earlier."),
        Field("isHot", .boolean, .required, "Heard more often of late, and not gladly."),
        Field("filter", .text(max: 2_000), .optional, "Finds its responses in their list."),
        Field("quote", .document(), .optional),
        Field("response", .id("rsp"), .optional),
    ])

    public var json: JSON {
        .fields(
            [
                ("asks", .bool(asks)), ("read", .integer(read)), ("all", .integer(all)),
                ("n", .integer(n)), ("halfway", .optional(halfway?.iso8601)),
                ("isMoodOfAll", .bool(isMoodOfAll)),
                ("steps", .array(steps.map(\.json))),
                ("topics", .array(topics.map(\.json))), ("kept", .array(kept.map(\.json))),
                ("aspects", .array(aspects.map(\.json))),
            ] + mood.fields("mood"))
    }
}

extension WordsReport.Topic {
    fileprivate var json: JSON {
        let named: [(String, JSON)] = [
            ("name", .string(name)), ("key", .optional(kept?.key)),
            ("names", kept?.name.json ?? .null),
            ("phrases", .array(phrases.map { .string($0) })), ("n", .integer(n)),
        ]
        let figures: [(String, JSON)] = [
            ("mood", .figure(mood)), ("effect", effect?.json ?? .null),
            ("earlier", .figure(earlier)), ("lately", .figure(lately)),
            ("rise", rise?.json ?? .null), ("isHot", .bool(isHot)),
            ("filter", .optional(filter)), ("quote", .optional(quote)),
            ("response", .optional(response?.description)),
        ]
        return .fields(named + share.fields("share") + figures)
    }
}

extension WordsReport.Aspect {
    fileprivate var json: JSON {
        .fields([
            ("touchpoint", .string(touchpoint)), ("dimension", .string(dimension)),
            ("n", .integer(n)), ("mood", .figure(mood)),
        ])
    }
}
