import RealModule

/// How many of how many: satisfied customers, kept promises, easy contacts.
public struct Share: Reversible, Hashable {
    public enum Interval: String, CaseIterable, Hashable, Sendable {
        case wilson, clopperPearson, jeffreys, agrestiCoull
    }

    public private(set) var hits = 0
    public private(set) var n = 0

    public init() {}

    public init(hits: Int, of n: Int) {
        precondition(hits >= 0 && hits <= n, "hits are some of all")
        self.hits = hits
        self.n = n
    }

    /// Satisfied customers: the share of the `top` highest points of a scale.
    /// A rating outside the scale is refused.
    public init(_ ratings: Histogram, top: Int, of scale: ClosedRange<Int>) throws(Unfit) {
        guard top > 0, top <= scale.count else { throw .outside("top") }
        if let span = ratings.span {
            guard scale.contains(span.lowerBound), scale.contains(span.upperBound) else {
                throw .outside("score")
            }
        }
        hits = ratings.count(in: (scale.upperBound - top + 1)...scale.upperBound)
        n = ratings.total
    }

    public mutating func add(_ hit: Bool) {
        hits += hit ? 1 : 0
        n += 1
    }

    public mutating func merge(_ other: Share) {
        hits += other.hits
        n += other.n
    }

    public mutating func subtract(_ other: Share) {
        hits -= other.hits
        n -= other.n
        precondition(hits >= 0 && hits <= n, "more is taken away than was added")
    }

    /// hits / n; absent without answers: no answer is not zero per cent.
    public var value: Double? { n > 0 ? Double(hits) / Double(n) : nil }

    public func estimate(
        interval: Interval = .wilson, level: Double = 0.95
    ) throws(Unfit) -> Estimate {
        guard let value else { throw .empty }
        let size = Double(n)
        let ends = ends(interval, level)
        return Estimate(
            value: value, standardError: (value * (1 - value) / size).squareRoot(),
            low: ends.low, high: ends.high, n: n, method: Share.method(interval), level: level)
    }

    public static func method(_ interval: Interval) -> Method {
        switch interval {
        case .wilson:
            Method("share.wilson", source: "Wilson 1927, JASA 22(158)")
        case .clopperPearson:
            Method("share.clopperPearson", source: "Clopper & Pearson 1934, Biometrika 26(4)")
        case .jeffreys:
            Method(
                "share.jeffreys",
                source: "Brown, Cai, DasGupta 2001, Statistical Science 16(2), equal tails")
        case .agrestiCoull:
            Method(
                "share.agrestiCoull",
                source: "Agresti & Coull 1998, The American Statistician 52(2), clipped")
        }
    }

    private func ends(_ interval: Interval, _ level: Double) -> (low: Double, high: Double) {
        let k = Double(hits)
        let size = Double(n)
        let tail = (1 - level) / 2
        let z = Normal.twoSided(level)
        switch interval {
        case .wilson:
            return Share.wilson(hits: k, n: size, z: z)
        case .agrestiCoull:
            let weight = size + z * z
            let centre = (k + z * z / 2) / weight
            let reach = z * (centre * (1 - centre) / weight).squareRoot()
            return (max(0, centre - reach), min(1, centre + reach))
        case .clopperPearson:
            let low = hits == 0 ? 0 : BetaDistribution(k, size - k + 1).quantile(tail)
            let high = hits == n ? 1 : BetaDistribution(k + 1, size - k).quantile(1 - tail)
            return (low, high)
        case .jeffreys:
            let posterior = BetaDistribution(k + 0.5, size - k + 0.5)
            let low = hits == 0 ? 0 : posterior.quantile(tail)
            let high = hits == n ? 1 : posterior.quantile(1 - tail)
            return (low, high)
        }
    }

    /// Source: Wilson 1927 "Probable Inference, the Law of Succession, and Statistical Inference".
    static func wilson(hits k: Double, n: Double, z: Double) -> (low: Double, high: Double) {
        let square = z * z
        let weight = n + square
        let centre = (k + square / 2) / weight
        let reach = z / weight * (k * (n - k) / n + square / 4).squareRoot()
        let low = k == 0 ? 0 : max(0, centre - reach)
        let high = k == n ? 1 : min(1, centre + reach)
        return (low, high)
    }
}
