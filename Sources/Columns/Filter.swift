public import Base

/// A condition over the columns of a table. A part of it that looks at one column is decided once
/// for each different value of that column, whatever the number of rows.
public struct Filter: Sendable {
    public let condition: Node

    /// - Parameter condition: its names are columns; a name without a column is missing in every
    ///   row.
    public init(_ condition: Node) { self.condition = condition }

    public init(_ expression: Expression) { self.init(expression.root) }

    /// How many rows it holds for.
    public func count(in table: Table) -> Int {
        var scan = FilterScan(condition, table)
        return table.chunks.reduce(0) { sum, chunk in
            scan.mark(chunk, from: .min, to: .max)
            return sum + scan.mask.count
        }
    }

    /// The ids of the rows it holds for, newest first.
    public func ids(in table: Table, limit: Int) -> [Int64] {
        rows(in: table, limit: limit).ids
    }

    /// The same within a window, from a place in the order on.
    /// - Parameter before: time and id of the last row that was read.
    /// - Returns: up to `limit` ids, and how many rows of the window there are in all.
    public func rows(
        in table: Table, window: Range<Instant>? = nil, before: (time: Instant, id: Int64)? = nil,
        limit: Int
    ) -> (ids: [Int64], count: Int) {
        var scan = FilterScan(condition, table)
        let low = window?.lowerBound.microseconds ?? Int64.min
        let high = window?.upperBound.microseconds ?? Int64.max
        let last = before.map { (time: $0.time.microseconds, id: $0.id) }
        var rows: [Int32] = []
        var found: [(time: Int64, id: Int64)] = []
        var count = 0
        /// Rows up to here are not among the newest any more.
        var floor: (time: Int64, id: Int64) = (.min, .min)
        // The newest chunks first: few of the others have a row that is among the newest.
        for chunk in table.chunks.reversed() where chunk.earliest < high && chunk.latest >= low {
            scan.mark(chunk, from: low, to: high)
            guard chunk.latest >= floor.time else {
                count += scan.mask.count
                continue
            }
            scan.mask.rows(into: &rows)
            count += rows.count
            for row in rows where chunk.times[Int(row)] >= floor.time {
                let (time, id) = (chunk.times[Int(row)], chunk.ids[Int(row)])
                if let last, (time, id) >= (last.time, last.id) { continue }
                if (time, id) > floor { found.append((time, id)) }
            }
            guard limit > 0, found.count / 2 > limit else { continue }
            found.sort { ($0.time, $0.id) > ($1.time, $1.id) }
            found.removeLast(found.count - limit)
            floor = found[limit - 1]
        }
        found.sort { ($0.time, $0.id) > ($1.time, $1.id) }
        return (found.prefix(limit).map(\.id), count)
    }
}

extension Node {
    /// Every name below, once each.
    public func collectNames(into names: inout [String]) {
        if case .name(let name) = self, !names.contains(name) { names.append(name) }
        for child in children { child.collectNames(into: &names) }
    }
}
