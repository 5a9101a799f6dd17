/// A latent variable as a number from 0 to 100: its items' means, weighted.
/// Source: Fornell et al. 1996 "The American Customer Satisfaction Index", Journal of Marketing
/// 60(4).
public struct SatisfactionIndex: Hashable, Sendable {
    public let name: String
    /// 0 when all answer the lowest, 100 when all answer the highest point.
    public let value: Double
    /// Shares of the items, summing to one.
    public let shares: [Double]
    /// With all items alike, for comparison.
    public let plain: Double
    /// Items whose weight is negative: the index then has no plain meaning.
    public let negative: [String]

    public static let method = Method(
        "path.index", source: "Fornell et al. 1996, Journal of Marketing 60(4)")

    /// - Parameter scale: lowest and highest answer of the items.
    public init(
        _ estimates: PathEstimates, latent: String, gram: Gram, scale: ClosedRange<Double>
    ) throws(Unfit) {
        guard let found = estimates.latents.first(where: { $0.name == latent }) else {
            throw .mismatched(latent)
        }
        let width = scale.upperBound - scale.lowerBound
        guard width > 0 else { throw .outside("scale") }
        var places: [Int] = []
        for item in found.items { places.append(try gram.index(of: item.name)) }
        let positions = SatisfactionIndex.positions(places, gram, scale)
        guard
            let shares = SatisfactionIndex.shares(found.items.map(\.weight), of: places, gram)
        else { throw .undefined("the weights cancel out") }
        name = latent
        self.shares = shares
        value = dot(shares, positions)
        plain = Moments(positions).mean
        negative = zip(found.items, shares).filter { $0.1 < 0 }.map(\.0.name)
    }
    /// Means along the scale, 0 … 100.
    private static func positions(
        _ places: [Int], _ gram: Gram, _ scale: ClosedRange<Double>
    ) -> [Double] {
        let width = scale.upperBound - scale.lowerBound
        return places.map { 100 * (gram.means[$0] - scale.lowerBound) / width }
    }

    /// Weights of standardised items back on the scale of the answers; nil where they cancel out.
    private static func shares(_ weights: [Double], of places: [Int], _ gram: Gram) -> [Double]? {
        let raw = zip(weights, places).map { $0 / (gram.standardDeviation($1) ?? 1) }
        let sum = raw.reduce(0, +)
        return abs(sum) > 1e-12 ? raw.map { $0 / sum } : nil
    }

    /// The index alone, of a resample; nil where the weights cancel out.
    static func value(
        _ weights: [Double], of places: [Int], _ gram: Gram, _ scale: ClosedRange<Double>
    ) -> Double? {
        shares(weights, of: places, gram).map { dot($0, positions(places, gram, scale)) }
    }
}
