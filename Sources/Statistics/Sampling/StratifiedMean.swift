/// A mean over strata of known size, from the moments of each.
/// Source: Cochran 1977 "Sampling Techniques", chapter 5.
public struct StratifiedMean: Hashable, Sendable {
    public let mean: Estimate
    public let total: Estimate

    public static let method = Method(
        "sample.stratifiedMean", source: "Cochran 1977, Sampling Techniques, chapter 5")

    /// - Parameter finite: whether asking a good part of a stratum lowers its error.
    public init(
        _ strata: [(moments: Moments, size: Int)], finite: Bool = true, level: Double = 0.95
    ) throws(Unfit) {
        guard !strata.isEmpty else { throw .empty }
        let everyone = Double(strata.reduce(0) { $0 + $1.size })
        var sum = 0.0
        var variance = 0.0
        var n = 0
        for (moments, size) in strata {
            guard moments.count <= size else { throw .outside("stratum") }
            guard let spread = moments.variance else {
                throw .tooFew(have: moments.count, need: 2)
            }
            let share = Double(size) / everyone
            let sampled = finite ? 1 - Double(moments.count) / Double(size) : 1
            sum += share * moments.mean
            variance += share * share * sampled * spread / Double(moments.count)
            n += moments.count
        }
        mean = .normal(
            sum, variance.squareRoot(), n: n, method: StratifiedMean.method, level: level)
        total = mean.scaled(by: everyone)
    }
}
