import RealModule

/// What makes customers leave sooner: proportional hazards.
/// Sources: Cox 1972, Journal of the Royal Statistical Society B 34; ties: Efron 1977, JASA 72,
/// Breslow 1974, Biometrics 30.
public struct CoxRegression: Hashable, Sendable {
    public enum Ties: String, CaseIterable, Hashable, Sendable { case efron, breslow }

    public struct Term: Hashable, Sendable {
        public let name: String
        public let coefficient: Double
        public let standardError: Double
        /// e^coefficient: times the hazard for one more unit.
        public let hazardRatio: Double
        public let z: Double
        public let p: Double

        /// The ratio with its coefficient moved by so much: an end of its interval.
        public func hazardRatio(moved by: Double) -> Double { Double.exp(coefficient + by) }
    }

    public let terms: [Term]
    public let logLikelihood: Double
    public let nullLogLikelihood: Double
    public let n: Int
    public let events: Int
    public let ties: Ties
    /// Statistics of the tests of Wald and of the score that nothing matters; the degrees are those
    /// of `likelihoodRatio`.
    public let wald: Double
    public let score: Double
    /// Means of the covariates: a prediction is relative to them.
    public let means: [Double]

    public static let method = Method(
        "survival.cox", source: "Cox 1972, JRSS B 34; ties of Efron 1977, JASA 72")

