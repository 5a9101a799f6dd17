/// Gram summaries of resampled rows. The rows are centred and laid out once, so that a resample
/// costs one multiplication and addition per pair of variables and row; eight rows at once where
/// all variables are ratings or the like.
struct ResampledGram: Resampled {
    private let names: [String]
    private let width: Int
    let count: Int
    private let means: [Double]
    private let rows: [Double]
    private var wholes: WholeRows?

    init(_ whole: Gram, _ columns: [[Double]]) {
        names = whole.names
        width = columns.count
        count = whole.count
        means = whole.means
        wholes = WholeRows(columns)
        guard wholes == nil else {
            rows = []
            return
        }
        var laid = Array(repeating: 0.0, count: whole.count * columns.count)
        for (j, column) in columns.enumerated() {
            for r in 0..<whole.count { laid[r * columns.count + j] = column[r] - whole.means[j] }
        }
        rows = laid
    }

    mutating func grams(_ draws: [[Int16]]) -> [Gram] { draws.map { weighted($0) } }

    /// Rows counted by whole-number weights that sum up to about as many as there are.
    mutating func weighted(_ times: [Int16]) -> Gram {
        wholes?.weighted(times, names) ?? weighted(times.map { Double($0) })
    }

    private func weighted(_ times: [Double]) -> Gram {
        let p = width
        var sums = Array(repeating: 0.0, count: p)
        var squares = Matrix(rows: p, columns: p)
        squares.values.withUnsafeMutableBufferPointer { s in
            rows.withUnsafeBufferPointer { x in
                sums.withUnsafeMutableBufferPointer { sum in
                    for r in 0..<count where times[r] > 0 {
                        let row = x.baseAddress! + r * p
                        for i in 0..<p {
                            let value = row[i] * times[r]
                            sum[i] += value
                            let base = s.baseAddress! + i * p
                            for j in i..<p { base[j] += value * row[j] }
                        }
                    }
                }
            }
        }
        let n = times.reduce(0, +)
        for i in 0..<p {
            for j in i..<p {
                let exact = squares[i, j] - sums[i] * sums[j] / n
                squares[i, j] = exact
                squares[j, i] = exact
            }
        }
        let shifted = (0..<p).map { means[$0] + sums[$0] / n }
        return Gram(names: names, count: Int(n), means: shifted, comoments: squares)
    }
}

/// The rows of variables whose values are whole steps.
private struct WholeRows: Sendable {
    private let width: Int
    private let middles: [Double]
    private let steps: [Double]
    /// How often each row was drawn, the variables, and both multiplied.
    private var block: WholeBlock
    private let partners: WholeBlock.Pairs

    /// Of so many rows all sums of products fit, however often each was drawn.
    private static let mostRows = 50_000

    /// Nil where a variable has no steps.
    init?(_ columns: [[Double]]) {
        guard columns.first?.count ?? 0 <= WholeRows.mostRows else { return nil }
        var grids: [WholeBlock.Grid] = []
        for column in columns {
            guard let grid = WholeBlock.Grid(of: Array(Set(column))) else { return nil }
            grids.append(grid)
        }
        width = columns.count
        middles = grids.map(\.middle)
        steps = grids.map(\.step)
        block = WholeBlock(width: 1 + 2 * columns.count, rows: columns.first?.count ?? 0)
        for (place, column) in columns.enumerated() {
            block.change(1 + place) { out in
                for row in out.indices { out[row] = grids[place].steps(to: column[row]) }
            }
        }
        let variables = Array(1...max(1, width))
        partners = .init(
            [.init(0, variables)]
                + variables.map { variable in
                    .init(variable + columns.count, Array(variable...max(variable, columns.count)))
                })
    }

    mutating func weighted(_ times: [Int16], _ names: [String]) -> Gram {
        let (width, rows) = (width, block.rows)
        block.change { all in
            for row in 0..<rows { all[row] = times[row] }
            for variable in 1...max(1, width) {
                let own = all.baseAddress! + variable * rows
                let out = all.baseAddress! + (variable + width) * rows
                for row in 0..<rows { out[row] = own[row] &* all[row] }
            }
        }
        var sums = Array(repeating: Int64(0), count: width + width * (width + 1) / 2)
        block.add(partners, to: &sums)
        return Gram(
            names: names, count: times.reduce(0) { $0 + Int($1) }, sums: Array(sums[0..<width]),
            products: Array(sums[width...]), middles: middles, steps: steps)
    }
}
