import CKernels

/// In how many rows one number is below another, of several pairs of numbers.
struct Shortfalls: Sendable {
    private(set) var counts: [Int]

    init(pairs: Int) {
        counts = Array(repeating: 0, count: pairs)
    }

    mutating func merge(_ later: Shortfalls) {
        counts.add(later.counts)
    }

    /// Of numbers in whole steps, each from a middle of its own.
    /// - Parameters:
    ///   - counting: one where a row counts and nought where not.
    ///   - apart: how many steps the middle of `numbers` lies above that of `others`.
    mutating func add(
        _ pair: Int, _ counting: UnsafeBufferPointer<Int16>,
        _ numbers: UnsafeBufferPointer<Int16>, below others: UnsafeBufferPointer<Int16>,
        apart: Double, rows: Int
    ) {
        // Whole where both lie on one grid; what rounding added to it must not count.
        let limit = Int16(max(-32_000, min(32_000, (-apart - 1e-6).rounded(.up))))
        precondition(rows <= min(numbers.count, others.count, counting.count))
        counts[pair] += Int(
            kernels_count_below(
                numbers.baseAddress, others.baseAddress, limit, counting.baseAddress, rows))
    }

    /// Of differences.
    mutating func add(
        _ pair: Int, _ counting: UnsafeBufferPointer<Int16>, differences: [Double]
    ) {
        for row in differences.indices where counting[row] != 0 && differences[row] < 0 {
            counts[pair] += 1
        }
    }
}
