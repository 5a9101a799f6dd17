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
        var raw: [Double] = []
        var positions: [Double] = []
        for item in found.items {
            let place = try gram.index(of: item.name)
            // Weights of standardised items back on the scale of the answers.
            raw.append(item.weight / (gram.standardDeviation(place) ?? 1))
            positions.append(100 * (gram.means[place] - scale.lowerBound) / width)
        }
        let sum = raw.reduce(0, +)
        guard abs(sum) > 1e-12 else { throw .undefined("the weights cancel out") }
        name = latent
        shares = raw.map { $0 / sum }
        value = dot(shares, positions)
        plain = Moments(positions).mean
        negative = zip(found.items, shares).filter { $0.1 < 0 }.map(\.0.name)
    }
}
