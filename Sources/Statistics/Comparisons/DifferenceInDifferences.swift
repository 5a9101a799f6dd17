/// What changed where something was done, less what changed where nothing was.
/// Source: Card & Krueger 1994, American Economic Review 84; by least squares.
public struct DifferenceInDifferences: Hashable, Sendable {
    public let effect: LeastSquares.Term
    public let fit: LeastSquares

    public static let method = Method(
        "compare.differenceInDifferences",
        source: "Card & Krueger 1994, American Economic Review 84(4); least squares")

    /// The variables of the Gram summary, then covariates if any.
    public static func names(covariates: [String] = []) -> [String] {
        ["outcome", "treated", "after", "treated after"] + covariates
    }

    /// One row of it.
    public static func row(
        outcome: Double, treated: Bool, after: Bool, covariates: [Double] = []
    ) -> [Double] {
        [outcome, treated ? 1 : 0, after ? 1 : 0, treated && after ? 1 : 0] + covariates
    }

    public init(_ gram: Gram) throws(Unfit) {
        guard gram.width >= 4 else { throw .mismatched("columns") }
        fit = try LeastSquares(gram, outcome: 0, predictors: Array(1..<gram.width))
        effect = fit.terms[3]
    }
}
