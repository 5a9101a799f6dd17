import Base
import CKernels
import Statistics

/// Columns of a table as factors, chunk by chunk, with the rows that a filter and a window leave.
struct FactorScan: Sendable {
    let factors: [Factor]
    /// Places of the factors in whole steps, and of those that are distances.
    let wholes: [Int]
    let reals: [Int]
    private let low: Int64
    private let high: Int64
    private var filter: FilterScan?

    init(_ names: [String], _ table: Table, _ filter: Filter?, _ window: Range<Instant>?) {
        factors = names.map { Factor($0, in: table) }
        wholes = factors.indices.filter { [factors] in factors[$0].wholes != nil }
        reals = factors.indices.filter { [factors] in factors[$0].wholes == nil }
        low = window?.lowerBound.microseconds ?? .min
        high = window?.upperBound.microseconds ?? .max
        self.filter = filter.map { FilterScan($0.condition, table) }
    }

    /// Sets one in `out` for each row that counts and zero for others.
    /// - Returns: how many count.
    mutating func put(rowsOf chunk: Chunk, into out: UnsafeMutableBufferPointer<Int16>) -> Int {
        guard chunk.count > 0, chunk.earliest < high, chunk.latest >= low else { return 0 }
        guard filter != nil || chunk.earliest < low || chunk.latest >= high else {
            out.update(repeating: 1)
            return chunk.count
        }
        var mask = Mask()
        if filter != nil {
            filter?.mark(chunk, from: low, to: high)
            mask = filter?.mask ?? mask
        } else {
            let (low, high) = (low, high)
            mask.fit(chunk.count)
            mask.put(.set, chunk.times) { $0 >= low && $0 < high }
        }
        var count = 0
        mask.bytes.withUnsafeBufferPointer { bytes in
            for row in 0..<bytes.count {
                let one = Int16(bytes[row] & 1)
                out[row] = one
                count &+= Int(one)
            }
        }
        return count
    }
}

/// Inner loops over the rows of a chunk, eight at a time.
enum Rows {
    /// Clears in `rows` those without a number.
    static func keep(
        _ rows: UnsafeMutableBufferPointer<Int16>, with values: UnsafeMutableBufferPointer<Int16>
    ) {
        precondition(rows.count == values.count)
        kernels_keep(rows.baseAddress, values.baseAddress, Factor.missing, rows.count)
    }

    static func keep(_ rows: UnsafeMutableBufferPointer<Int16>, with values: [Double]) {
        for row in 0..<rows.count where !values[row].isFinite { rows[row] = 0 }
    }

    /// Sets what does not count to zero.
    static func clear(
        _ values: UnsafeMutableBufferPointer<Int16>, outside rows: UnsafeMutableBufferPointer<Int16>
    ) {
        // A product with zero, because a choice of two is not made for eight rows at once.
        for row in 0..<rows.count { values[row] = values[row] &* rows[row] }
    }

    static func clear(
        _ values: inout [Double], outside rows: UnsafeMutableBufferPointer<Int16>
    ) {
        for row in 0..<rows.count where rows[row] == 0 { values[row] = 0 }
    }

    static func sum(_ values: UnsafeMutableBufferPointer<Int16>) -> Int {
        var sum = 0
        for value in values { sum &+= Int(value) }
        return sum
    }

    /// Σ a·b of distances and whole steps, four sums side by side.
    static func product(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Int16>, _ count: Int)
        -> Double
    {
        var (s, t, u, v) = (0.0, 0.0, 0.0, 0.0)
        var row = 0
        while row + 4 <= count {
            s += a[row] * Double(b[row])
            t += a[row + 1] * Double(b[row + 1])
            u += a[row + 2] * Double(b[row + 2])
            v += a[row + 3] * Double(b[row + 3])
            row += 4
        }
        while row < count {
            s += a[row] * Double(b[row])
            row += 1
        }
        return (s + t) + (u + v)
    }

    static func product(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int)
        -> Double
    {
        var (s, t, u, v) = (0.0, 0.0, 0.0, 0.0)
        var row = 0
        while row + 4 <= count {
            s += a[row] * b[row]
            t += a[row + 1] * b[row + 1]
            u += a[row + 2] * b[row + 2]
            v += a[row + 3] * b[row + 3]
            row += 4
        }
        while row < count {
            s += a[row] * b[row]
            row += 1
        }
        return (s + t) + (u + v)
    }
}
