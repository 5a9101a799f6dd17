import RealModule

/// The chi-square distribution.
public struct ChiSquared: Hashable, Sendable {
    public let degrees: Double

    public init(degrees: Double) {
        precondition(degrees > 0, "degrees of freedom are positive")
        self.degrees = degrees
    }

    public func cdf(_ x: Double) -> Double {
        IncompleteGamma.tails(a: degrees / 2, x: x / 2).lower
    }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double {
        IncompleteGamma.tails(a: degrees / 2, x: x / 2).upper
    }

    /// The x below which a share p lies.
    public func quantile(_ p: Double) -> Double {
        2 * GammaDistribution(shape: degrees / 2, rate: 1).quantile(p)
    }
}
