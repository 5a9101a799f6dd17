/// PLSc: path coefficients corrected for the unreliability of scores, for models whose latent
/// variables are common factors. Another estimator, not a better PLS: say which you show.
/// Source: Dijkstra & Henseler 2015 "Consistent Partial Least Squares Path Modeling", MIS
/// Quarterly 39(2).
public struct ConsistentPaths: Hashable, Sendable {
    /// In the order of the model's paths.
    public let coefficients: [Double]
    public let r2: [Double?]
    /// Loss of R² without each path ÷ (1 − R²).
    public let effectSizes: [Double]
    /// Row drives column, through any number of steps.
    public let totalEffects: Matrix
    /// Loadings of each latent variable's items.
    public let loadings: [[Double]]
    /// Corrected correlations of latent variables.
    public let correlation: Matrix

    public static let method = Method(
        "path.plsc", source: "Dijkstra & Henseler 2015, MIS Quarterly 39(2)")

    public init(_ estimates: PathEstimates) throws(Unfit) {
        let k = estimates.latents.count
        var r = estimates.correlation
        let modes = estimates.model.latents.map(\.mode)
        let rho = estimates.latents.indices.map { modes[$0] == .a ? estimates.latents[$0].rhoA : 1 }
        for (latent, value) in zip(estimates.latents, rho) where !(value > 0) {
            throw .undefined("the reliability of \(latent.name) is not positive")
        }
        for i in 0..<k {
            for j in 0..<k where i != j { r[i, j] /= (rho[i] * rho[j]).squareRoot() }
        }
        let inner = try InnerModel(estimates.model, r)
        coefficients = inner.coefficients
        r2 = inner.r2
        effectSizes = inner.effectSizes
        totalEffects = inner.totalEffects
        correlation = r
        loadings = estimates.latents.enumerated().map { place, latent in
            guard modes[place] == .a, latent.items.count > 1 else {
                return latent.items.map(\.loading)
            }
            let w = latent.items.map(\.weight)
            let scale = rho[place].squareRoot() / dot(w, w)
            return w.map { $0 * scale }
        }
    }
}
