import RealModule

/// The gamma distribution.
public struct GammaDistribution: Hashable, Sendable {
    public let shape: Double
    public let rate: Double

    public init(shape: Double, rate: Double) {
        precondition(shape > 0 && rate > 0, "shape and rate are positive")
        self.shape = shape
        self.rate = rate
    }

    public func cdf(_ x: Double) -> Double { IncompleteGamma.tails(a: shape, x: x * rate).lower }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double {
        IncompleteGamma.tails(a: shape, x: x * rate).upper
    }

    /// The x below which a share p lies; it starts from Wilson and Hilferty's cube.
    public func quantile(_ p: Double) -> Double {
        precondition(p >= 0 && p <= 1, "a probability lies between 0 and 1")
        if p == 0 { return 0 }
        if p == 1 { return .infinity }
        let spread = 1 / (9 * shape)
        let root = 1 - spread + Normal.quantile(p) * spread.squareRoot()
        let cubed = shape * root * root * root
        let small = Double.exp((Double.log(p) + Double.logGamma(shape + 1)) / shape)
        let guess = root > 0.2 ? cubed : min(small, shape)
        let a = shape
        let x = Quantile.positive(lower: p, upper: 1 - p, start: max(guess, 1e-300)) { x in
            let tails = IncompleteGamma.tails(a: a, x: x)
            return (tails.lower, tails.upper, a * IncompleteGamma.density(a: a, x: x))
        }
        return x / rate
    }
}
