import RealModule

/// An interval and p-value that stay honest however often one looks: for numbers on a live page.
/// A mixture of likelihood ratios over a normal prior for the true difference.
/// Sources: Robbins 1970, Annals of Mathematical Statistics 41(5); Johari, Pekelis, Walsh 2015
/// "Always Valid Inference", arXiv:1512.04922.
public struct AlwaysValid: Hashable, Sendable {
    /// Variance (not standard deviation) of the prior: how large differences usually are.
    public let priorVariance: Double
    /// The smallest p so far; it never rises again.
    public private(set) var p = 1.0

    public static let method = Method(
        "alwaysValid.mixture", source: "Johari, Pekelis, Walsh 2015, Always Valid Inference")

    public init(priorVariance: Double) {
        precondition(priorVariance > 0, "the prior has a variance")
        self.priorVariance = priorVariance
    }

    /// One look at a mean difference.
    /// - Parameter variance: of one observation's difference: s₁² + s₂² for two equal arms, s² for
    ///   one sample against a fixed value.
    @discardableResult
    public mutating func look(
        difference: Double, variance: Double, n: Double, level: Double = 0.95
    ) throws(Unfit) -> Estimate {
        let estimate = try interval(
            difference: difference, variance: variance, n: n, level: level)
        let ratio = logLikelihoodRatio(difference: difference, variance: variance, n: n)
        p = min(p, Double.exp(-ratio))
        return estimate
    }

    /// One look at two means; unequal arms count as their harmonic mean.
    @discardableResult
    public mutating func look(
        _ a: Moments, _ b: Moments, level: Double = 0.95
    ) throws(Unfit) -> Estimate {
        guard let first = a.variance, let second = b.variance else {
            throw .tooFew(have: min(a.count, b.count), need: 2)
        }
        let (m, k) = (Double(a.count), Double(b.count))
        let n = 2 * m * k / (m + k)
        let variance = n * (first / m + second / k)
        return try look(difference: a.mean - b.mean, variance: variance, n: n, level: level)
    }

    /// ln Λₙ of a difference against none.
    public func logLikelihoodRatio(difference: Double, variance: Double, n: Double) -> Double {
        let spread = variance + n * priorVariance
        let gain = n * n * priorVariance * difference * difference / (2 * variance * spread)
        return 0.5 * Double.log(variance / spread) + gain
    }

    private func interval(
        difference: Double, variance: Double, n: Double, level: Double
    ) throws(Unfit) -> Estimate {
        guard variance > 0, n > 0 else { throw .constant("score") }
        let spread = variance + n * priorVariance
        let bound = -2 * Double.log(1 - level) - Double.log(variance / spread)
        let reach = (variance * spread / (n * n * priorVariance) * bound).squareRoot()
        return Estimate(
            value: difference, standardError: (variance / n).squareRoot(),
            low: difference - reach, high: difference + reach, n: Int(n.rounded()),
            method: AlwaysValid.method, level: level)
    }
}
