import Base
import CKernels
import Statistics

/// Sums of a number of each row, by cell.
struct CellSums: Sendable {
    private(set) var counts: [Int32]
    /// By measure, then by cell: the sum and the sum of squares.
    private var sums: [SIMD2<Double>]
    private let measures: Int
    /// Rows of a run, in the mean, from which on runs are worth their making.
    private static let shortest = 16

    init(measures: Int, cells: Int) {
        self.measures = measures
        counts = Array(repeating: 0, count: cells)
        sums = Array(repeating: .zero, count: measures * cells)
    }

    /// - Parameters:
    ///   - cells: of each row.
    ///   - counting: zero for rows that do not count.
    mutating func add(
        _ measures: [[Double]], _ cells: [Int32], _ counting: UnsafeBufferPointer<Int16>
    ) {
        precondition(measures.count == self.measures)
        let runs = CellSums.runs(cells)
        guard runs.count * CellSums.shortest <= cells.count else {
            addEach(measures, cells, counting)
            return
        }
        for run in runs {
            counts[run.cell] &+= run.rows.reduce(0) { $0 &+ Int32(counting[$1]) }
        }
        for (place, values) in measures.enumerated() {
            values.withUnsafeBufferPointer { values in
                for run in runs {
                    sums[place * counts.count + run.cell] += CellSums.sum(
                        values, counting, run.rows)
                }
            }
        }
    }

    /// Row by row, where hardly any neighbours lie in the same cell.
    private mutating func addEach(
        _ measures: [[Double]], _ cells: [Int32], _ counting: UnsafeBufferPointer<Int16>
    ) {
        let width = counts.count
        counts.withUnsafeMutableBufferPointer { counts in
            for row in cells.indices { counts[Int(cells[row])] &+= Int32(counting[row]) }
        }
        sums.withUnsafeMutableBufferPointer { sums in
            for (place, values) in measures.enumerated() {
                let own = UnsafeMutableBufferPointer(
                    rebasing: sums[(place * width)..<((place + 1) * width)])
                values.withUnsafeBufferPointer { values in
                    for row in cells.indices where counting[row] != 0 {
                        let value = values[row]
                        own[Int(cells[row])] += SIMD2(value, value * value)
                    }
                }
            }
        }
    }

    /// Neighbours in one cell. Answers lie in the order of time, so that without groups a chunk is
    /// a few long runs.
    private static func runs(_ cells: [Int32]) -> [(rows: Range<Int>, cell: Int)] {
        var runs: [(rows: Range<Int>, cell: Int)] = []
        var start = 0
        for row in cells.indices where cells[row] != cells[start] {
            runs.append((start..<row, Int(cells[start])))
            start = row
        }
        if start < cells.count { runs.append((start..<cells.count, Int(cells[start]))) }
        return runs
    }

    /// Of the rows that count: the sum and the sum of squares.
    private static func sum(
        _ values: UnsafeBufferPointer<Double>, _ counting: UnsafeBufferPointer<Int16>,
        _ rows: Range<Int>
    ) -> SIMD2<Double> {
        precondition(rows.upperBound <= values.count && rows.upperBound <= counting.count)
        var sums = (0.0, 0.0)
        withUnsafeMutableBytes(of: &sums) { sums in
            kernels_sum_counted(
                values.baseAddress! + rows.lowerBound, counting.baseAddress! + rows.lowerBound,
                rows.count, sums.assumingMemoryBound(to: Double.self).baseAddress)
        }
        return SIMD2(sums.0, sums.1)
    }

    var size: Int { counts.count + 2 * sums.count }

    mutating func merge(_ later: CellSums) {
        counts.add(later.counts)
        for place in sums.indices { sums[place] += later.sums[place] }
    }

    /// As columns of plain numbers.
    func measured() -> [MeasuredColumn] {
        (0..<measures).map { place in
            MeasuredColumn(
                isPlain: true, values: [.null], counts: counts,
                moments: counts.indices.map { cell in
                    guard counts[cell] > 0 else { return Moments() }
                    let (n, sum) = (Double(counts[cell]), sums[place * counts.count + cell])
                    return Moments(
                        count: Int(counts[cell]), mean: sum.x / n,
                        squares: max(0, sum.y - sum.x * sum.x / n))
                })
        }
    }
}
