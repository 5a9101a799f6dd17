import RealModule

/// Logistic regression by maximum likelihood or with a ridge penalty.
/// Source: McCullagh & Nelder 1989 "Generalized Linear Models" (iteratively reweighted least
/// squares); ridge: le Cessie & van Houwelingen 1992, Applied Statistics 41.
public struct LogisticRegression: Hashable, Sendable {
    public struct Term: Hashable, Sendable {
        public let name: String
        public let coefficient: Double
        public let standardError: Double
        public let z: Double
        public let p: Double

        /// Times the odds for one more unit.
        public var oddsRatio: Double { Double.exp(coefficient) }
    }

    /// The intercept comes first.
    public let terms: [Term]
    public let logLikelihood: Double
    /// Of a model with the intercept alone.
    public let nullLogLikelihood: Double
    public let n: Int
    public let iterations: Int
    /// Means of the predictors: what a contribution is measured against.
    public let means: [Double]

    public static let method = Method(
        "regression.logistic", source: "McCullagh & Nelder 1989, Generalized Linear Models")

    /// - Parameters:
    ///   - columns: predictors, without missing values.
    ///   - outcome: whether it happened.
    ///   - ridge: penalty on squared coefficients of standardised predictors; 0 is maximum
    ///     likelihood.
    public init(
        _ columns: [(name: String, values: [Double])], outcome: [Bool], ridge: Double = 0,
        most: Int = 60
    ) throws(Unfit) {
        let hits = outcome.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard !outcome.isEmpty else { throw .empty }
        guard hits > 0, hits < outcome.count else { throw .constant("outcome") }
        guard outcome.count > columns.count else {
            throw .tooFew(have: outcome.count, need: columns.count + 1)
        }
        guard ridge >= 0, ridge.isFinite else { throw .outside("ridge") }
        let design = try Design(columns, outcome.count)
        var search = Search(design, outcome, hits: hits, ridge: ridge)
        iterations = try search.run(most: most, names: columns.map(\.name))
        n = outcome.count
        logLikelihood = search.logLikelihood
        means = design.means
        let share = Double(hits) / Double(outcome.count)
        nullLogLikelihood =
            Double(hits) * Double.log(share)
            + Double(outcome.count - hits) * Double.log(1 - share)
        terms = LogisticRegression.terms(search, design, columns.map(\.name))
    }

    /// Probability for one row of predictors.
    public func probability(_ row: [Double]) -> Double {
        1 / (1 + Double.exp(-logit(row)))
    }

    public func logit(_ row: [Double]) -> Double {
        precondition(row.count + 1 == terms.count, "one value for each predictor")
        var sum = terms[0].coefficient
        for j in row.indices { sum += terms[j + 1].coefficient * row[j] }
        return sum
    }

    /// How much each predictor moves this row's logit away from the average row's: why this
    /// customer is at risk. They add up exactly.
    public func contributions(_ row: [Double]) -> [Double] {
        row.indices.map { terms[$0 + 1].coefficient * (row[$0] - means[$0]) }
    }

    /// Coefficients of standardised predictors back on their own scale.
    private static func terms(
        _ search: Search, _ design: Design, _ names: [String]
    ) -> [Term] {
        let p = design.width
        let covariance = search.covariance
        // The intercept on the original scale: b₀ − Σ bⱼ x̄ⱼ / sⱼ.
        var toOrigin = Array(repeating: 0.0, count: p)
        toOrigin[0] = 1
        for j in 1..<max(p, 1) { toOrigin[j] = -design.means[j - 1] / design.scales[j - 1] }
        var result = [
            term(
                "intercept", dot(toOrigin, search.coefficients),
                covariance.form(toOrigin, toOrigin).squareRoot())
        ]
        for j in 1..<max(p, 1) {
            result.append(
                term(
                    names[j - 1], search.coefficients[j] / design.scales[j - 1],
                    covariance[j, j].squareRoot() / design.scales[j - 1]))
        }
        return result
    }

    private static func term(_ name: String, _ coefficient: Double, _ error: Double) -> Term {
        let z = coefficient / error
        return Term(
            name: name, coefficient: coefficient, standardError: error, z: z,
            p: Normal.twoSidedP(z))
    }
}

extension LogisticRegression {
    /// Standardised predictors with a leading one, row after row.
    private struct Design {
        let width: Int
        let rows: [Double]
        let means: [Double]
        let scales: [Double]

