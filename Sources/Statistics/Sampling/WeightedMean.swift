/// The mean of answers that count with weights, from sums that can be added to and merged.
/// Source: Särndal, Swensson and Wretman 1992 "Model Assisted Survey Sampling", result 5.7.1
/// (linearised variance of a ratio of sums); design effect of Kish 1965.
public struct WeightedMean: Summary, Hashable {
    public private(set) var n = 0
    private var w = 0.0
    private var wx = 0.0
    private var ww = 0.0
    private var wwx = 0.0
    private var wwxx = 0.0

    public static let method = Method(
        "weighted.mean",
        source: "Särndal, Swensson, Wretman 1992, result 5.7.1; design effect of Kish 1965")

    public init() {}

    /// - Parameter weight: not negative.
    public mutating func add(_ x: Double, weight: Double) {
        precondition(weight >= 0 && weight.isFinite && x.isFinite, "weights are not negative")
        n += 1
        w += weight
        wx += weight * x
        ww += weight * weight
        wwx += weight * weight * x
        wwxx += weight * weight * x * x
    }

    public mutating func merge(_ other: WeightedMean) {
        n += other.n
        w += other.w
        wx += other.wx
        ww += other.ww
        wwx += other.wwx
        wwxx += other.wwxx
    }

    /// n Σw² / (Σw)².
    public var designEffect: Double? { w > 0 ? Double(n) * ww / (w * w) : nil }

    /// How many equally weighted answers they are worth.
    public var effectiveSize: Double? { ww > 0 ? w * w / ww : nil }

    public func estimate(level: Double = 0.95) throws(Unfit) -> Estimate {
        guard n > 1, w > 0 else { throw .tooFew(have: n, need: 2) }
        let mean = wx / w
        let squares = max(0, wwxx - 2 * mean * wwx + mean * mean * ww)
        let variance = Double(n) / Double(n - 1) * squares / (w * w)
        return .normal(mean, variance.squareRoot(), n: n, method: Self.method, level: level)
    }

    public static let differenceMethod = Method(
        "weighted.difference",
        source: "Särndal, Swensson, Wretman 1992, result 5.7.1, of two independent groups")

    /// First mean less second, of different answers; by the normal law.
    public static func difference(
        _ a: WeightedMean, _ b: WeightedMean, level: Double = 0.95
    ) throws(Unfit) -> Difference {
        let (first, second) = (try a.estimate(level: level), try b.estimate(level: level))
        let (u, v) = (first.standardError ?? 0, second.standardError ?? 0)
        let error = (u * u + v * v).squareRoot()
        guard error > 0 else { throw .constant("score") }
        let gap = first.value - second.value
        return Difference(
            estimate: .normal(
                gap, error, n: a.n + b.n, method: differenceMethod, level: level),
            statistic: gap / error, p: Normal.twoSidedP(gap / error), test: differenceMethod)
    }
}
