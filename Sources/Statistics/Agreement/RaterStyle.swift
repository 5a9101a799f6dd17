/// How one rater rates: leniently, all alike, or within a narrow range.
/// Source: Saal, Downey, Lahey 1980 "Rating the Ratings", Psychological Bulletin 88.
public struct RaterStyle: Hashable, Sendable {
    public let mean: Double
    /// Mean less the mean of all raters' ratings: above zero is lenient.
    public let leniency: Double
    public let standardDeviation: Double
    /// Mean correlation between dimensions: high when one impression colours all (halo). Absent
    /// where fewer than two dimensions vary.
    public let halo: Double?
    /// Mean spread within a visit: low for halo too.
    public let withinSpread: Double
    /// Share of ratings at the top of the scale.
    public let topShare: Double
    public let n: Int

    public static let method = Method(
        "agreement.raterStyle", source: "Saal, Downey, Lahey 1980, Psychological Bulletin 88")

    /// - Parameters:
    ///   - visits: of one rater; one row a visit, one column a dimension.
    ///   - grandMean: over the ratings of all raters.
    public init(visits: [[Double]], grandMean: Double, top: Double) throws(Unfit) {
        guard visits.count > 1 else { throw .tooFew(have: visits.count, need: 2) }
        let width = visits[0].count
        guard width > 1 else { throw .tooFew(have: width, need: 2) }
        guard visits.allSatisfy({ $0.count == width }) else { throw .mismatched("dimensions") }
        let ratings = visits.flatMap { $0 }
        guard ratings.allSatisfy(\.isFinite) else { throw .notFinite("rating") }
        let all = Moments(ratings)
        mean = all.mean
        leniency = all.mean - grandMean
        standardDeviation = all.standardDeviation ?? 0
        let spreads = visits.map { Moments($0).standardDeviation ?? 0 }
        withinSpread = Moments(spreads).mean
        topShare = Double(ratings.filter { $0 >= top }.count) / Double(ratings.count)
        n = visits.count
        var gram = Gram(names: (0..<width).map { "\($0)" })
        for visit in visits { gram.add(visit) }
        let varying = (0..<width).filter { gram.comoments[$0, $0] > 0 }
        guard varying.count > 1 else {
            halo = nil
            return
        }
        let r = try gram.picking(varying).correlation()
        let pairs = Double(varying.count * (varying.count - 1))
        halo = (r.values.reduce(0, +) - Double(varying.count)) / pairs
    }
}
