public import Base

extension Table {
    /// Hands out the values of some columns, row by row, of the rows that a filter and a window
    /// leave: for what is counted with a weight of its own.
    /// - Parameter body: time and values; null where there is none.
    public func each(
        _ names: [String], filter: Filter? = nil, window: Range<Instant>? = nil,
        _ body: (_ time: Instant, _ values: [JSON]) -> Void
    ) {
        let places = names.map { columnNumber($0) }
        var scan = filter.map { FilterScan($0.condition, self) }
        let low = window?.lowerBound.microseconds ?? Int64.min
        let high = window?.upperBound.microseconds ?? Int64.max
        var rows: [Int32] = []
        for chunk in chunks where chunk.earliest < high && chunk.latest >= low {
            if scan == nil {
                rows = (0..<Int32(chunk.count)).filter {
                    chunk.times[Int($0)] >= low && chunk.times[Int($0)] < high
                }
            } else {
                scan?.select(in: chunk, from: low, to: high, &rows)
            }
            for row in rows.lazy.map({ Int($0) }) {
                let values = places.map { place -> JSON in
                    guard let place, place < chunk.columns.count else { return .null }
                    switch chunk.columns[place].cell(row) {
                    case .missing: return .null
                    case .code(let code): return columns[place].distinct[code]
                    case .number(let number): return .number(number)
                    }
                }
                body(Instant(microseconds: chunk.times[row]), values)
            }
        }
    }
}