        init(_ columns: [(name: String, values: [Double])], _ n: Int) throws(Unfit) {
            var means: [Double] = []
            var scales: [Double] = []
            for column in columns {
                guard column.values.count == n else { throw .mismatched(column.name) }
                let moments = Moments(column.values)
                guard moments.mean.isFinite, moments.squares.isFinite else {
                    throw .notFinite(column.name)
                }
                let scale = (moments.squares / Double(n)).squareRoot()
                guard scale > 1e-12 * abs(moments.mean), scale > 0 else {
                    throw .constant(column.name)
                }
                means.append(moments.mean)
                scales.append(scale)
            }
            let p = columns.count + 1
            var laid = Array(repeating: 1.0, count: n * p)
            for (j, column) in columns.enumerated() {
                let (mean, inverse) = (means[j], 1 / scales[j])
                column.values.withUnsafeBufferPointer { values in
                    for r in 0..<n { laid[r * p + j + 1] = (values[r] - mean) * inverse }
                }
            }
            width = p
            rows = laid
            self.means = means
            self.scales = scales
        }
    }

    private struct Search {
        let design: Design
        let outcome: [Bool]
        let ridge: Double
        var coefficients: [Double]
        var covariance: Matrix
        var logLikelihood = 0.0

        init(_ design: Design, _ outcome: [Bool], hits: Int, ridge: Double) {
            self.design = design
            self.outcome = outcome
            self.ridge = ridge
            coefficients = Array(repeating: 0, count: design.width)
            let share = Double(hits) / Double(outcome.count)
            coefficients[0] = Double.log(share / (1 - share))
            covariance = Matrix(rows: design.width, columns: design.width)
        }

        mutating func run(most: Int, names: [String]) throws(Unfit) -> Int {
            var before = -Double.infinity
            for round in 1...most {
                let step = pass()
                let solver: Cholesky
                do {
                    solver = try Cholesky(step.information, tolerance: 1e-11)
                } catch {
                    // Weights that vanish are what separation looks like from inside.
                    if round > 8 { throw .separated(largest(names)) }
                    throw .collinear(error.column == 0 ? "intercept" : names[error.column - 1])
                }
                let move = solver.solve(step.gradient)
                logLikelihood = step.logLikelihood
                covariance = solver.inverse
                let gain = step.penalised - before
                if round > 1, abs(gain) <= 1e-12 * (abs(step.penalised) + 1e-3) {
                    try checkSeparation(names)
                    return round
                }
                before = step.penalised
                for j in coefficients.indices { coefficients[j] += move[j] }
                try checkSeparation(names)
            }
            throw .unsettled(iterations: most)
        }

        private func checkSeparation(_ names: [String]) throws(Unfit) {
            guard ridge == 0, coefficients.dropFirst().contains(where: { abs($0) > 25 }) else {
                return
            }
            throw .separated(largest(names))
        }

        private func largest(_ names: [String]) -> String {
            let places = names.indices
            let worst = places.max { abs(coefficients[$0 + 1]) < abs(coefficients[$1 + 1]) }
            return worst.map { names[$0] } ?? "intercept"
        }

        private func pass() -> (
            gradient: [Double], information: Matrix, logLikelihood: Double, penalised: Double
        ) {
            let p = design.width
            var gradient = Array(repeating: 0.0, count: p)
            var information = Matrix(rows: p, columns: p)
            var total = 0.0
            let n = outcome.count
            design.rows.withUnsafeBufferPointer { x in
                coefficients.withUnsafeBufferPointer { b in
                    gradient.withUnsafeMutableBufferPointer { g in
                        information.values.withUnsafeMutableBufferPointer { h in
                            for r in 0..<n {
                                let row = x.baseAddress! + r * p
                                var eta = 0.0
                                for j in 0..<p { eta += row[j] * b[j] }
                                // e^−|η| never overflows, and serves probability and likelihood.
                                let small = Double.exp(-abs(eta))
                                let inverse = 1 / (1 + small)
                                let chance = eta >= 0 ? inverse : small * inverse
                                let hit = outcome[r]
                                let gap = (hit ? 1 : 0) - chance
                                let miss = hit == (eta >= 0) ? 0 : abs(eta)
                                total -= miss + Double.log(1 + small)
                                let weight = small * inverse * inverse
                                for i in 0..<p {
                                    g[i] += gap * row[i]
                                    let scaled = weight * row[i]
                                    let base = h.baseAddress! + i * p
                                    for j in i..<p { base[j] += scaled * row[j] }
                                }
                            }
                        }
                    }
                }
            }
            var penalty = 0.0
            for j in 1..<max(p, 1) {
                gradient[j] -= ridge * coefficients[j]
                information[j, j] += ridge
                penalty += 0.5 * ridge * coefficients[j] * coefficients[j]
            }
            for i in 0..<p { for j in 0..<i { information[i, j] = information[j, i] } }
            return (gradient, information, total, total - penalty)
        }
    }
}
