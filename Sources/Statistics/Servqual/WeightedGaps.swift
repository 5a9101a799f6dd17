/// Weighted SERVQUAL in which every respondent brings own importance points: the mean of products
/// is not the product of means, so it is summed respondent by respondent.
/// Source: Parasuraman, Berry, Zeithaml 1991 "Refinement and Reassessment of the SERVQUAL Scale",
/// Journal of Retailing 67(4).
public struct WeightedGaps: Summary, Hashable {
    public private(set) var moments = Moments()

    public init() {}

    /// Of respondents whose weighted gaps are known already.
    public init(_ weighted: [Double]) { moments = Moments(weighted) }

    /// - Parameter points: importance of each dimension; rescaled when they do not sum to 100.
    public mutating func add(gaps: [Double], points: [Double]) throws(Unfit) {
        guard gaps.count == points.count else { throw .mismatched("points") }
        guard points.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .outside("points") }
        let total = points.reduce(0, +)
        guard total > 0 else { throw .undefined("all points are zero") }
        moments.add(dot(gaps, points) / total)
    }

    public mutating func merge(_ other: WeightedGaps) { moments.merge(other.moments) }

    public func estimate(level: Double = 0.95) throws(Unfit) -> Estimate {
        guard moments.count > 1 else { throw .tooFew(have: moments.count, need: 2) }
        return PairedTest(moments, method: Servqual.method, level: level).estimate
    }
}
