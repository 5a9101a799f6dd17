import RealModule

extension NPS {
    public static let differenceMethod = Method(
        "nps.difference.mover",
        source: "Zou & Donner 2008, Statistics in Medicine 27, on limits of Tango 1998")
    public static let differenceTest = Method(
        "nps.difference.z", source: "z test of two trinomial means, unpooled variance")

    /// First score less second, −2 … 2: MOVER interval on Tango's limits and a z test.
    public static func difference(
        _ a: NPSCounts, _ b: NPSCounts, level: Double = 0.95
    ) throws(Unfit) -> Difference {
        let first = try estimate(a, interval: .tango, level: level)
        let second = try estimate(b, interval: .tango, level: level)
        let ends = Difference.recovered(first, second)
        let errors = (first.standardError ?? 0, second.standardError ?? 0)
        let error = (errors.0 * errors.0 + errors.1 * errors.1).squareRoot()
        let gap = first.value - second.value
        // Without any variance the z test is silent; the pooled variance then still speaks.
        let scale = error > 0 ? error : pooledError(a, b)
        let z = scale > 0 ? gap / scale : 0
        let estimate = Estimate(
            value: gap, standardError: error, low: ends.low, high: ends.high, n: a.n + b.n,
            method: differenceMethod, level: level)
        return Difference(
            estimate: estimate, statistic: z, p: Normal.twoSidedP(z), test: differenceTest)
    }

    private static func pooledError(_ a: NPSCounts, _ b: NPSCounts) -> Double {
        var both = a
        both.merge(b)
        let variance = both.variance ?? 0
        return (variance * (1 / Double(a.n) + 1 / Double(b.n))).squareRoot()
    }

    public static let shapeTest = Method(
        "nps.shape.chiSquare", source: "Pearson 1900, chi-square on three classes")

    /// Whether detractors, passives and promoters are spread alike: finds a change of shape that
    /// leaves the score where it was.
    public static func sameShape(
        _ a: NPSCounts, _ b: NPSCounts
    ) throws(Unfit) -> (chiSquare: Double, degrees: Int, p: Double) {
        try Contingency(rows: [
            [a.detractors, a.passives, a.promoters], [b.detractors, b.passives, b.promoters],
        ]).independence()
    }
}
