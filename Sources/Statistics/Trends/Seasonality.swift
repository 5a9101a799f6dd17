/// What repeats every period, what moves slowly, and the rest.
/// Source: classical decomposition, Kendall & Stuart 1983 "The Advanced Theory of Statistics" 3.
public struct Seasonality: Hashable, Sendable {
    /// One value for each place in the period; they sum to zero.
    public let seasonal: [Double]
    /// Centred moving mean; absent for half a period at either end.
    public let trend: [Double?]
    public let rest: [Double?]
    /// Kruskal–Wallis on the detrended values by place: whether there is a season at all.
    public let test: (statistic: Double, degrees: Int, p: Double)

    public static let method = Method(
        "trend.seasonality",
        source: "Classical decomposition; Kruskal & Wallis 1952, JASA 47")

    public init(_ values: [Double], period: Int) throws(Unfit) {
        guard period > 1 else { throw .outside("period") }
        guard values.count >= 2 * period else {
            throw .tooFew(have: values.count, need: 2 * period)
        }
        guard values.allSatisfy(\.isFinite) else { throw .notFinite("value") }
        let smooth = Seasonality.trend(values, period)
        var byPlace = Array(repeating: [Double](), count: period)
        for (index, value) in values.enumerated() {
            if let level = smooth[index] { byPlace[index % period].append(value - level) }
        }
        let raw = byPlace.map { Moments($0).mean }
        let shift = Moments(raw).mean
        let season = raw.map { $0 - shift }
        seasonal = season
        trend = smooth
        rest = values.indices.map { index in
            smooth[index].map { values[index] - $0 - season[index % period] }
        }
        test = try KruskalWallis.test(byPlace)
    }

    private static func trend(_ values: [Double], _ period: Int) -> [Double?] {
        let half = period / 2
        // An even period has no middle: its outermost values count half each.
        let ends = period.isMultiple(of: 2) ? 0.5 : 1.0
        return values.indices.map { index in
            guard index >= half, index + half < values.count else { return nil }
            var sum = ends * (values[index - half] + values[index + half])
            for offset in (1 - half)..<max(half, 1 - half) { sum += values[index + offset] }
            return sum / Double(period)
        }
    }

    public static func == (a: Seasonality, b: Seasonality) -> Bool {
        a.seasonal == b.seasonal && a.trend == b.trend && a.rest == b.rest
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(seasonal) }
}
