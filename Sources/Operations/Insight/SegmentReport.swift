public import Base
public import Columns

/// Traits by how much of a measure's spread they explain, and the tree of the strongest splits.
public struct SegmentReport: Resource {
    public struct Trait: Sendable {
        public let column: String
        /// Other columns that part the same people in the same way.
        public let same: [String]
        /// Groups with enough answers, the largest value first.
        public let groups: [(key: Dimension.Group, measure: Measure)]
        public let n: Int
        /// η², 0…1.
        public let explained: Double
        /// Of Welch's test.
        public let p: Double
        /// With the share of false discoveries held over all traits.
        public let adjustedP: Double

        public var isClear: Bool { adjustedP < 0.05 }
    }

    /// One part of a split in two.
    public struct Branch: Sendable {
        /// Place of the branch it lies within; nil at the root.
        public let parent: Int?
        public let depth: Int
        public let column: String
        public let key: Dimension.Group
        /// True for all others than the group.
        public let isRest: Bool
        public let measure: Measure
        /// η² of the split within its parent.
        public let explained: Double
    }

    public let total: Measure
    /// The strongest first.
    public let traits: [Trait]
    /// Parents before their parts.
    public let tree: [Branch]
    /// Columns that were not scanned, for their groups are too many.
    public var tooFine: [String] = []

    public static let shape = Shape.object([
        Field("total", Measure.shape),
        Field(
            "traits",
            .array(
                .object([
                    Field("column", .text()),
                    Field(
                        "same", .array(.text()), .required,
                        "Other columns that part the same people in the same way."),
                    Field("n", .integer(0...Int.max)),
                    Field(
                        "explained", .number(0...1), .required,
                        "Share of the spread between the groups: eta squared."),
                    Field("p", .number(0...1), .required, "Welch 1951."),
                    Field("adjustedP", .number(0...1), .required, "Benjamini and Hochberg 1995."),
                    Field("isClear", .boolean),
                    Field(
                        "groups",
                        .array(.object([Field("key", .any), Field("measure", Measure.shape)]))),
                ]))),
        Field(
            "tree",
            .array(
                .object([
                    Field("parent", .integer(0...Int.max), .optional),
                    Field("depth", .integer(0...9)), Field("column", .text()),
                    Field("key", .any),
                    Field("isRest", .boolean, .required, "All others than the group."),
                    Field("measure", Measure.shape), Field("explained", .number(0...1)),
                ]))),
        Field(
            "tooFine", .array(.text()), .required,
            "Columns that were not scanned, for their groups are too many."),
    ])

    public var json: JSON {
        [
            "total": total.json, "tooFine": .array(tooFine.map(JSON.string)),
            "traits": .array(
                traits.map { trait in
                    [
                        "column": .string(trait.column),
                        "same": .array(trait.same.map(JSON.string)), "n": .integer(trait.n),
                        "explained": .number(trait.explained), "p": .number(trait.p),
                        "adjustedP": .number(trait.adjustedP), "isClear": .bool(trait.isClear),
                        "groups": .array(
                            trait.groups.map {
                                [
                                    "key": Dimension.json([trait.column], [$0.key]).array?.first
                                        ?? .null,
                                    "measure": $0.measure.json,
                                ]
                            }),
                    ]
                }),
            "tree": .array(
                tree.map {
                    [
                        "parent": $0.parent.map { .integer($0) } ?? .null,
                        "depth": .integer($0.depth),
                        "column": .string($0.column),
                        "key": Dimension.json([$0.column], [$0.key]).array?.first ?? .null,
                        "isRest": .bool($0.isRest), "measure": $0.measure.json,
                        "explained": .number($0.explained),
                    ]
                }),
        ]
    }
}
