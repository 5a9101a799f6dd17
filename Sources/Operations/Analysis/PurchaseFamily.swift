import Statistics

/// The models of how customers come back and leave.
enum PurchaseFamily: String, Sendable {
    case betaGeometric = "bgnbd"
    case pareto
    case betaBernoulli = "bgbb"

    var method: Method {
        switch self {
        case .betaGeometric: BetaGeometric.method
        case .pareto: ParetoNBD.method
        case .betaBernoulli: BetaGeometricBetaBernoulli.method
        }
    }
}

/// A purchase model found from customers, whichever it is.
struct FittedPurchases {
    let parameters: [(name: String, value: Double)]
    let logLikelihood: Double
    let probabilityAlive: (PurchasePattern) -> Double
    /// Purchases within a time.
    let expected: (PurchasePattern, Double) -> Double
    /// Purchases within so many units, each discounted at its end by this rate.
    let discounted: (PurchasePattern, Int, Double) -> Double
    /// Purchases within a time, with an interval; nil where the model gives none.
    let interval: (PurchasePattern, Double, Double) -> Estimate?

    init(_ family: PurchaseFamily, _ base: CustomerBase) throws(Unfit) {
        switch family {
        case .betaGeometric:
            self.init(try BetaGeometric.fit(base.history()), ["r", "alpha", "a", "b"])
        case .pareto:
            self.init(try ParetoNBD.fit(base.history()), ["r", "alpha", "s", "beta"])
        case .betaBernoulli:
            var counts: [BetaGeometricBetaBernoulli.Pattern: Int] = [:]
            for (pattern, count) in zip(base.patterns, base.counts) {
                counts[try FittedPurchases.discrete(pattern), default: 0] += count
            }
            self.init(try BetaGeometricBetaBernoulli.fit(counts))
        }
    }

    private init(_ fit: PurchaseFit<some PurchaseModel>, _ names: [String]) {
        parameters = zip(names, fit.model.parameters).map { (name: $0, value: $1) }
        logLikelihood = fit.logLikelihood
        probabilityAlive = fit.model.probabilityAlive
        expected = { fit.model.expectedPurchases($0, within: $1) }
        discounted = { pattern, periods, rate in
            LifetimeValue.discountedPurchases(fit.model, pattern, periods: periods, rate: rate)
        }
        interval = { fit.expectedPurchases($0, within: $1, level: $2) }
    }

    private init(_ fit: (model: BetaGeometricBetaBernoulli, logLikelihood: Double)) {
        let model = fit.model
        func known(_ pattern: PurchasePattern) -> BetaGeometricBetaBernoulli.Pattern {
            .init(
                frequency: pattern.frequency, recency: Int(pattern.recency),
                periods: Int(pattern.age))
        }
        parameters = [
            ("alpha", model.alpha), ("beta", model.beta), ("gamma", model.gamma),
            ("delta", model.delta),
        ]
        logLikelihood = fit.logLikelihood
        probabilityAlive = { model.probabilityAlive(known($0)) }
        expected = { model.expectedPurchases(known($0), within: Int($1)) }
        discounted = { pattern, periods, rate in
            var sum = 0.0
            var before = 0.0
            var factor = 1.0
            for period in 1...periods {
                let reached = model.expectedPurchases(known(pattern), within: period)
                factor /= 1 + rate
                sum += (reached - before) * factor
                before = reached
            }
            return sum
        }
        interval = { _, _, _ in nil }
    }

    private static func discrete(
        _ pattern: PurchasePattern
    ) throws(Unfit) -> BetaGeometricBetaBernoulli.Pattern {
        guard let recency = Int(exactly: pattern.recency), let periods = Int(exactly: pattern.age)
        else { throw .outside("BG/BB counts whole periods") }
        return .init(frequency: pattern.frequency, recency: recency, periods: periods)
    }
}
