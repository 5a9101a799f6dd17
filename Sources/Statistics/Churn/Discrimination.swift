/// How well scores tell those it will happen to from the others.
/// Sources: AUC and its error: DeLong, DeLong, Clarke-Pearson 1988, Biometrics 44;
/// KS: Kolmogorov 1933.
public struct Discrimination: Hashable, Sendable {
    /// P(score of a hit > score of a miss) + ½ P(equal).
    public let auc: Estimate
    /// Largest gap between the two distributions of scores.
    public let ks: Double

    public static let method = Method(
        "churn.auc", source: "DeLong, DeLong, Clarke-Pearson 1988, Biometrics 44")

    public init(scores: [Double], outcome: [Bool], level: Double = 0.95) throws(Unfit) {
        guard scores.count == outcome.count else { throw .mismatched("scores") }
        guard scores.allSatisfy({ !$0.isNaN }) else { throw .notFinite("score") }
        let hits = outcome.filter { $0 }.count
        let misses = outcome.count - hits
        guard hits > 0, misses > 0 else { throw .constant("outcome") }
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var below = (hits: 0.0, misses: 0.0)
        var hitPlaces = Moments()
        var missPlaces = Moments()
        var gap = 0.0
        let (m, k) = (Double(hits), Double(misses))
        var start = 0
        while start < order.count {
            var end = start
            var tied = (hits: 0.0, misses: 0.0)
            while end < order.count, scores[order[end]] == scores[order[start]] {
                if outcome[order[end]] { tied.hits += 1 } else { tied.misses += 1 }
                end += 1
            }
            // Placement values: a hit's share of misses below it, a miss's share of hits above.
            let hitPlace = (below.misses + tied.misses / 2) / k
            let missPlace = (m - below.hits - tied.hits / 2) / m
            hitPlaces.merge(Moments(count: Int(tied.hits), mean: hitPlace, squares: 0))
            missPlaces.merge(Moments(count: Int(tied.misses), mean: missPlace, squares: 0))
            below.hits += tied.hits
            below.misses += tied.misses
            gap = max(gap, abs(below.misses / k - below.hits / m))
            start = end
        }
        ks = gap
        let variance = (hitPlaces.variance ?? 0) / m + (missPlaces.variance ?? 0) / k
        auc = Estimate.normal(
            hitPlaces.mean, variance.squareRoot(), n: outcome.count,
            method: Discrimination.method, level: level
        ).clipped(to: 0...1)
    }

    /// 2 AUC − 1.
    public var gini: Double { 2 * auc.value - 1 }
}
