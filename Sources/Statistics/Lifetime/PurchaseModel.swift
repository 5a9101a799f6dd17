import RealModule

/// A model of how customers come back and leave.
public protocol PurchaseModel: Sendable {
    /// The parameters in order, all positive.
    var parameters: [Double] { get }
    /// The same model with other parameters, as far as they serve its predictions.
    init(parameters: [Double])
    /// Probability that the customer has not left.
    func probabilityAlive(_ pattern: PurchasePattern) -> Double
    /// Purchases to expect in the next `time` units.
    func expectedPurchases(_ pattern: PurchasePattern, within time: Double) -> Double
}

/// A purchase model found by maximum likelihood.
public struct PurchaseFit<Model: PurchaseModel>: Sendable {
    public let model: Model
    public let logLikelihood: Double
    public let customers: Int
    /// Covariance of the logarithms of the parameters; absent where the likelihood is too flat.
    public let logCovariance: Matrix?

    /// Purchases to expect with an interval for the uncertainty of the parameters (delta method on
    /// the logarithm). Chance of the single customer comes on top.
    public func expectedPurchases(
        _ pattern: PurchasePattern, within time: Double, level: Double = 0.95
    ) -> Estimate {
        let method = Method(
            "lifetime.expectedPurchases",
            source: "Fader, Hardie, Lee 2005, Marketing Science 24(2); delta method")
        let value = model.expectedPurchases(pattern, within: time)
        let relative = logCovariance?.relativeError(model.parameters) { parameters in
            Model(parameters: parameters).expectedPurchases(pattern, within: time)
        }
        guard let error = relative, value > 0 else {
            return Estimate(
                value: value, low: 0, high: .infinity, n: customers, method: method, level: level)
        }
        let reach = Double.exp(Normal.twoSided(level) * error)
        return Estimate(
            value: value, standardError: value * error, low: value / reach, high: value * reach,
            n: customers, method: method, level: level)
    }
}

extension Matrix {
    /// Standard error of the logarithm of a quantity, from the covariance of the logarithms of the
    /// parameters it depends on (delta method).
    func relativeError(
        _ parameters: [Double], _ quantity: ([Double]) -> Double
    ) -> Double {
        let step = 1e-4
        let slopes = parameters.indices.map { j in
            func moved(_ by: Double) -> Double {
                var shifted = parameters
                shifted[j] *= Double.exp(by)
                return quantity(shifted)
            }
            return (Double.log(moved(step)) - Double.log(moved(-step))) / (2 * step)
        }
        return max(0, form(slopes, slopes)).squareRoot()
    }
}

/// Likelihood of a purchase model over distinct patterns.
protocol PurchaseLikelihood {
    /// Mean log-likelihood and its gradient in the parameters themselves.
    func mean(_ parameters: [Double]) -> (value: Double, gradient: [Double])
    var customers: Double { get }
}

extension PurchaseLikelihood {
    /// The best parameters from several beginnings, and the curvature there.
    func maximise(
        starts: [[Double]], names: [String]
    ) throws(Unfit) -> (parameters: [Double], logLikelihood: Double, covariance: Matrix?) {
        func cost(_ logs: [Double]) -> (value: Double, gradient: [Double]) {
            // Beyond this the likelihood is flat and only arithmetic is left.
            guard logs.allSatisfy({ abs($0) < 25 }) else {
                return (.infinity, logs.map { _ in 0 })
            }
            let parameters = logs.map { Double.exp($0) }
            let found = mean(parameters)
            return (-found.value, zip(found.gradient, parameters).map { -$0 * $1 })
        }
        // The most promising beginning first; another one only where it leads nowhere.
        let ranked = starts.map { $0.map { Double.log($0) } }.sorted {
            cost($0).value < cost($1).value
        }
        var best: QuasiNewton?
        for start in ranked where best == nil {
            best = try? QuasiNewton(from: start, tolerance: 1e-8, cost)
        }
        guard let best else { throw .unsettled(iterations: starts.count * 500) }
        let parameters = best.place.map { Double.exp($0) }
        for (name, value) in zip(names, parameters) where value > 1e4 || value < 1e-6 {
            throw .undefined("the data do not tell \(name)")
        }
        let curvature = QuasiNewton.hessian(at: best.place, cost)
        var covariance = (try? Cholesky(curvature, tolerance: 1e-10))?.inverse
        if covariance != nil {
            for i in 0..<(parameters.count * parameters.count) {
                covariance?.values[i] /= customers
            }
        }
        return (parameters, -best.value * customers, covariance)
    }
}
