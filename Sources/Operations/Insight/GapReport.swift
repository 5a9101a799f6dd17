public import Base
public import Columns
public import Domain
public import Statistics

/// Expectation, perception and the gap between them, by dimension and item.
public struct GapReport: Resource {
    public struct Item: Sendable {
        public let title: Wording
        /// That of the perception.
        public let column: String
        public let gap: Servqual.Gap
        /// Of whom it fell short of what they expected.
        public let short: Short?
    }

    /// Those who found less than they expected.
    public struct Short: Sendable {
        public let n: Int
        public let filter: String?
    }

    public struct Dimension: Sendable {
        public let key: String
        public let title: Wording
        public let gap: Servqual.Gap
        /// Cronbach's alpha; nil for one item.
        public let expectationAlpha: Estimate?
        public let perceptionAlpha: Estimate?
        /// Mean importance points; nil where nobody was asked.
        public let weight: Double?
        public let items: [Item]
        /// Of whom its items together fell short.
        public let short: Short?
        /// Each respondent's mean expectation.
        let expected: Moments
    }

    /// Respondents who rated every item on both sides.
    public let n: Int
    /// Finds exactly them.
    public let filter: String?
    public let scale: ClosedRange<Int>
    /// False for an instrument that does not ask for expectations.
    public let hasPairs: Bool
    /// Empty below the anonymity floor.
    public let dimensions: [Dimension]
    /// Mean of the dimensions' gaps.
    public let overall: Estimate?
    /// The same weighted by each respondent's own points.
    public let weighted: Estimate?
    /// In the order of time; empty where no steps of time were asked for.
    public let steps: [Part]
    /// The widest gap first; empty where nothing was to group by.
    public let groups: [Part]

    /// The gaps of some of the respondents.
    public struct Part: Sendable {
        public let span: Range<Instant>?
        /// Column and value of a group.
        public let group: (column: String, value: Columns.Dimension.Group)?
        /// Mean of the dimensions' gaps.
        public internal(set) var overall: Measure
        /// In the order of the dimensions.
        public internal(set) var dimensions: [Measure]
        /// Against all others; nil for steps of time and where nothing can be compared.
        public internal(set) var change: Change?
    }

    private static let gap = [
        Field("expectation", .number()), Field("perception", .number()), Field("gap", .number()),
        Field("low", .number(), .optional), Field("high", .number(), .optional),
        Field("t", .number(), .optional), Field("p", .number(0...1), .optional),
        Field(
            "short", .integer(0...Int.max), .optional,
            "How many found less than they expected; absent where these or the others are few."),
        Field("shortFilter", .text(max: 20_000), .optional, "Finds exactly them."),
    ]

    static let part = Shape.object([
        Field("from", .instant, .optional), Field("to", .instant, .optional),
        Field("keys", InsightReport.keys, .optional, "Column and value of the group."),
        Field("overall", Measure.shape),
        Field("dimensions", .array(Measure.shape), .required, "In the order of the dimensions."),
        Field("change", Change.shape, .optional, "Against all other groups together."),
    ])

    public static let shape = Shape.object([
        Field("n", .integer(0...Int.max), .required, "Who rated every item on both sides."),
        Field("filter", .text(max: 20_000), .optional, "Finds exactly them."),
        Field("hasPairs", .boolean, .required, "Whether the instrument asks for expectations."),
        Field("overall", .number(), .optional), Field("overallLow", .number(), .optional),
        Field("overallHigh", .number(), .optional),
        Field("weighted", .number(), .optional, "By each respondent's own importance points."),
        Field("weightedLow", .number(), .optional), Field("weightedHigh", .number(), .optional),
        Field("source", .text(max: 500)),
        Field("steps", .array(part), .required, "Where a grain is asked for."),
        Field("groups", .array(part), .required, "Where something is to group by."),
        Field(
            "dimensions",
            .array(
                .object(
                    [
                        Field("key", .text()), Field("title", .wording),
                        Field("weight", .number(), .optional, "Mean importance points."),
                        Field("alphaExpectation", .number(), .optional),
                        Field("alphaPerception", .number(), .optional),
                        Field(
                            "items",
                            .array(
                                .object([Field("column", .text()), Field("title", .wording)] + gap))
                        ),
                    ] + gap))),
    ])

    public var json: JSON {
        .fields(
            [("n", .integer(n)), ("filter", .optional(filter)), ("hasPairs", .bool(hasPairs))]
                + overall.fields("overall")
                + weighted.fields("weighted") + [
                    ("source", .string(Servqual.method.source)),
                    ("steps", .array(steps.map(\.json))), ("groups", .array(groups.map(\.json))),
                    (
                        "dimensions",
                        .array(
                            dimensions.map { dimension in
                                .fields(
                                    [
                                        ("key", .string(dimension.key)),
                                        ("title", dimension.title.json),
                                        ("weight", .figure(dimension.weight)),
                                        (
                                            "alphaExpectation",
                                            .figure(dimension.expectationAlpha?.value)
                                        ),
                                        (
                                            "alphaPerception",
                                            .figure(dimension.perceptionAlpha?.value)
                                        ),
                                        ("items", .array(dimension.items.map(\.json))),
                                    ] + dimension.gap.fields + dimension.short.fields)
                            })
                    ),
                ])
    }
}

extension GapReport.Item {
    fileprivate var json: JSON {
        .fields([("column", .string(column)), ("title", title.json)] + gap.fields + short.fields)
    }
}

extension GapReport.Short? {
    fileprivate var fields: [(String, JSON)] {
        [
            ("short", self.map { .integer($0.n) } ?? .null),
            ("shortFilter", .optional(self?.filter)),
        ]
    }
}

extension Servqual.Gap {
    fileprivate var fields: [(String, JSON)] {
        [
            ("expectation", .figure(expectation)), ("perception", .figure(perception)),
            ("gap", .figure(gap.value)), ("low", .figure(gap.low)), ("high", .figure(gap.high)),
            ("t", .figure(t)), ("p", .figure(p)),
        ]
    }
}
