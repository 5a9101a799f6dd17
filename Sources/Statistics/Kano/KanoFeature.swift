/// One feature's place in Kano's model.
public struct KanoFeature: Hashable, Sendable {
    public let counts: KanoCounts
    /// The most frequent category.
    public let category: KanoCategory
    /// The category of Berger's rule; it may differ from the most frequent one.
    public let ruledCategory: KanoCategory
    /// (A + O) / (A + O + M + I): how much having it satisfies; absent when that sum is zero.
    public let better: Estimate?
    /// −(O + M) / (A + O + M + I): how much missing it dissatisfies.
    public let worse: Estimate?
    /// Largest less second largest, as a share of all.
    public let categoryStrength: Double
    /// (A + O + M) / n.
    public let totalStrength: Double
    /// Exact binomial test of the two largest counts. The common test of Fong 1996 takes them for
    /// independent and rejects twice as often as it says.
    public let p: Double
    /// Fong's statistic against 1.65, for comparison with older reports.
    public let fong: (gap: Double, threshold: Double)

    public static let method = Method(
        "kano.category", source: "Kano et al. 1984; Berger et al. 1993; Lee & Newcomb 1997")
    public static let coefficientMethod = Method(
        "kano.coefficient", source: "Timko in Berger et al. 1993, CQM Journal 2(4); binomial")

    public init(_ counts: KanoCounts, level: Double = 0.95) throws(Unfit) {
        guard let modal = counts.modal, let ruled = counts.ruled else { throw .empty }
        self.counts = counts
        category = modal
        ruledCategory = ruled
        let n = Double(counts.n)
        let leading = counts.leading
        let wanted =
            Double(counts[.attractive] + counts[.oneDimensional] + counts[.mustBe])
        categoryStrength = Double(leading.first - leading.second) / n
        totalStrength = wanted / n
        let pair = leading.first + leading.second
        let tail = Binomial(trials: pair, chance: 0.5).atLeast(leading.first)
        p = min(1, 2 * tail)
        let sum = Double(pair)
        fong = (
            Double(leading.first - leading.second),
            1.65 * (sum * (2 * n - sum) / (2 * n)).squareRoot()
        )
        better = KanoFeature.coefficient(
            counts[.attractive] + counts[.oneDimensional], of: counts.plain, level: level)
        worse = KanoFeature.coefficient(
            counts[.oneDimensional] + counts[.mustBe], of: counts.plain, level: level
        )?.scaled(by: -1)
    }

    private static func coefficient(_ hits: Int, of n: Int, level: Double) -> Estimate? {
        guard n > 0 else { return nil }
        let share = Double(hits) / Double(n)
        let ends = Share.wilson(hits: Double(hits), n: Double(n), z: Normal.twoSided(level))
        return Estimate(
            value: share, standardError: (share * (1 - share) / Double(n)).squareRoot(),
            low: ends.low, high: ends.high, n: n, method: coefficientMethod, level: level)
    }

    /// How probable it is that the modal category is also the most frequent of all customers.
    /// A posterior under Jeffreys' prior: unlike a test of the two largest it is not misled by
    /// having chosen them among six.
    public func modalProbability(draws: Int = 4000, using chance: inout SplitMix64) -> Double {
        var hits = 0
        for _ in 0..<draws {
            var leader = KanoCategory.mustBe
            var largest = -1.0
            for category in KanoCategory.allCases {
                let draw = chance.gamma(shape: Double(counts[category]) + 0.5)
                if draw > largest { (largest, leader) = (draw, category) }
            }
            hits += leader == category ? 1 : 0
        }
        return Double(hits) / Double(draws)
    }

    public static func == (a: KanoFeature, b: KanoFeature) -> Bool { a.counts == b.counts }

    public func hash(into hasher: inout Hasher) { hasher.combine(counts) }
}