    public init(
        _ covariates: [(name: String, values: [Double])], times: [Double], events: [Bool],
        ties: Ties = .efron
    ) throws(Unfit) {
        guard !times.isEmpty else { throw .empty }
        guard times.count == events.count else { throw .mismatched("events") }
        guard times.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .outside("time") }
        let happened = events.filter { $0 }.count
        guard happened > 0 else { throw .constant("event") }
        guard !covariates.isEmpty else { throw .mismatched("covariates") }
        guard happened > covariates.count else {
            throw .tooFew(have: happened, need: covariates.count + 1)
        }
        var search = try Search(covariates, times, events, ties)
        try search.run(covariates.map(\.name))
        n = times.count
        self.events = happened
        self.ties = ties
        means = search.means
        logLikelihood = search.logLikelihood
        nullLogLikelihood = search.nullLogLikelihood
        wald = search.wald
        score = search.score
        let covariance = search.covariance
        terms = covariates.indices.map { j in
            let coefficient = search.coefficients[j] / search.scales[j]
            let error = covariance[j, j].squareRoot() / search.scales[j]
            let z = coefficient / error
            return Term(
                name: covariates[j].name, coefficient: coefficient, standardError: error,
                hazardRatio: Double.exp(coefficient), z: z, p: Normal.twoSidedP(z))
        }
    }

    /// ln hazard relative to the mean customer.
    public func risk(_ row: [Double]) -> Double {
        precondition(row.count == terms.count, "one value for each covariate")
        var sum = 0.0
        for j in row.indices { sum += terms[j].coefficient * (row[j] - means[j]) }
        return sum
    }

    /// Twice the gain of the log-likelihood, its degrees and p.
    public var likelihoodRatio: (statistic: Double, degrees: Int, p: Double) {
        let statistic = 2 * (logLikelihood - nullLogLikelihood)
        let degrees = terms.count
        let p = ChiSquared(degrees: Double(degrees)).upperTail(max(0, statistic))
        return (statistic, degrees, p)
    }

    private struct Search {
        let width: Int
        /// Standardised covariates, latest time first.
        let rows: [Double]
        /// First row after each run of equal times.
        let runs: [Int]
        let happened: [Bool]
        let ties: Ties
        let means: [Double]
        let scales: [Double]
        var coefficients: [Double]
        var covariance: Matrix
        var logLikelihood = 0.0
        var nullLogLikelihood = 0.0
        var score = 0.0
        var wald = 0.0

        init(
            _ covariates: [(name: String, values: [Double])], _ times: [Double],
            _ events: [Bool], _ ties: Ties
        ) throws(Unfit) {
            let n = times.count
            width = covariates.count
            var means: [Double] = []
            var scales: [Double] = []
            for column in covariates {
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
            let order = times.indices.sorted { times[$0] > times[$1] }
            var laid = Array(repeating: 0.0, count: n * width)
            for (j, column) in covariates.enumerated() {
                for (place, row) in order.enumerated() {
                    laid[place * width + j] = (column.values[row] - means[j]) / scales[j]
                }
            }
            var runs: [Int] = []
            for place in 1...n where place == n || times[order[place]] != times[order[place - 1]] {
                runs.append(place)
            }
            rows = laid
            self.runs = runs
            happened = order.map { events[$0] }
            self.ties = ties
            self.means = means
            self.scales = scales
            coefficients = Array(repeating: 0, count: covariates.count)
            covariance = Matrix(rows: covariates.count, columns: covariates.count)
        }

        mutating func run(_ names: [String]) throws(Unfit) {
            var current = pass(coefficients)
            nullLogLikelihood = current.value
            for _ in 0..<60 {
                let solver: Cholesky
                do {
                    solver = try Cholesky(current.information, tolerance: 1e-11)
                } catch {
                    throw .collinear(names[error.column])
                }
                covariance = solver.inverse
                logLikelihood = current.value
                var move = solver.solve(current.gradient)
                // The first step is taken from where nothing matters.
                if coefficients.allSatisfy({ $0 == 0 }) { score = dot(current.gradient, move) }
                var next = current
                var settled = false
                for _ in 0..<30 {
                    let tried = zip(coefficients, move).map { $0 + $1 }
                    next = pass(tried)
                    if next.value.isFinite, next.value >= current.value - 1e-12 { break }
                    move = move.map { $0 / 2 }
                }
                settled =
                    abs(next.value - current.value) <= 1e-15 * (abs(current.value) + 1)
                    && move.allSatisfy { abs($0) < 1e-9 }
                for j in coefficients.indices { coefficients[j] += move[j] }
                current = next
                if let worst = coefficients.indices.first(where: { abs(coefficients[$0]) > 25 }) {
                    throw .separated(names[worst])
                }
                if settled {
                    logLikelihood = current.value
                    wald = dot(coefficients, current.information * coefficients)
                    if let last = try? Cholesky(current.information) {
                        covariance = last.inverse
                    }
                    return
                }
            }
            throw .unsettled(iterations: 60)
        }

        /// Log partial likelihood with slopes; sums over those at risk grow from the latest on.
        private func pass(
            _ b: [Double]
        ) -> (value: Double, gradient: [Double], information: Matrix) {
            let p = width
            var sums = RiskSums(p)
            var dying = RiskSums(p)
            var value = 0.0
            var gradient = Array(repeating: 0.0, count: p)
            var information = Matrix(rows: p, columns: p)
            var start = 0
            rows.withUnsafeBufferPointer { x in
                for end in runs {
                    dying.clear()
                    var deaths = 0
                    for r in start..<end {
                        let row = x.baseAddress! + r * p
                        var eta = 0.0
                        for j in 0..<p { eta += b[j] * row[j] }
                        let risk = Double.exp(eta)
                        sums.add(row, risk)
                        guard happened[r] else { continue }
                        deaths += 1
                        value += eta
                        for j in 0..<p { gradient[j] += row[j] }
                        if ties == .efron { dying.add(row, risk) }
                    }
                    for death in 0..<deaths {
                        let part = ties == .efron ? Double(death) / Double(deaths) : 0
                        value -= sums.subtract(
                            dying, part, gradient: &gradient, information: &information)
                    }
                    start = end
                }
            }
            for i in 0..<p { for j in 0..<i { information[i, j] = information[j, i] } }
            return (value, gradient, information)
        }
    }

    /// Σ risk, Σ risk·x and the upper half of Σ risk·x xᵀ.
    private struct RiskSums {
        let width: Int
        var zero = 0.0
        var one: [Double]
        var two: [Double]

        init(_ width: Int) {
            self.width = width
            one = Array(repeating: 0, count: width)
            two = Array(repeating: 0, count: width * width)
        }

        mutating func clear() {
            zero = 0
            for i in one.indices { one[i] = 0 }
            for i in two.indices { two[i] = 0 }
        }

        mutating func add(_ row: UnsafePointer<Double>, _ risk: Double) {
            zero += risk
            let p = width
            one.withUnsafeMutableBufferPointer { one in
                two.withUnsafeMutableBufferPointer { two in
                    for i in 0..<p {
                        let weighted = risk * row[i]
                        one[i] += weighted
                        let base = two.baseAddress! + i * p
                        for j in i..<p { base[j] += weighted * row[j] }
                    }
                }
            }
        }

        /// Takes one death's term out of the slopes and returns the logarithm of its risk set.
        func subtract(
            _ dying: RiskSums, _ part: Double, gradient: inout [Double],
            information: inout Matrix
        ) -> Double {
            let total = zero - part * dying.zero
            let p = width
            for i in 0..<p {
                let mean = (one[i] - part * dying.one[i]) / total
                gradient[i] -= mean
                for j in i..<p {
                    let other = (one[j] - part * dying.one[j]) / total
                    let square = (two[i * p + j] - part * dying.two[i * p + j]) / total
                    information[i, j] += square - mean * other
                }
            }
            return Double.log(total)
        }
    }
}
