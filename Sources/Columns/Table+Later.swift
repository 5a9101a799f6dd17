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
        var scan = FactorScan([], self, filter, window)
        var counting = Array(repeating: Int16(0), count: longestChunk)
        var counts = Array(repeating: (no: 0, yes: 0), count: axis.groups.count)
        for chunk in chunks {
            let left = counting.withUnsafeMutableBufferPointer {
                scan.put(rowsOf: chunk, into: .init(rebasing: $0[0..<chunk.count]))
            }
            guard left > 0 else { continue }
            let codes = place.flatMap { $0 < chunk.columns.count ? chunk.columns[$0].codes : nil }
            let groups = chunk.groups(of: axis)
            for row in 0..<chunk.count where counting[row] != 0 {
                let value = codes.map { days[$0[row]] } ?? .min
                if value > Int(chunk.times[row].daysSince1970) {
                    counts[Int(groups[row])].yes += 1
                } else {
                    counts[Int(groups[row])].no += 1
                }
            }
        }
        return (axis.groups, counts)
    }
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
