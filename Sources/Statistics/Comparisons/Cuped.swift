/// A difference of means made sharper by what was known before: the outcome is adjusted by a
/// covariate from before the change.
/// Source: Deng, Xu, Kohavi, Walker 2013 "Improving the Sensitivity of Online Controlled
/// Experiments by Utilizing Pre-Experiment Data", WSDM.
public struct Cuped: Hashable, Sendable {
    public let plain: Difference
    public let adjusted: Difference
    /// Slope of the outcome on the covariate over both groups.
    public let slope: Double
    /// Share of the difference's variance that goes.
    public let varianceReduction: Double

    public static let method = Method("compare.cuped", source: "Deng et al. 2013, WSDM")

    /// An empty summary of one group: add rows of covariate and outcome.
    public static var group: Gram { Gram(names: ["before", "outcome"]) }

    /// First group less second, both as Gram summaries of covariate and outcome.
    public init(_ a: Gram, _ b: Gram, level: Double = 0.95) throws(Unfit) {
        guard a.width == 2, b.width == 2 else { throw .mismatched("groups") }
        var both = a
        both.merge(b)
        guard both.count > 3 else { throw .tooFew(have: both.count, need: 4) }
        guard both.varies(0) else { throw .constant(both.names[0]) }
        guard both.varies(1) else { throw .constant(both.names[1]) }
        let m = both.comoments
        let theta = m[0, 1] / m[0, 0]
        slope = theta
        plain = try Average.difference(a.score([0, 1]), b.score([0, 1]), level: level)
        adjusted = try Average.difference(
            a.score([-theta, 1]), b.score([-theta, 1]), level: level)
        let left = (adjusted.estimate.standardError ?? 0) / (plain.estimate.standardError ?? 1)
        varianceReduction = 1 - left * left
    }
}
