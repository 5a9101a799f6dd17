/// Puts column numbers in order. Texts have hundreds of them, and sorting by comparison was a
/// seventh of the time that learning takes.
enum ColumnOrder {
    /// Fewer than this are sorted by comparison.
    private static let fewest = 96
    private static let bits = 11

    /// - Parameter columns: none is negative.
    static func sort(_ columns: inout [Int32]) {
        guard columns.count >= fewest else {
            columns.sort()
            return
        }
        var other = columns
        var shift = 0
        let highest = columns.max() ?? 0
        while shift < 32, highest >> shift > 0 {
            pass(&columns, &other, shift)
            swap(&columns, &other)
            shift += bits
        }
    }

    /// Puts what is in `from` into `to`, in the order of some bits, equal ones as they stood.
    private static func pass(_ from: inout [Int32], _ to: inout [Int32], _ shift: Int) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 1 << bits) { places in
            places.initialize(repeating: 0)
            let mask = Int32(1 << bits - 1)
            from.withUnsafeBufferPointer { from in
                for column in from { places[Int(column >> shift & mask)] += 1 }
                var sum: Int32 = 0
                for place in places.indices {
                    (places[place], sum) = (sum, sum + places[place])
                }
                to.withUnsafeMutableBufferPointer { to in
                    for column in from {
                        let place = Int(column >> shift & mask)
                        to[Int(places[place])] = column
                        places[place] += 1
                    }
                }
            }
        }
    }
}
