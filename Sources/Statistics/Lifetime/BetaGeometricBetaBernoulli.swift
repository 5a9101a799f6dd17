import RealModule

/// BG/BB: customers who may buy once in each period, such as donors in a yearly drive.
/// Source: Fader, Hardie, Shang 2010 "Customer-Base Analysis in a Discrete-Time Noncontractual
/// Setting", Marketing Science 29(6).
public struct BetaGeometricBetaBernoulli: Hashable, Sendable {
    /// Purchases, the period of the last one (0 for none) and how many periods there were.
    public struct Pattern: Hashable, Sendable {
        public let frequency: Int
        public let recency: Int
        public let periods: Int

        public init(frequency: Int, recency: Int, periods: Int) {
            self.frequency = frequency
            self.recency = recency
            self.periods = periods
        }

        var isSound: Bool {
            frequency >= 0 && frequency <= recency && recency <= periods
                && (frequency > 0 || recency == 0)
        }
    }

    public let alpha: Double
    public let beta: Double
    public let gamma: Double
    public let delta: Double

    public static let method = Method(
        "lifetime.bgbb", source: "Fader, Hardie, Shang 2010, Marketing Science 29(6)")

    public init(alpha: Double, beta: Double, gamma: Double, delta: Double) {
        precondition(alpha > 0 && beta > 0 && gamma > 0 && delta > 0, "parameters are positive")
        self.alpha = alpha
        self.beta = beta
        self.gamma = gamma
        self.delta = delta
    }

    /// Probability that the customer is still there in the period after the last observed.
    public func probabilityAlive(_ pattern: Pattern) -> Double {
        Double.exp(alive(pattern, purchases: 0) - logLikelihood(pattern))
    }

    /// Purchases to expect in the next periods.
    public func expectedPurchases(_ pattern: Pattern, within periods: Int) -> Double {
        let n = Double(pattern.periods)
        // Chance to buy and still be there, summed over the periods to come.
        var sum = 0.0
        for ahead in 1...max(1, periods) where periods > 0 {
            sum += Double.exp(
                logBeta(gamma, delta + n + Double(ahead)) - logBeta(gamma, delta))
        }
        return sum * Double.exp(bought(pattern) - logLikelihood(pattern))
    }

    /// Purchases to expect for ever, each period discounted by 1 + rate.
    public func discountedPurchases(_ pattern: Pattern, rate: Double) -> Double {
        precondition(rate > 0, "without a discount the sum may have no end")
        let n = Double(pattern.periods)
        let series = hypergeometric(1, delta + n + 1, gamma + delta + n + 1, 1 / (1 + rate))
        let start = logBeta(gamma, delta + n + 1) - logBeta(gamma, delta)
        return Double.exp(bought(pattern) + start - logLikelihood(pattern)) * series / (1 + rate)
    }

    public static func fit(
        _ counts: [Pattern: Int]
    ) throws(Unfit) -> (model: BetaGeometricBetaBernoulli, logLikelihood: Double) {
        guard counts.values.contains(where: { $0 > 0 }) else { throw .empty }
        guard counts.allSatisfy({ $0.key.isSound && $0.value >= 0 }) else {
            throw .outside("purchases")
        }
        guard counts.keys.contains(where: { $0.frequency > 0 }) else {
            throw .constant("frequency")
        }
        let found = try Likelihood(counts).maximise(
            starts: [[1, 1, 1, 1], [1, 1, 0.5, 3]], names: ["alpha", "beta", "gamma", "delta"])
        let p = found.parameters
        return (
            BetaGeometricBetaBernoulli(alpha: p[0], beta: p[1], gamma: p[2], delta: p[3]),
            found.logLikelihood
        )
    }

    /// ln of purchases as observed and one more.
    private func bought(_ pattern: Pattern) -> Double {
        let x = Double(pattern.frequency)
        let rest = Double(pattern.periods - pattern.frequency)
        return logBeta(alpha + x + 1, beta + rest) - logBeta(alpha, beta)
    }

    /// ln of purchases as observed and being there for one period more.
    private func alive(_ pattern: Pattern, purchases: Double) -> Double {
        let x = Double(pattern.frequency)
        let n = Double(pattern.periods)
        return logBeta(alpha + x, beta + n - x) - logBeta(alpha, beta)
            + logBeta(gamma, delta + n + 1) - logBeta(gamma, delta)
    }

    func logLikelihood(_ pattern: Pattern) -> Double {
        let x = Double(pattern.frequency)
        let n = Double(pattern.periods)
        let last = Double(pattern.recency)
        var terms = [
            logBeta(alpha + x, beta + n - x) + logBeta(gamma, delta + n)
        ]
        for silent in 0..<max(0, pattern.periods - pattern.recency) {
            let i = Double(silent)
            terms.append(
                logBeta(alpha + x, beta + last - x + i) + logBeta(gamma + 1, delta + last + i))
        }
        let top = terms.max() ?? 0
        let sum = terms.reduce(0) { $0 + Double.exp($1 - top) }
        return top + Double.log(sum) - logBeta(alpha, beta) - logBeta(gamma, delta)
    }

    private func logBeta(_ a: Double, _ b: Double) -> Double {
        Double.logGamma(a) + Double.logGamma(b) - Double.logGamma(a + b)
    }

    private struct Likelihood: PurchaseLikelihood {
        let rows: [(pattern: Pattern, times: Double)]
        var customers: Double { rows.reduce(0) { $0 + $1.times } }

        init(_ counts: [Pattern: Int]) {
            rows = counts.sorted {
                let (a, b) = ($0.key, $1.key)
                if a.periods != b.periods { return a.periods < b.periods }
                if a.recency != b.recency { return a.recency < b.recency }
                return a.frequency < b.frequency
            }.map { ($0.key, Double($0.value)) }
        }

        func mean(_ parameters: [Double]) -> (value: Double, gradient: [Double]) {
            func value(_ p: [Double]) -> Double {
                let model = BetaGeometricBetaBernoulli(
                    alpha: p[0], beta: p[1], gamma: p[2], delta: p[3])
                return rows.reduce(0) { $0 + $1.times * model.logLikelihood($1.pattern) }
                    / customers
            }
            // The patterns are few, so differences of fourth order serve as slopes.
            let slopes = parameters.indices.map { j in
                let step = 1e-3 * parameters[j]
                func moved(_ by: Double) -> Double {
                    var p = parameters
                    p[j] += by * step
                    return value(p)
                }
                let near = moved(1) - moved(-1)
                let far = moved(2) - moved(-2)
                return (8 * near - far) / (12 * step)
            }
            return (value(parameters), slopes)
        }
    }
}
