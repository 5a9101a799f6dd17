import Glibc

/// How likely something is by a few signs of it: logistic regression with the targets of Lin, Lin
/// and Weng 2007, which no clean parting of the examples drives to certainty.
struct LogisticCurve: Sendable, Equatable {
    /// One for each sign, last the constant.
    private(set) var weights: [Double]

    /// As it was stored.
    init(weights: [Double]) { self.weights = weights }

    /// Newton's steps on the log loss, one weight after the other.
    /// - Parameters:
    ///   - signs: of each example, as many for each.
    ///   - isSo: of each example.
    init(_ signs: [[Double]], _ isSo: [Bool]) {
        let yes = Double(isSo.count { $0 })
        let no = Double(isSo.count) - yes
        let targets = isSo.map { $0 ? (yes + 1) / (yes + 2) : 1 / (no + 2) }
        let rows = signs.map { $0 + [1] }
        weights =
            [Double](repeating: 0, count: signs.first?.count ?? 0) + [log((yes + 1) / (no + 1))]
        var sums = rows.map { row in row[row.count - 1] * weights[row.count - 1] }
        for _ in 0..<Self.sweeps {
            var moved = 0.0
            for place in weights.indices.reversed() {
                var gradient = Self.ridge * weights[place]
                var curve = Self.ridge
                for (number, row) in rows.enumerated() where row[place] != 0 {
                    let chance = 1 / (1 + exp(-sums[number]))
                    gradient += (chance - targets[number]) * row[place]
                    curve += chance * (1 - chance) * row[place] * row[place]
                }
                let step = max(-2, min(2, gradient / max(curve, 1e-9)))
                weights[place] -= step
                moved += step.magnitude
                for (number, row) in rows.enumerated() { sums[number] -= step * row[place] }
            }
            if moved < 1e-5 { break }
        }
    }

    private static let sweeps = 100
    private static let ridge = 1e-3

    func chance(_ signs: [Double]) -> Double {
        var sum = weights[weights.count - 1]
        for (sign, weight) in zip(signs, weights) { sum += sign * weight }
        return 1 / (1 + exp(-sum))
    }
}
