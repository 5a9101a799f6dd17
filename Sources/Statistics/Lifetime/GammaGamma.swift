import RealModule

/// How much customers spend at a purchase: their own mean around that of all.
/// Source: Fader & Hardie 2013 "The Gamma-Gamma Model of Monetary Value".
public struct GammaGamma: Hashable, Sendable {
    /// What one customer's repeat purchases say.
    public struct Spend: Hashable, Sendable {
        /// Repeat purchases.
        public let frequency: Int
        /// Mean amount of the repeat purchases; the first is left out.
        public let mean: Double

        public init(frequency: Int, mean: Double) {
            self.frequency = frequency
            self.mean = mean
        }
    }

    public let p: Double
    public let q: Double
    public let gamma: Double

    public static let method = Method(
        "lifetime.gammaGamma", source: "Fader & Hardie 2013, The Gamma-Gamma Model")

    public init(p: Double, q: Double, gamma: Double) {
        precondition(p > 0 && q > 0 && gamma > 0, "parameters are positive")
        self.p = p
        self.q = q
        self.gamma = gamma
    }

    /// Mean of all customers; absent where q ≤ 1 gives it no end.
    public var populationMean: Double? { q > 1 ? p * gamma / (q - 1) : nil }

    /// Mean amount to expect of a customer; that of all without repeat purchases.
    public func expectedSpend(_ spend: Spend) -> Double? {
        let x = Double(spend.frequency)
        let divisor = p * x + q - 1
        return divisor > 0
            ? p * (gamma + x * (spend.frequency > 0 ? spend.mean : 0)) / divisor : nil
    }

    /// The best parameters with their log-likelihood. Customers without repeat purchases or with a
    /// mean of zero say nothing about spending and are left out.
    public static func fit(_ spends: [Spend]) throws(Unfit) -> SpendFit {
        guard spends.allSatisfy({ $0.mean.isFinite && $0.mean >= 0 && $0.frequency >= 0 }) else {
            throw .outside("amount")
        }
        let used = spends.filter { $0.frequency > 0 && $0.mean > 0 }
        guard used.count > 2 else { throw .tooFew(have: used.count, need: 3) }
        guard used.contains(where: { $0.mean != used[0].mean }) else { throw .constant("amount") }
        let likelihood = Likelihood(used)
        let level = Moments(used.map(\.mean)).mean
        let found = try likelihood.maximise(
            starts: [[1, 2, level], [6, 4, level / 2]], names: ["p", "q", "gamma"])
        let best = found.parameters
        return SpendFit(
            model: GammaGamma(p: best[0], q: best[1], gamma: best[2]),
            logLikelihood: found.logLikelihood, customers: used.count,
            logCovariance: found.covariance)
    }

    private struct Likelihood: PurchaseLikelihood {
        let spends: [Spend]
        let logs: [Double]
        let frequencies: Distinct
        var customers: Double { Double(spends.count) }

        init(_ spends: [Spend]) {
            self.spends = spends
            logs = spends.map { Double.log($0.mean) }
            frequencies = Distinct(spends.map { Double($0.frequency) })
        }

        func mean(_ parameters: [Double]) -> (value: Double, gradient: [Double]) {
            let (p, q, gamma) = (parameters[0], parameters[1], parameters[2])
            let x = frequencies.values
            let constant = x.map { x in
                Double.logGamma(p * x + q) - Double.logGamma(p * x) - Double.logGamma(q)
                    + q * Double.log(gamma) + p * x * Double.log(x)
            }
            let both = x.map { digamma(p * $0 + q) }
            let slopeP = x.indices.map {
                x[$0] * (both[$0] - digamma(p * x[$0]) + Double.log(x[$0]))
            }
            let slopeQ = both.map { $0 - digamma(q) + Double.log(gamma) }
            var sum = 0.0
            var g = [0.0, 0, 0]
            for (i, spend) in spends.enumerated() {
                let f = frequencies.places[i]
                let total = gamma + x[f] * spend.mean
                let logTotal = Double.log(total)
                let shape = p * x[f]
                sum += constant[f] + (shape - 1) * logs[i] - (shape + q) * logTotal
                g[0] += slopeP[f] + x[f] * (logs[i] - logTotal)
                g[1] += slopeQ[f] - logTotal
                g[2] += q / gamma - (shape + q) / total
            }
            return (sum / customers, g.map { $0 / customers })
        }
    }
}
