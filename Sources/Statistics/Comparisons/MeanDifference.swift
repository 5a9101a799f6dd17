extension Average {
    public static let differenceMethod = Method(
        "mean.difference.welch", source: "Welch 1947, Biometrika 34(1/2)")

    /// First mean less second, with Welch's test: the groups may vary differently.
    public static func difference(
        _ a: Moments, _ b: Moments, level: Double = 0.95
    ) throws(Unfit) -> Difference {
        guard let first = a.variance, let second = b.variance else {
            throw .tooFew(have: min(a.count, b.count), need: 2)
        }
        let u = first / Double(a.count)
        let v = second / Double(b.count)
        let gap = a.mean - b.mean
        let error = (u + v).squareRoot()
        guard error > 0 else { throw .constant("score") }
        let degrees =
            (u + v) * (u + v) / (u * u / Double(a.count - 1) + v * v / Double(b.count - 1))
        let t = gap / error
        let estimate = Estimate.student(
            gap, error, degrees: degrees, n: a.count + b.count, method: differenceMethod,
            level: level)
        return Difference(
            estimate: estimate, statistic: t, p: StudentT(degrees: degrees).twoSidedP(t),
            test: differenceMethod)
    }
}
