/// Mann–Whitney's comparison of two sets of ratings, from their histograms alone.
/// Source: Mann & Whitney 1947, Annals of Mathematical Statistics 18(1); tie correction of
/// Lehmann 1975 "Nonparametrics".
public struct RankTest: Hashable, Sendable {
    /// Pairs in which the first is higher; ties count half.
    public let u: Double
    public let z: Double
    public let p: Double
    /// P(first > second) + ½ P(equal): 0.5 when neither tends to be higher.
    public let superiority: Double
    public let n: Int

    public static let method = Method(
        "rank.mannWhitney", source: "Mann & Whitney 1947, Annals of Mathematical Statistics 18(1)")

    /// - Parameter continuity: moves the statistic half a pair towards no difference.
    public init(_ a: Histogram, _ b: Histogram, continuity: Bool = true) throws(Unfit) {
        let first = Double(a.total)
        let second = Double(b.total)
        guard first > 0, second > 0 else { throw .empty }
        var both = a
        both.merge(b)
        var below = 0.0
        var pairs = 0.0
        var ties = 0.0
        for (index, count) in both.counts.enumerated() where count > 0 {
            let rating = both.lowest + index
            pairs += Double(a[rating]) * (below + Double(b[rating]) / 2)
            below += Double(b[rating])
            let t = Double(count)
            ties += t * (t * t - 1)
        }
        let all = first + second
        let spread = first * second / 12 * (all + 1 - ties / (all * (all - 1)))
        guard spread > 0 else { throw .constant("score") }
        let gap = pairs - first * second / 2
        let shift = continuity ? min(abs(gap), 0.5) : 0
        let reduced = (gap < 0 ? gap + shift : gap - shift) / spread.squareRoot()
        u = pairs
        z = reduced
        p = Normal.twoSidedP(reduced)
        superiority = pairs / (first * second)
        n = a.total + b.total
    }
}
