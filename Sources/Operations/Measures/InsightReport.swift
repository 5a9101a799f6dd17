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

    public struct Cell: Sendable {
        public let keys: [Dimension.Group]
        /// Nil without steps of time.
        public let span: Range<Instant>?
        /// In the order asked for.
        public let values: [Value]

        public struct Value: Sendable {
            public let measure: Measure
            /// The same in the period before, and how it differs; nil where that is not asked for.
            public let previous: Measure?
            public let change: Change?
        }
    }

    /// The column that is measured.
    public let column: String
    public let total: Measure
    /// The earlier period.
    public let previous: Span?
    /// Against it.
    public let change: Change?
    public let trend: [Span]
    public let dimensions: [String]
    /// Largest value first.
    public let groups: [Group]
    /// Every combination of dimensions and time, where several measures are asked for.
    public let cells: [Cell]
    /// How often each answer was given: for ratings in the order of the scale, of numbers by size
    /// (in ranges where they are many), else the 50 most frequent.
    public let distribution: [(group: Dimension.Group, count: Int)]
    /// What the answers were weighted by; nil where each counts once.
    public let weights: Weights?
    /// Answers beside the steps that the question has now, as an earlier version had; no number
    /// counts them.
    public var offScale = 0

    public struct Weights: Sendable {
        public let name: String
        public let n: Int
        public let designEffect: Double
        public let effectiveSize: Double
    }
}

extension InsightReport {
    public static let shape = Shape.object([
        Field("item", .text()),
        Field("total", Measure.shape),
        Field("previous", span, .optional, "The earlier period."),
        Field("change", Change.shape, .optional, "Total less previous."),
        Field("trend", .array(span)),
        Field(
            "groups",
            .array(
                .object([
                    Field("keys", keys), Field("measure", Measure.shape),
                    Field("change", Change.shape, .optional, "Less all other responses."),
                ]))),
        Field(
            "cells",
            .array(
                .object([
                    Field("keys", keys), Field("from", .instant, .optional),
                    Field("to", .instant, .optional),
                    Field(
                        "values",
                        .array(
                            .object([
                                Field("measure", Measure.shape),
                                Field("previous", Measure.shape, .optional),
                                Field("change", Change.shape, .optional),
                            ]))),
                ]), max: Inquiry.mostCells), .required,
            "Where `measures` are asked for; combinations without a response are left out."),
        Field(
            "distribution",
            .array(
                .object([
                    Field("value", .any, .optional), Field("low", .number(), .optional),
                    Field("high", .number(), .optional), Field("count", .integer(0...Int.max)),
                ])), .required,
            "Of many different numbers by ranges: from `low` up to but without `high`."),
        Field(
            "weights",
            .object([
                Field("name", .text()), Field("n", .integer(0...Int.max)),
                Field("designEffect", .number()), Field("effectiveSize", .number()),
            ]), .optional, "What the answers were weighted by."),
        Field(
            "offScale", .integer(0...Int.max), .required,
            "Answers beside the steps that the question has now; no number counts them."),
    ])

    /// Columns and values of a group.
    static let keys = Shape.array(
        .object([
            Field("column", .text()), Field("value", .any, .optional),
            Field("low", .number(), .optional), Field("high", .number(), .optional),
        ]))

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
            "cells": .array(cells.map { $0.json(dimensions) }),
            "distribution": .array(
                distribution.map {
                    $0.group.json(of: [.init(key: "count", value: .integer($0.count))])
                }),
            "offScale": .integer(offScale),
            "weights": weights.map {
                [
                    "name": .string($0.name), "n": .integer($0.n),
                    "designEffect": .number($0.designEffect),
                    "effectiveSize": .number($0.effectiveSize),
                ]
            } ?? .null,
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
        [
            "keys": Dimension.json(dimensions, keys), "measure": measure.json,
            "change": change?.json ?? .null,
        ]
    }
}

extension InsightReport.Cell {
    func json(_ dimensions: [String]) -> JSON {
        [
            "keys": Dimension.json(dimensions, keys),
            "from": .optional(span?.lowerBound.iso8601),
            "to": .optional(span?.upperBound.iso8601),
            "values": .array(
                values.map {
                    [
                        "measure": $0.measure.json, "previous": $0.previous?.json ?? .null,
                        "change": $0.change?.json ?? .null,
                    ]
                }),
        ]
    }
}

extension Dimension {
    /// Groups of several columns as the API names them.
    static func json(_ columns: [String], _ keys: [Dimension.Group]) -> JSON {
        .array(
            zip(columns, keys).map { column, key in
                key.json(of: [.init(key: "column", value: .string(column))])
            })
    }
}

extension Dimension.Group {
    /// As the API names it, after what it is a group of.
    func json(of members: [JSON.Object.Member]) -> JSON {
        let own: [JSON.Object.Member] =
            switch self {
            case .missing: [.init(key: "value", value: .null)]
            case .value(let value): [.init(key: "value", value: value)]
            case .range(let low, let high):
                [
                    .init(key: "low", value: .optional(low)),
                    .init(key: "high", value: .optional(high)),
                ]
            }
        return .object(JSON.Object(members + own))
    }
}
