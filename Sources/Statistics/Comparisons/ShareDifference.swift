extension Share {
    public static let differenceMethod = Method(
        "share.difference.newcombe",
        source: "Newcombe 1998, Interval estimation for the difference between independent "
            + "proportions, Statistics in Medicine 17 (hybrid score)")
    public static let differenceTest = Method(
        "share.difference.z", source: "z test of two proportions, pooled variance")

    /// First share less second: Newcombe's interval and the pooled z test.
    public static func difference(
        _ a: Share, _ b: Share, level: Double = 0.95
    ) throws(Unfit) -> Difference {
        let first = try a.estimate(level: level)
        let second = try b.estimate(level: level)
        let ends = Difference.recovered(first, second)
        let gap = first.value - second.value
        let errors = (first.standardError ?? 0, second.standardError ?? 0)
        let pooled = Double(a.hits + b.hits) / Double(a.n + b.n)
        let variance = pooled * (1 - pooled) * (1 / Double(a.n) + 1 / Double(b.n))
        let z = variance > 0 ? gap / variance.squareRoot() : 0
        let estimate = Estimate(
            value: gap,
            standardError: (errors.0 * errors.0 + errors.1 * errors.1).squareRoot(),
            low: ends.low, high: ends.high, n: a.n + b.n, method: differenceMethod, level: level)
        return Difference(
            estimate: estimate, statistic: z, p: Normal.twoSidedP(z), test: differenceTest)
    }
}
