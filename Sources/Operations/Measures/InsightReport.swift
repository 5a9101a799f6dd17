public import Base
public import Columns
import Statistics

/// The answer to a question about answers.
public struct InsightReport: Resource {
    public struct Span: Hashable, Sendable {
        public let from: Instant
        public let to: Instant
        public let measure: Measure
    }

    public struct Group: Sendable {
        /// One for each dimension.
        public let keys: [Dimension.Group]
        public let measure: Measure
        /// Against all other rows; absent where it cannot be tested.
        public let change: Change?
    }

    /// The column that is measured.
    public let column: String
    public let total: Measure
    /// The period before, of the same length.
    public let previous: Span?
    /// Against the period before.
    public let change: Change?
    public let trend: [Span]
    public let dimensions: [String]
    /// Largest value first.
    public let groups: [Group]
    /// How often each answer was given; for ratings in the order of the scale.
    public let distribution: [(value: JSON, count: Int)]
}

extension InsightReport {
    public static let shape = Shape.object([
        Field("item", .text()),
        Field("total", Measure.shape),
        Field("previous", span, .optional, "The period of the same length just before."),
        Field("change", Change.shape, .optional, "Total less previous."),
        Field("trend", .array(span)),
        Field(
            "groups",
            .array(
                .object([
                    Field(
                        "keys",
                        .array(
                            .object([
                                Field("column", .text()), Field("value", .any, .optional),
                                Field("low", .number(), .optional),
                                Field("high", .number(), .optional),
                            ]))),
                    Field("measure", Measure.shape),
                    Field("change", Change.shape, .optional, "Less all other responses."),
                ]))),
        Field(
            "distribution",
            .array(.object([Field("value", .any), Field("count", .integer(0...Int.max))]))),
    ])

    private static let span = Shape.object([
        Field("from", .instant), Field("to", .instant), Field("measure", Measure.shape),
    ])

    public var json: JSON {
        [
            "item": .string(column),
            "total": total.json,
            "previous": previous?.json ?? .null,
            "change": change?.json ?? .null,
            "trend": .array(trend.map(\.json)),
            "groups": .array(groups.map { $0.json(dimensions) }),
            "distribution": .array(
                distribution.map { ["value": $0.value, "count": .integer($0.count)] }),
        ]
    }
}

extension InsightReport.Span {
    var json: JSON {
        ["from": .string(from.iso8601), "to": .string(to.iso8601), "measure": measure.json]
    }
}

extension InsightReport.Group {
    func json(_ dimensions: [String]) -> JSON {
        let parts: [JSON] = zip(dimensions, keys).map { column, key in
            switch key {
            case .missing: ["column": .string(column), "value": .null]
            case .value(let value): ["column": .string(column), "value": value]
            case .range(let low, let high):
                ["column": .string(column), "low": .optional(low), "high": .optional(high)]
            }
        }
        return [
            "keys": .array(parts), "measure": measure.json, "change": change?.json ?? .null,
        ]
    }
}
