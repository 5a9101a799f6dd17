import RealModule

/// Weights from pairwise comparisons, and whether the comparisons agree with each other (AHP).
/// Sources: Saaty 1977, Journal of Mathematical Psychology 15; geometric consistency index:
/// Aguarón & Moreno-Jiménez 2003, European Journal of Operational Research 147.
public struct PairwisePriorities: Hashable, Sendable {
    /// Random indices differ between editions; the ratio says which it used.
    public enum Edition: String, CaseIterable, Hashable, Sendable {
        case saaty1980, saaty2008

        /// For 3, 4, … criteria.
        var randomIndices: [Double] {
            switch self {
            case .saaty1980: [0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49]
            case .saaty2008: [0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49]
            }
        }
    }

    /// Principal eigenvector, summing to one.
    public let weights: [Double]
    /// Geometric means of the rows, summing to one.
    public let geometricWeights: [Double]
    public let largestEigenvalue: Double
    /// (λ − n) / (n − 1); zero for fewer than three.
    public let consistencyIndex: Double
    /// Below 0.1 is usually accepted; absent above ten criteria, where no index is published.
    public let consistencyRatio: Double?
    public let geometricConsistency: Double
    public let edition: Edition

    public static let method = Method(
        "priority.pairwise", source: "Saaty 1977, Journal of Mathematical Psychology 15")

    /// - Parameter matrix: how many times more important the row is than the column.
    public init(_ matrix: [[Double]], edition: Edition = .saaty1980) throws(Unfit) {
        let n = matrix.count
        guard n > 0 else { throw .empty }
        guard matrix.allSatisfy({ $0.count == n }) else { throw .mismatched("matrix") }
        for i in 0..<n {
            for j in 0..<n {
                guard matrix[i][j] > 0, matrix[i][j].isFinite else { throw .outside("matrix") }
                guard abs(matrix[i][j] * matrix[j][i] - 1) < 1e-2 else {
                    throw .undefined("a comparison and its reverse are not reciprocal")
                }
            }
        }
        let a = Matrix(matrix)
        var w = Array(repeating: 1 / Double(n), count: n)
        var lambda = Double(n)
        for _ in 0..<10_000 {
            let next = a * w
            lambda = next.reduce(0, +)
            let scaled = next.map { $0 / lambda }
            let moved = zip(scaled, w).map { abs($0 - $1) }.max() ?? 0
            w = scaled
            if moved < 1e-16 { break }
        }
        let logs = matrix.map { row in row.reduce(0) { $0 + Double.log($1) } / Double(n) }
        let means = logs.map { Double.exp($0) }
        let sum = means.reduce(0, +)
        let geometric = means.map { $0 / sum }
        weights = w
        geometricWeights = geometric
        largestEigenvalue = lambda
        self.edition = edition
        guard n > 2 else {
            (consistencyIndex, consistencyRatio, geometricConsistency) = (0, 0, 0)
            return
        }
        let index = max(0, (lambda - Double(n)) / Double(n - 1))
        consistencyIndex = index
        let random = edition.randomIndices
        consistencyRatio = n - 3 < random.count ? index / random[n - 3] : nil
        var squares = 0.0
        for i in 0..<n {
            for j in (i + 1)..<max(n, i + 1) {
                let error = Double.log(matrix[i][j] * geometric[j] / geometric[i])
                squares += error * error
            }
        }
        geometricConsistency = 2 * squares / Double((n - 1) * (n - 2))
    }
}
