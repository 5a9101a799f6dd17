public import Base
import Columns
import Statistics

extension CrossTab {
    public static let shape = Shape.object([
        Field("columns", .array(.text())), Field("n", .integer(0...Int.max)),
        Field("rowKeys", .array(.any)), Field("columnKeys", .array(.any)),
        Field("rowTotals", .array(.any), .required, "Null where few would be told."),
        Field("columnTotals", .array(.any), .required, "Null where few would be told."),
        Field(
            "ranged", .array(.text()), .required,
            "Columns whose many numbers are grouped by ranges."),
        Field(
            "cells",
            .array(
                .array(
                    .object([
                        Field(
                            "count", .integer(0...Int.max), .optional,
                            "Absent below five, and where it could be told from the others."),
                        Field("share", .number(0...1), .optional, "Of the row."),
                        Field("columnShare", .number(0...1), .optional, "Of the column."),
                        Field("totalShare", .number(0...1), .optional, "Of all."),
                        Field("residual", .number(), .optional, "Standardised and adjusted."),
                        Field("filter", .text(max: 20_000), .optional),
                        Field("isHidden", .boolean),
                    ])))),
        Field("chiSquare", .number(), .optional), Field("degrees", .number(), .optional),
        Field(
            "p", .number(0...1), .optional,
            "Where cells are hidden: the least of 0.001, 0.01, 0.05, 1 that it lies below."),
        Field(
            "test", .text(), .optional,
            "contingency.chiSquare; contingency.freemanHalton where fewer than five are expected "
                + "in a cell, .sampled of too many tables; contingency.raoScott with weights."),
        Field("draws", .integer(1...1_000_000), .optional, "Random tables, where it is sampled."),
        Field("source", .text(max: 500), .optional),
        Field("association", .number(), .optional, "Cramér's V."),
        Field("correlation", .number(), .optional, "Pearson's r, of two numbers."),
        Field("correlationLow", .number(), .optional),
        Field("correlationHigh", .number(), .optional),
        Field("weights", .text(), .optional, "Name of what the answers were weighted by."),
        Field("isThin", .boolean, .required, "Fewer than five are expected in a cell."),
    ])

    public var json: JSON {
        func keys(_ side: Int, _ groups: [Dimension.Group]) -> JSON {
            .array(
                groups.map { Dimension.json([columns[side]], [$0]).array?.first ?? .null })
        }
        return .fields(
            [
                ("columns", .array(columns.map(JSON.string))), ("n", .integer(n)),
                ("rowKeys", keys(0, rowGroups)), ("columnKeys", keys(1, columnGroups)),
                ("rowTotals", .array(rowTotals.map { $0.map { .integer($0) } ?? .null })),
                ("columnTotals", .array(columnTotals.map { $0.map { .integer($0) } ?? .null })),
                ("ranged", .array(ranged.map(JSON.string))),
                (
                    "cells",
                    .array(cells.map { .array($0.map(\.json)) })
                ),
                ("chiSquare", .figure(chiSquare)), ("degrees", .figure(degrees.map(Double.init))),
                ("p", .figure(p)), ("test", .optional(test?.name)),
                ("draws", draws.map { .integer($0) } ?? .null),
                ("source", .optional(test?.source)), ("association", .figure(association)),
                ("weights", .optional(weights?.name)), ("isThin", .bool(isThin)),
            ] + correlation.fields("correlation"))
    }
}

extension CrossTab.Cell {
    fileprivate var json: JSON {
        .fields([
            ("count", isHidden ? .null : .integer(count)), ("share", .figure(share)),
            ("columnShare", .figure(columnShare)), ("totalShare", .figure(totalShare)),
            ("residual", .figure(residual)), ("filter", .optional(filter)),
            ("isHidden", .bool(isHidden)),
        ])
    }
}
