public import Base
public import Statistics

/// The answer to a cut, put together from rows that a database has grouped already: for more rows
/// than memory is set for. Sizes are bounded as a cut's own are.
public struct GroupedCells {
    /// Where a grouped row lies on one dimension.
    public enum Key: Hashable, Sendable {
        case value(JSON)
        /// Number of a range: nought for rows without a number, then from the lowest range up.
        case range(Int)
    }

    private let cut: Cut
    private let axes: [Axis]
    /// Place of a value among the different ones of its dimension.
    private let codes: [[JSON: Int]]
    private let groupCount: Int
    private var columns: [Counted]

    /// One column on its way: counts by group and value, or moments of plain numbers by group.
    private struct Counted {
        let isPlain: Bool
        var values: [JSON] = [.null]
        var codes: [JSON: Int] = [.null: 0]
        var rows: [(group: Int, code: Int, count: Int)] = []
        var moments: [Int: Moments] = [:]
    }

    /// - Parameters:
    ///   - distinct: for each dimension the values of its column, without the missing one.
    ///   - isPlain: for each column that is counted whether only its moments are known.
    public init(_ cut: Cut, distinct: [[JSON]], isPlain: [Bool]) throws(Cut.TooManyCells) {
        self.cut = cut
        axes = zip(cut.dimensions, distinct).map { Axis($0, distinct: [.null] + $1) }
        codes = distinct.map { values in
            Dictionary(
                zip([.null] + values, 0...), uniquingKeysWith: { first, _ in first })
        }
        groupCount = axes.reduce(cut.buckets?.count ?? 1) { $0 * $1.groups.count }
        columns = (cut.measured.isEmpty ? [false] : isPlain).map { Counted(isPlain: $0) }
        guard groupCount <= Cut.mostCounters else {
            throw Cut.TooManyCells(cells: groupCount)
        }
    }

    /// Rows with one value in a column that is counted by values.
    public mutating func add(
        _ count: Int, of value: JSON, to column: Int, at keys: [Key], bucket: Int
    ) throws(Cut.TooManyCells) {
        let code = columns[column].codes[value] ?? columns[column].values.count
        if code == columns[column].values.count {
            columns[column].values.append(value)
            columns[column].codes[value] = code
        }
        for group in groups(keys, bucket) {
            columns[column].rows.append((group, code, count))
        }
        guard columns[column].rows.count <= Cut.mostCounters else {
            throw Cut.TooManyCells(cells: groupCount)
        }
    }

    /// Rows of which only the moments of their numbers are known.
    /// - Parameter rows: with those that have no number.
    public mutating func add(
        _ moments: Moments, rows: Int, to column: Int, at keys: [Key], bucket: Int
    ) {
        for group in groups(keys, bucket) {
            columns[column].rows.append((group, 0, rows))
            columns[column].moments[group, default: Moments()].merge(moments)
        }
    }

    /// The groups of a row: several where a value is a list.
    private func groups(_ keys: [Key], _ bucket: Int) -> [Int] {
        var groups = [bucket]
        for (place, key) in keys.enumerated() {
            let axis = axes[place]
            let own: [Int]
            switch key {
            case .range(let number): own = [number]
            case .value(let value):
                guard let code = codes[place][value] else { return [] }
                own =
                    axis.groupsByCode?[code].map { Int($0) } ?? [Int(axis.groupByCode[code])]
            }
            groups = groups.flatMap { group in own.map { group * axis.groups.count + $0 } }
        }
        return groups
    }

    public func cells() throws(Cut.TooManyCells) -> Cells {
        let size = columns.reduce(0) { $0 + ($1.isPlain ? 1 : $1.values.count) }
        guard groupCount * size <= Cut.mostCounters else {
            throw Cut.TooManyCells(cells: groupCount)
        }
        return Cells(
            axes, cut.buckets,
            columns.map { column in
                var counts = Array(repeating: Int32(0), count: groupCount * column.values.count)
                for row in column.rows {
                    counts[row.group * column.values.count + row.code] += Int32(row.count)
                }
                let moments = (0..<(column.isPlain ? groupCount : 0)).map {
                    column.moments[$0] ?? Moments()
                }
                return MeasuredColumn(
                    isPlain: column.isPlain, values: column.values, counts: counts,
                    moments: moments)
            })
    }
}
