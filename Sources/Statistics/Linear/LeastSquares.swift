/// Ordinary least squares with an intercept, from a Gram summary.
/// Source: Gauss 1809; any text on regression. Checked against R lm.
public struct LeastSquares: Hashable, Sendable {
    public struct Term: Hashable, Sendable {
        public let name: String
        public let coefficient: Double
        public let standardError: Double
        public let t: Double
        public let p: Double
    }

    /// The intercept comes first.
    public let terms: [Term]
    /// Coefficients of standardised variables, without the intercept.
    public let standardised: [Double]
    /// How much each predictor's variance is inflated by the others.
    public let varianceInflation: [Double]
    public let r2: Double
    public let adjustedR2: Double
    public let residualVariance: Double
    public let n: Int
    public let degrees: Int

    public static let method = Method(
        "regression.leastSquares", source: "Gauss 1809, Theoria Motus; Student t intervals")

    public init(_ gram: Gram, outcome: Int, predictors: [Int]) throws(Unfit) {
        let p = predictors.count
        n = gram.count
        degrees = gram.count - p - 1
        guard degrees > 0 else { throw .tooFew(have: gram.count, need: p + 2) }
        for index in predictors + [outcome] where !gram.varies(index) {
            throw .constant(gram.names[index])
        }
        // Of these variables alone: another that does not vary is no hindrance.
        let correlation = try gram.picking(predictors + [outcome]).correlation()
        let places = Array(0..<p)
        let inverse = try LeastSquares.inverse(correlation.picking(places), gram, predictors)
        let r = places.map { correlation[$0, p] }
        standardised = inverse * r
        varianceInflation = inverse.diagonal
        r2 = min(1, dot(standardised, r))
        adjustedR2 = 1 - (1 - r2) * Double(n - 1) / Double(degrees)
        let total = gram.comoments[outcome, outcome]
        residualVariance = max(0, (1 - r2) * total) / Double(degrees)
        let roots = predictors.map { gram.comoments[$0, $0].squareRoot() }
        let slopes = zip(standardised, roots).map { $0 * total.squareRoot() / $1 }
        let means = predictors.map { gram.means[$0] }
        let scaledMeans = zip(means, roots).map { $0 / $1 }
        let intercept = gram.means[outcome] - dot(slopes, means)
        let spread = 1 / Double(n) + inverse.form(scaledMeans, scaledMeans)
        var built = [
            LeastSquares.term(
                "intercept", intercept, (residualVariance * spread).squareRoot(), degrees)
        ]
        for j in 0..<p {
            let error = (residualVariance * inverse[j, j]).squareRoot() / roots[j]
            built.append(
                LeastSquares.term(gram.names[predictors[j]], slopes[j], error, degrees))
        }
        terms = built
    }

    /// R² alone; predictors that others determine add nothing.
    static func r2(_ correlation: Matrix, outcome: Int, predictors: [Int]) -> Double {
        var matrix = correlation.picking(predictors + [outcome])
        let last = predictors.count
        for k in 0..<last where matrix[k, k] > 1e-12 {
            for i in (k + 1)...last {
                let factor = matrix[i, k] / matrix[k, k]
                for j in (k + 1)...last { matrix[i, j] -= factor * matrix[k, j] }
            }
        }
        return 1 - matrix[last, last]
    }

    private static func term(
        _ name: String, _ coefficient: Double, _ error: Double, _ degrees: Int
    ) -> Term {
        // A perfect fit leaves no error: then any slope but zero is certain.
        let t = error > 0 ? coefficient / error : (coefficient == 0 ? 0 : coefficient * .infinity)
        return Term(
            name: name, coefficient: coefficient, standardError: error, t: t,
            p: StudentT(degrees: Double(degrees)).twoSidedP(t))
    }

    private static func inverse(
        _ matrix: Matrix, _ gram: Gram, _ predictors: [Int]
    ) throws(Unfit) -> Matrix {
        do {
            return try Cholesky(matrix, tolerance: 1e-11).inverse
        } catch {
            throw .collinear(gram.names[predictors[error.column]])
        }
    }
}
