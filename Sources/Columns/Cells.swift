public import Base
import Statistics

/// What a cut found: a tally for each group of each dimension and each bucket of time.
public struct Cells: Sendable {
    /// One dimension of the answer.
    public struct Side: Sendable {
        public let dimension: Dimension
        /// The first is the rows without a value.
        public let groups: [Dimension.Group]
        /// True where one row may be in several groups.
        public let isList: Bool

        /// The condition whose rows are exactly the group's.
        public func condition(_ group: Int) -> Node {
            dimension.condition(groups[group], isList: isList)
        }
    }

    /// In the order of the cut's dimensions.
    public let sides: [Side]
    public let buckets: Buckets?
    private let values: [JSON]
    private let counts: [Int32]
    private let moments: [Moments]

    init(_ scan: CutScan) {
        sides = scan.axes.map {
            Side(dimension: $0.dimension, groups: $0.groups, isList: $0.isList)
        }
        buckets = scan.cut.buckets
        let measured = scan.cut.measured.flatMap { name in
            scan.columns.first { $0.name == name }
        }
        values = scan.valueCount == 1 ? [.null] : measured?.distinct ?? [.null]
        counts = scan.counts
        moments = scan.moments
    }

    /// The tally of one cell; a group or bucket left out means all of them together.
    /// - Parameter groups: one for each dimension; nil adds its groups up, which counts a row of a
    ///   list once for each element.
    public func tally(_ groups: [Int?] = [], bucket: Int? = nil) -> Tally {
        precondition(groups.count <= sides.count)
        var cells = bucket.map { [$0] } ?? Array(0..<(buckets?.count ?? 1))
        for (place, side) in sides.enumerated() {
            let chosen = place < groups.count ? groups[place] : nil
            let wanted = chosen.map { [$0] } ?? Array(side.groups.indices)
            cells = cells.flatMap { cell in wanted.map { cell * side.groups.count + $0 } }
        }
        return Tally.merging(cells.map(tally(at:)))
    }

    private func tally(at cell: Int) -> Tally {
        var rows = 0
        var found: [JSON: Int] = [:]
        let start = cell * values.count
        for (code, value) in values.enumerated() {
            let count = Int(counts[start + code])
            guard count > 0 else { continue }
            rows += count
            if !value.isNull { found[value] = count }
        }
        return Tally(
            rows: rows, counts: found, plain: moments.isEmpty ? Moments() : moments[cell])
    }
}
