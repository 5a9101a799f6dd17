import Base
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
        // Several sums, so that none waits for the one before.
        var (sums, squares) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
        var row = rows.lowerBound
        func value(_ row: Int) -> Double {
            // What does not count may be no number, so it is not multiplied away.
            counting[row] != 0 ? values[row] : 0
        }
        while row + 4 <= rows.upperBound {
            let four = SIMD4(value(row), value(row + 1), value(row + 2), value(row + 3))
            sums += four
            squares += four * four
            row += 4
        }
        var rest = SIMD2(sums.sum(), squares.sum())
        for row in row..<rows.upperBound {
            let value = value(row)
            rest += SIMD2(value, value * value)
        }
        return rest
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
