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
            correlation, outcome, drivers, SymmetricEigen(correlation.picking(drivers)))
    }

    /// Of several correlations of the same variables that are much alike, as those of resamples
    /// are; what has no shares is left out.
    static func shares(
        each correlations: [Matrix], outcome: Int, drivers: [Int]
    ) -> [[Double]] {
        var basis = Matrix.identity(drivers.count)
        return correlations.compactMap { correlation in
            let eigen = SymmetricEigen(correlation.picking(drivers), from: basis)
            if basis == .identity(drivers.count) { basis = eigen.vectors }
            return try? shares(correlation, outcome, drivers, eigen)
        }
    }

    private static func shares(
        _ correlation: Matrix, _ outcome: Int, _ drivers: [Int], _ eigen: SymmetricEigen
    ) throws(Unfit) -> [Double] {
        let p = drivers.count
        guard let smallest = eigen.values.last, smallest > 1e-11 else {
            throw .collinear("drivers")
        }
        let roots = eigen.values.map { $0.squareRoot() }
        let v = eigen.vectors
        var square = Matrix(rows: p, columns: p)
        var inverse = Matrix(rows: p, columns: p)
        for i in 0..<p {
            for j in i..<p {
                var (root, inverted) = (0.0, 0.0)
                for k in 0..<p {
                    let product = v.values[i * p + k] * v.values[j * p + k]
                    root += product * roots[k]
                    inverted += product / roots[k]
                }
                (square[i, j], square[j, i]) = (root, root)
                (inverse[i, j], inverse[j, i]) = (inverted, inverted)
            }
        }
        let b = inverse * drivers.map { correlation[$0, outcome] }
        return (0..<p).map { i in
            var sum = 0.0
            for j in 0..<p { sum += square[i, j] * square[i, j] * b[j] * b[j] }
            return sum
        }
    }
}
