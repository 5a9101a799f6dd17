import RealModule

/// Points from a logit: so many points double the odds of paying.
/// Source: Siddiqi 2006 "Credit Risk Scorecards".
public struct Scorecard: Hashable, Sendable {
    public let factor: Double
    public let offset: Double

    public static let method = Method(
        "credit.scorecard", source: "Siddiqi 2006, Credit Risk Scorecards")

    /// - Parameters:
    ///   - base: points at the odds given.
    ///   - odds: good to bad at those points.
    ///   - doubling: points that double the odds.
    public init(base: Double = 600, odds: Double = 19, doubling: Double = 50) throws(Unfit) {
        guard odds > 0, doubling > 0 else { throw .outside("scale") }
        factor = doubling / Double.log(2.0)
        offset = base - factor * Double.log(odds)
    }

    /// - Parameter logit: ln odds of not paying.
    public func points(logit: Double) -> Double { offset - factor * logit }
}

/// Whether those who apply now are like those the scorecard was made for.
/// Source: Siddiqi 2006; above 0.25 the population has shifted.
public enum PopulationStability {
    public static let method = Method(
        "credit.stability", source: "Siddiqi 2006, Credit Risk Scorecards")

    /// Σ (now − then) ln(now ÷ then) over bins; an empty bin counts as half a case.
    public static func index(then: [Int], now: [Int]) throws(Unfit) -> Double {
        guard then.count == now.count else { throw .mismatched("bins") }
        let totals = (Double(then.reduce(0, +)), Double(now.reduce(0, +)))
        guard totals.0 > 0, totals.1 > 0 else { throw .empty }
        var sum = 0.0
        for (before, after) in zip(then, now) where before > 0 || after > 0 {
            let p = (before > 0 ? Double(before) : 0.5) / totals.0
            let q = (after > 0 ? Double(after) : 0.5) / totals.1
            sum += (q - p) * Double.log(q / p)
        }
        return sum
    }
}
