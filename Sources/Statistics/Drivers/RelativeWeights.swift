/// Johnson's relative weights: R² shared through the orthogonal variables nearest to the drivers.
/// Much faster than Shapley shares, and not the same: state which was used.
/// Source: Johnson 2000 "A Heuristic Method for Estimating the Relative Weight of Predictor
/// Variables in Multiple Regression", Multivariate Behavioral Research 35(1).
public enum RelativeWeights {
    public static let method = Method(
        "drivers.johnson", source: "Johnson 2000, Multivariate Behavioral Research 35(1)")

    public static func shares(
        _ correlation: Matrix, outcome: Int, drivers: [Int]
    ) throws(Unfit) -> [Double] {
        guard !drivers.isEmpty else { throw .empty }
        return try shares(
            SymmetricEigen(correlation.picking(drivers)),
            drivers.map { correlation[$0, outcome] })
    }

    /// Of correlations that are much like one of the same variables, as those of resamples are.
    struct Nearby {
        private let outcome: Int
        private let drivers: [Int]
        private var roots: NearbyRoots

        init(_ correlation: Matrix, outcome: Int, drivers: [Int]) {
            self.outcome = outcome
            self.drivers = drivers
            roots = NearbyRoots(correlation.picking(drivers))
        }

        /// Nil where there are none.
        mutating func shares(_ correlation: Matrix) -> [Double]? {
            let own = correlation.picking(drivers)
            let toOutcome = drivers.map { correlation[$0, outcome] }
            // What is neither close nor clearly definite is left to its own eigenvectors.
            guard let root = roots.root(of: own), let factor = try? Cholesky(root, tolerance: 1e-4)
            else {
                return try? RelativeWeights.shares(
                    SymmetricEigen(own, from: roots.basis), toOutcome)
            }
            return RelativeWeights.shares(root, factor.solve(toOutcome))
        }
    }

    private static func shares(
        _ eigen: SymmetricEigen, _ toOutcome: [Double]
    ) throws(Unfit) -> [Double] {
        guard let smallest = eigen.values.last, smallest > 1e-11 else {
            throw .collinear("drivers")
        }
        let roots = eigen.values.map { $0.squareRoot() }
        let turned = eigen.vectors.transposed
        var scaled = turned
        for i in roots.indices { for j in roots.indices { scaled[i, j] *= roots[i] } }
        let toVectors = turned * toOutcome
        return shares(
            eigen.vectors * scaled, eigen.vectors * roots.indices.map { toVectors[$0] / roots[$0] })
    }

    /// - Parameters:
    ///   - root: of the drivers' correlations: theirs with the orthogonal variables.
    ///   - slopes: of the outcome on these.
    private static func shares(_ root: Matrix, _ slopes: [Double]) -> [Double] {
        let squares = slopes.map { $0 * $0 }
        return (0..<root.rows).map { i in
            var sum = 0.0
            for j in 0..<root.columns { sum += root[i, j] * root[i, j] * squares[j] }
            return sum
        }
    }
}
