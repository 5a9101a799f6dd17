public import Base

/// Some rows as plain numbers, column beside column: for methods that need more of a row than a
/// tally keeps.
public struct Batch: Sendable {
    public let ids: [Int64]
    /// In the order asked for; not-a-number where there is none.
    public let columns: [[Double]]

    init(ids: [Int64], columns: [[Double]]) {
        self.ids = ids
        self.columns = columns
    }

    /// The first columns alone.
    public func prefix(_ count: Int) -> Batch {
        Batch(ids: ids, columns: Array(columns.prefix(count)))
    }

    /// The rows that have a number in every column.
    public var complete: Batch {
        let whole = ids.indices.filter { row in columns.allSatisfy { !$0[row].isNaN } }
        guard whole.count < ids.count else { return self }
        return Batch(
            ids: whole.map { ids[$0] }, columns: columns.map { all in whole.map { all[$0] } })
    }
}

extension Table {
    /// Hands on the rows that a filter and a window leave, some thousand at a time.
    public func eachBatch<E: Error>(
        of names: [String], filter: Filter? = nil, window: Range<Instant>? = nil,
        _ body: (Batch) throws(E) -> Void
    ) throws(E) {
        var scan = filter.map { FilterScan($0.condition, self) }
        let numbers = names.map(columnNumber)
        let values = numbers.map { number in
            number.map { columns[$0].distinct.map { $0.number ?? .nan } } ?? []
        }
        let low = window?.lowerBound.microseconds ?? .min
        let high = window?.upperBound.microseconds ?? .max
        var rows: [Int32] = []
        for chunk in chunks where chunk.earliest < high && chunk.latest >= low {
            if scan != nil {
                scan?.select(in: chunk, from: low, to: high, &rows)
            } else {
                var mask = Mask()
                mask.fit(chunk.count)
                mask.put(.set, chunk.times) { $0 >= low && $0 < high }
                mask.rows(into: &rows)
            }
            guard !rows.isEmpty else { continue }
            try body(
                Batch(
                    ids: rows.map { chunk.ids[Int($0)] },
                    columns: numbers.indices.map { place in
                        chunk.numbers(numbers[place], values[place], rows)
                    }))
        }
    }
}

extension Table {
    /// The numbers of all rows that have one in every column, column beside column.
    public func completeRows(
        of names: [String], filter: Filter? = nil, window: Range<Instant>? = nil
    ) -> [[Double]] {
        var columns = names.map { _ in [Double]() }
        eachBatch(of: names, filter: filter, window: window) { batch in
            let whole = batch.complete
            for place in columns.indices { columns[place] += whole.columns[place] }
        }
        return columns
    }
}

extension Chunk {
    /// - Parameter values: what each code stands for.
    fileprivate func numbers(_ column: Int?, _ values: [Double], _ rows: [Int32]) -> [Double] {
        guard let column, column < columns.count else {
            return Array(repeating: .nan, count: rows.count)
        }
        let segment = columns[column]
        if let numbers = segment.numbers { return rows.map { numbers[Int($0)] } }
        guard !values.isEmpty else { return Array(repeating: .nan, count: rows.count) }
        return rows.map { values[segment.codes[Int($0)]] }
    }
}
