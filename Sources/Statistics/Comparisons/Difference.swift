/// Two groups side by side: how far apart, and whether chance alone would do it.
public struct Difference: Hashable, Sendable {
    /// First less second, with its interval.
    public let estimate: Estimate
    /// The test's statistic; absent where the test has none.
    public let statistic: Double?
    public let p: Double
    /// The test that gave p; its interval's method is in `estimate`.
    public let test: Method

    public init(estimate: Estimate, statistic: Double?, p: Double, test: Method) {
        self.estimate = estimate
        self.statistic = statistic
        self.p = p
        self.test = test
    }

    /// Interval of a − b recovered from the intervals of a and b.
    /// Source: Zou & Donner 2008 "Construction of confidence limits about effect measures",
    /// Statistics in Medicine 27 (MOVER).
    static func recovered(_ a: Estimate, _ b: Estimate) -> (low: Double, high: Double) {
        func root(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
        let difference = a.value - b.value
        return (
            difference - root(a.value - a.low, b.high - b.value),
            difference + root(a.high - a.value, b.value - b.low)
        )
    }
}
