public import Base
public import Statistics

/// A measure over time with what is unusual in it.
public struct TrendReport: Resource {
    public struct Point: Sendable {
        public let from: Instant
        public let to: Instant
        public let measure: Measure
        /// Between which ordinary variation stays; nil without enough steps or answers.
        public let limits: ClosedRange<Double>?
        public let rules: [RunRule]
    }

    /// A step of time from which on the level is another.
    public struct LevelChange: Sendable {
        public let at: Instant
        public let before: Measure
        public let after: Measure
        /// After less before.
        public let change: Change
    }

    public let total: Measure
    public let points: [Point]
    /// Level of the whole time; nil where there is no chart.
    public let centre: Double?
    public let method: Method?
    public let changes: [LevelChange]
    /// What repeats from week to week or from year to year; nil where no test finds it.
    public let season: Season?
    /// What happened in this time, oldest first.
    public internal(set) var occurrences: [Occurrence] = []

    /// How far the places of a cycle lie from the level.
    public struct Season: Sendable {
        /// Steps in a cycle: seven days, twelve months, four quarters.
        public let period: Int
        /// In the order of the first cycle's steps, on the scale of the measure; they sum to zero.
        public let places: [Double]
        /// Kruskal–Wallis of the places, less the moving mean.
        public let p: Double
    }

    public static let shape = Shape.object([
        Field("total", Measure.shape),
        Field("centre", .number(), .optional, "Level of all steps; absent with too few."),
        Field("method", .text(), .optional), Field("source", .text(max: 500), .optional),
        Field(
            "points",
            .array(
                .object([
                    Field("from", .instant), Field("to", .instant),
                    Field("measure", Measure.shape),
                    Field("lower", .number(), .optional, "Control limits: three sigma."),
                    Field("upper", .number(), .optional),
                    Field(
                        "rules", .array(.integer(1...8)), .required,
                        "Of Nelson 1984 that fire here; 1: beyond the limits."),
                ]), max: Inquiry.mostSpans)),
        Field(
            "changes",
            .array(
                .object([
                    Field("at", .instant), Field("before", Measure.shape),
                    Field("after", Measure.shape), Field("change", Change.shape),
                ])), .required, "Of the level (PELT), after less before."),
        Field(
            "season",
            .object([
                Field("period", .integer(2...12), .required, "Steps of a cycle."),
                Field(
                    "places", .array(.number()), .required,
                    "Distance from the level, from the first point's place on."),
                Field("p", .number(0...1)),
            ]), .optional, "Where a test finds one; of days, months and quarters."),
        Field("occurrences", .array(Occurrence.shape), .required, "What happened, oldest first."),
    ])

    public var json: JSON {
        [
            "total": total.json, "centre": .optional(centre), "method": .optional(method?.name),
            "source": .optional(method?.source),
            "points": .array(
                points.map { point in
                    [
                        "from": .string(point.from.iso8601), "to": .string(point.to.iso8601),
                        "measure": point.measure.json,
                        "lower": .optional(point.limits?.lowerBound),
                        "upper": .optional(point.limits?.upperBound),
                        "rules": .array(point.rules.map { .integer($0.rawValue) }),
                    ]
                }),
            "changes": .array(
                changes.map {
                    [
                        "at": .string($0.at.iso8601), "before": $0.before.json,
                        "after": $0.after.json, "change": $0.change.json,
                    ]
                }),
            "season": season.map {
                [
                    "period": .integer($0.period), "places": .array($0.places.map(JSON.number)),
                    "p": .number($0.p),
                ]
            } ?? .null,
            "occurrences": .array(occurrences.map(\.json)),
        ]
    }
}
