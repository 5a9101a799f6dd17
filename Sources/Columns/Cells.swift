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
    private let columns: [MeasuredColumn]

    /// How many columns were counted.
    public var measures: Int { columns.count }

    init(_ scan: CutScan) { self.init(scan.axes, scan.cut.buckets, scan.measured) }

    init(_ axes: [Axis], _ buckets: Buckets?, _ columns: [MeasuredColumn]) {
        sides = axes.map { Side(dimension: $0.dimension, groups: $0.groups, isList: $0.isList) }
        self.buckets = buckets
        self.columns = columns
    }

    /// The tally of one cell; a group or bucket left out means all of them together.
    /// - Parameters:
    ///   - groups: one for each dimension; nil adds its groups up, which counts a row of a list
    ///     once for each element.
    ///   - measured: place of the column among those that the cut counts.
    public func tally(_ groups: [Int?] = [], bucket: Int? = nil, of measured: Int = 0) -> Tally {
        let column = columns[measured]
        var counts = Array(repeating: 0, count: column.values.count)
        var moments = Moments()
        for cell in cells(groups, bucket) {
            let start = cell * counts.count
            for code in counts.indices { counts[code] += Int(column.counts[start + code]) }
            if column.isPlain { moments.merge(column.moments[cell]) }
        }
        return Tally(values: column.values, counts: counts, plain: moments)
    }

    private func cells(_ groups: [Int?], _ bucket: Int?) -> [Int] {
        precondition(groups.count <= sides.count)
        var cells = bucket.map { [$0] } ?? Array(0..<(buckets?.count ?? 1))
        for (place, side) in sides.enumerated() {
            let chosen = place < groups.count ? groups[place] : nil
            let wanted = chosen.map { [$0] } ?? Array(side.groups.indices)
            cells = cells.flatMap { cell in wanted.map { cell * side.groups.count + $0 } }
        }
        return cells
    }
}
