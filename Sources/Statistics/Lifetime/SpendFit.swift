import RealModule

/// A model of spending found by maximum likelihood.
public struct SpendFit: Sendable {
    public let model: GammaGamma
    public let logLikelihood: Double
    /// Those with repeat purchases: the others say nothing about spending.
    public let customers: Int
    /// Covariance of the logarithms of p, q, gamma; absent where the likelihood is too flat.
    public let logCovariance: Matrix?

    /// Mean amount to expect of a customer, with an interval for the uncertainty of the
    /// parameters (delta method on the logarithm); absent where the model gives it no end.
    public func expectedSpend(_ spend: GammaGamma.Spend, level: Double = 0.95) -> Estimate? {
        guard let value = model.expectedSpend(spend), value > 0 else { return nil }
        let relative = logCovariance?.relativeError([model.p, model.q, model.gamma]) { moved in
            GammaGamma(p: moved[0], q: moved[1], gamma: moved[2]).expectedSpend(spend) ?? .nan
        }
        guard let error = relative, error.isFinite else {
            return Estimate(
                value: value, low: 0, high: .infinity, n: customers, method: GammaGamma.method,
                level: level)
        }
        let reach = Double.exp(Normal.twoSided(level) * error)
        return Estimate(
            value: value, standardError: value * error, low: value / reach, high: value * reach,
            n: customers, method: GammaGamma.method, level: level)
    }
}
