import RealModule

/// Student's t distribution.
public struct StudentT: Hashable, Sendable {
    public let degrees: Double

    public init(degrees: Double) {
        precondition(degrees > 0, "degrees of freedom are positive")
        self.degrees = degrees
    }

    public func cdf(_ t: Double) -> Double { t < 0 ? beyond(-t) : 1 - beyond(t) }

    /// P(T > t).
    public func upperTail(_ t: Double) -> Double { t < 0 ? 1 - beyond(-t) : beyond(t) }

    /// P(|T| > |t|). Of a t that overflowed (not-a-number) there is none.
    public func twoSidedP(_ t: Double) -> Double {
        let p = 2 * beyond(abs(t))
        return p > 1 ? 1 : p
    }

    /// The t that covers `level` between −t and t.
    public func twoSided(_ level: Double) -> Double { -quantile((1 - level) / 2) }

    /// The t below which a share p lies.
    public func quantile(_ p: Double) -> Double {
        precondition(p >= 0 && p <= 1, "a probability lies between 0 and 1")
        if p == 0.5 { return 0 }
        if p == 0 { return -.infinity }
        if p == 1 { return .infinity }
        if degrees == .infinity { return Normal.quantile(p) }
        let tail = min(p, 1 - p)
        let start = max(1e-3, -Normal.quantile(tail))
        let t = Quantile.positive(lower: 1 - tail, upper: tail, start: start) { x in
            let upper = beyond(x)
            return (1 - upper, upper, x * density(x))
        }
        return p < 0.5 ? -t : t
    }

    public func density(_ t: Double) -> Double {
        if degrees == .infinity { return Normal.density(t) }
        let half = degrees / 2
        let shape =
            Deviance.stirling(half + 0.5) - Deviance.stirling(half)
            + half * Double.log(onePlus: 0.5 / half) - 0.5
        return Double.exp(shape - (half + 0.5) * Double.log(onePlus: t * t / degrees))
            / (2 * Double.pi).squareRoot()
    }

    /// P(T > t) for t ≥ 0.
    private func beyond(_ t: Double) -> Double {
        if degrees == .infinity { return Normal.upperTail(t) }
        let square = t * t
        if square.isInfinite { return 0 }
        let x = degrees / (degrees + square)
        let y = square / (degrees + square)
        return 0.5 * IncompleteBeta.tails(a: degrees / 2, b: 0.5, x: x, y: y).lower
    }
}
