public import Base

extension Table {
    /// How many rows of each group hold a later moment than their own, and how many do not.
    /// - Parameters:
    ///   - column: whose values are moments, such as the day of a purchase.
    ///   - day: the days since 1970-01-01 that a value stands for; nil for one that is none.
    /// - Returns: in the order of `groups`; a row without a moment does not hold a later one.
    public func later(
        _ column: String, day: (JSON) -> Int?, by dimension: Dimension, filter: Filter? = nil,
        window: Range<Instant>? = nil
    ) -> (groups: [Dimension.Group], counts: [(no: Int, yes: Int)]) {
        let axis = Axis(dimension, in: self)
        let place = columnNumber(column)
        let days = place.map { columns[$0].distinct.map { day($0) ?? .min } } ?? []
        let scan = LaterScan(
            axis: axis, place: place, days: days, scan: FactorScan([], self, filter, window),
            counting: Array(repeating: 0, count: longestChunk),
            counts: Array(repeating: 0, count: 2 * axis.groups.count))
        let counts = sweep(scan).counts
        return (axis.groups, axis.groups.indices.map { (counts[2 * $0], counts[2 * $0 + 1]) })
    }
}

/// Whether the rows of one chunk after another hold a later moment than their own.
private struct LaterScan: ChunkScan {
    let axis: Axis
    let place: Int?
    let days: [Int]
    var scan: FactorScan
    /// Which rows of a chunk do.
    var counting: [Int16]
    /// Of each group first those that do not.
    var counts: [Int]

    var size: Int { counts.count }

    mutating func add(_ chunk: Chunk) {
        let left = counting.withUnsafeMutableBufferPointer {
            scan.put(rowsOf: chunk, into: .init(rebasing: $0[0..<chunk.count]))
        }
        guard left > 0 else { return }
        let codes = place.flatMap { $0 < chunk.columns.count ? chunk.columns[$0].codes : nil }
        let groups = chunk.groups(of: axis)
        for row in 0..<chunk.count where counting[row] != 0 {
            let value = codes.map { days[$0[row]] } ?? .min
            let isLater = value > Int(chunk.times[row].daysSince1970)
            counts[2 * Int(groups[row]) + (isLater ? 1 : 0)] += 1
        }
    }

    mutating func merge(_ later: LaterScan) { counts.add(later.counts) }
}

extension Int64 {
    /// Of microseconds UTC.
    fileprivate var daysSince1970: Int64 {
        let day: Int64 = 86_400_000_000
        return self >= 0 ? self / day : (self - day + 1) / day
    }
}

extension Chunk {
    /// The group of each row; the first of them where a value is a list.
    fileprivate func groups(of axis: Axis) -> [Int32] {
        var groups = Array(repeating: Int32(0), count: count)
        guard let column = axis.column, column < columns.count else { return groups }
        if let numbers = columns[column].numbers {
            for row in 0..<count {
                groups[row] = numbers[row].isNaN ? 0 : axis.range(of: numbers[row])
            }
        } else {
            columns[column].codes.map(through: axis.groupByCode, into: &groups)
        }
        return groups
    }
}
