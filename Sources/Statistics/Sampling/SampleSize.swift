/// How many answers are needed.
/// Source: Cochran 1977 "Sampling Techniques", chapter 4.
public enum SampleSize {
    public static let method = Method("sample.size", source: "Cochran 1977, Sampling Techniques")

    /// Answers for a share within ± margin. Round up to use it.
    public static func share(
        margin: Double, expected: Double = 0.5, population: Int? = nil, level: Double = 0.95
    ) throws(Unfit) -> Double {
        guard expected >= 0, expected <= 1 else { throw .outside("expected") }
        return try size(expected * (1 - expected), margin, population, level)
    }

    /// Answers for a Net Promoter Score within ± margin (0.05 is five points).
    public static func nps(
        margin: Double, promoters: Double = 0.5, detractors: Double = 0.5,
        population: Int? = nil, level: Double = 0.95
    ) throws(Unfit) -> Double {
        guard promoters >= 0, detractors >= 0, promoters + detractors <= 1 else {
            throw .outside("promoters")
        }
        let score = promoters - detractors
        return try size(promoters + detractors - score * score, margin, population, level)
    }

    /// Answers per group to find a difference of two shares, with pooled variance under no
    /// difference.
    /// Source: Fleiss 1981 "Statistical Methods for Rates and Proportions", without correction.
    public static func twoShares(
        _ a: Double, _ b: Double, power: Double = 0.8, level: Double = 0.95
    ) throws(Unfit) -> Double {
        guard a > 0, a < 1, b > 0, b < 1, a != b else { throw .outside("shares") }
        let z = Normal.twoSided(level)
        let y = Normal.quantile(power)
        let mean = (a + b) / 2
        let reach =
            z * (2 * mean * (1 - mean)).squareRoot()
            + y * (a * (1 - a) + b * (1 - b)).squareRoot()
        return reach * reach / ((a - b) * (a - b))
    }

    /// The whole number of answers to ask for.
    public static func whole(_ size: Double) -> Int { Int((size - 1e-9).rounded(.up)) }

    private static func size(
        _ variance: Double, _ margin: Double, _ population: Int?, _ level: Double
    ) throws(Unfit) -> Double {
        guard margin > 0, margin.isFinite else { throw .outside("margin") }
        guard level > 0, level < 1 else { throw .outside("level") }
        let z = Normal.twoSided(level)
        let endless = z * z * variance / (margin * margin)
        guard let population else { return endless }
        guard population > 0 else { throw .outside("population") }
        return endless / (1 + (endless - 1) / Double(population))
    }
}
