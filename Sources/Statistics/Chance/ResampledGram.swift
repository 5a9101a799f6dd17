/// Gram summaries of resampled rows. The rows are centred and laid out once, so that a resample
/// costs one multiplication and addition per pair of variables and row.
struct ResampledGram {
    private let names: [String]
    private let width: Int
    private let count: Int
    private let rows: [Double]
    private let means: [Double]

    init(_ whole: Gram, _ columns: [[Double]]) {
        names = whole.names
        width = columns.count
        count = whole.count
        means = whole.means
        var laid = Array(repeating: 0.0, count: whole.count * columns.count)
        for (j, column) in columns.enumerated() {
            for r in 0..<whole.count { laid[r * columns.count + j] = column[r] - whole.means[j] }
        }
        rows = laid
    }

    /// As many rows drawn with replacement as there are.
    func draw(using chance: inout SplitMix64) -> Gram {
        var times = Array(repeating: 0.0, count: count)
        for _ in 0..<count { times[chance.index(below: count)] += 1 }
        return weighted(times)
    }

    /// Rows counted by whole-number weights.
    func weighted(_ times: [Double]) -> Gram {
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
