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
        let p = drivers.count
        guard p > 0 else { throw .empty }
        let eigen = SymmetricEigen(correlation.picking(drivers))
        guard let smallest = eigen.values.last, smallest > 1e-11 else {
            throw .collinear("drivers")
        }
        let roots = eigen.values.map { $0.squareRoot() }
        let v = eigen.vectors
        var square = Matrix(rows: p, columns: p)
        var inverse = Matrix(rows: p, columns: p)
        for i in 0..<p {
            for j in 0..<p {
                for k in 0..<p {
                    let product = v[i, k] * v[j, k]
                    square[i, j] += product * roots[k]
                    inverse[i, j] += product / roots[k]
                }
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
