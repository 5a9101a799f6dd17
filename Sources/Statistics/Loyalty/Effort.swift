/// Customer effort score: the mean, the share who found it easy, and easy less difficult.
/// Source: Dixon, Freeman, Toman 2010 "Stop Trying to Delight Your Customers", HBR 88(7/8).
public struct Effort: Hashable, Sendable {
    /// Which end of the scale is the good one; it belongs to the item, so it is stored with it.
    public enum Direction: String, Hashable, Sendable {
        /// "They made it easy": agreement is good (version 2.0).
        case highIsEasy
        /// "How much effort did it take": low is good (version 1).
        case lowIsEasy
    }

    public let mean: Estimate
    public let standardDeviation: Double?
    /// Share on the good side of the middle point.
    public let easy: Estimate
    /// Easy less difficult, −1 … 1.
    public let net: Double

    public static let easyMethod = Share.method(.wilson)

    public init(
        _ ratings: Histogram, scale: ClosedRange<Int> = 1...7, direction: Direction = .highIsEasy,
        level: Double = 0.95
    ) throws(Unfit) {
        guard let span = ratings.span else { throw .empty }
        guard scale.contains(span.lowerBound), scale.contains(span.upperBound) else {
            throw .outside("score")
        }
        // Points on either side of the middle; an even scale has no middle point.
        let half = scale.count / 2
        guard half > 0 else { throw .outside("scale") }
        let low = ratings.count(in: scale.lowerBound...(scale.lowerBound + half - 1))
        let high = ratings.count(in: (scale.upperBound - half + 1)...scale.upperBound)
        let n = ratings.total
        let moments = ratings.moments
        let easyCount = direction == .highIsEasy ? high : low
        let hardCount = direction == .highIsEasy ? low : high
        mean = try Average.estimate(moments, level: level)
        standardDeviation = moments.standardDeviation
        easy = try Share(hits: easyCount, of: n).estimate(level: level)
        net = Double(easyCount - hardCount) / Double(n)
    }
}
