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
        var scan = filter.map { FilterScan($0.expression.root, self) }
        let low = window?.lowerBound.microseconds ?? Int64.min
        let high = window?.upperBound.microseconds ?? Int64.max
        for chunk in chunks where chunk.earliest < high && chunk.latest >= low {
            let truths = scan?.truths(in: chunk)
            for row in 0..<chunk.count {
                if let truths, truths[row] != Truth.yes { continue }
                guard chunk.times[row] >= low, chunk.times[row] < high else { continue }
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
