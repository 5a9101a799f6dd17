import RealModule

/// The beta distribution.
public struct BetaDistribution: Hashable, Sendable {
    public let a: Double
    public let b: Double

    public init(_ a: Double, _ b: Double) {
        precondition(a > 0 && b > 0, "both shapes are positive")
        self.a = a
        self.b = b
    }

    public func cdf(_ x: Double) -> Double {
        IncompleteBeta.tails(a: a, b: b, x: x, y: 1 - x).lower
    }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double {
        IncompleteBeta.tails(a: a, b: b, x: x, y: 1 - x).upper
    }

    /// The x below which a share p lies.
    public func quantile(_ p: Double) -> Double {
        precondition(p >= 0 && p <= 1, "a probability lies between 0 and 1")
        let odds = oddsQuantile(lower: p, upper: 1 - p)
        return odds.isInfinite ? 1 : odds / (1 + odds)
    }

    /// x / (1 − x) at the quantile: searching on the odds keeps digits near both ends.
    func oddsQuantile(lower: Double, upper: Double) -> Double {
        if lower == 0 { return 0 }
        if upper == 0 { return .infinity }
        return Quantile.positive(lower: lower, upper: upper, start: a / b) { odds in
            let x = odds / (1 + odds)
            let y = 1 / (1 + odds)
            let tails = IncompleteBeta.tails(a: a, b: b, x: x, y: y)
            return (tails.lower, tails.upper, IncompleteBeta.density(a: a, b: b, x: x, y: y))
        }
    }
}
