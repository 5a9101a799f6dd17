/// Fisher's F distribution.
public struct FisherF: Hashable, Sendable {
    public let numerator: Double
    public let denominator: Double

    public init(_ numerator: Double, _ denominator: Double) {
        precondition(numerator > 0 && denominator > 0, "degrees of freedom are positive")
        self.numerator = numerator
        self.denominator = denominator
    }

    public func cdf(_ f: Double) -> Double { tails(f).lower }

    /// P(F > f).
    public func upperTail(_ f: Double) -> Double { tails(f).upper }

    /// The f below which a share p lies.
    public func quantile(_ p: Double) -> Double {
        precondition(p >= 0 && p <= 1, "a probability lies between 0 and 1")
        let beta = BetaDistribution(numerator / 2, denominator / 2)
        return beta.oddsQuantile(lower: p, upper: 1 - p) * denominator / numerator
    }

    private func tails(_ f: Double) -> (lower: Double, upper: Double) {
        guard !f.isNaN else { return (.nan, .nan) }
        guard f > 0 else { return (0, 1) }
        let whole = numerator * f + denominator
        guard whole.isFinite else { return (1, 0) }
        return IncompleteBeta.tails(
            a: numerator / 2, b: denominator / 2, x: numerator * f / whole, y: denominator / whole)
    }
}
