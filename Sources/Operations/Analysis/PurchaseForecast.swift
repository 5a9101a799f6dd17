import Base
import Statistics

/// What a purchase model and a model of spending say of customers.
struct PurchaseForecast {
    let base: CustomerBase
    let fit: FittedPurchases
    private let spend: SpendFit?
    private let analysis: CLVAnalysis
    /// Of each pattern.
    private let alive: [Double]
    private let expected: [Double]
    private let discounted: [Double]

    init(_ base: CustomerBase, _ analysis: CLVAnalysis) throws(Unfit) {
        let fit = try FittedPurchases(analysis.model, base)
        let (horizon, rate) = (analysis.horizon, analysis.rate)
        self.base = base
        self.fit = fit
        self.analysis = analysis
        alive = base.patterns.map(fit.probabilityAlive)
        expected = base.patterns.map { fit.expected($0, Double(horizon)) }
        guard analysis.knowsAmounts else {
            spend = nil
            discounted = []
            return
        }
        discounted = base.patterns.map { fit.discounted($0, horizon, rate) }
        let spends = (0..<base.rows).map(base.spend).filter { $0.frequency > 0 }
        // Too few repeat purchases to tell of spending: purchases can still be told.
        spend = Operations.fit { () throws(Unfit) in try GammaGamma.fit(spends) }
    }

    var fields: [(String, JSON)] {
        let model =
            fit.parameters.map { ($0.name, JSON.figure($0.value)) }
            + [("logLikelihood", .figure(fit.logLikelihood))]
        var fields: [(String, JSON)] = [
            ("n", .integer(base.customers)), ("model", .object(JSON.Object(model))),
        ]
        if analysis.knowsAmounts { fields.append(("spend", spendFields)) }
        return fields + [("totals", totals)]
    }

    private var spendFields: JSON {
        guard let spend else { return .null }
        return .object(
            JSON.Object([
                ("p", .figure(spend.model.p)), ("q", .figure(spend.model.q)),
                ("gamma", .figure(spend.model.gamma)),
                ("logLikelihood", .figure(spend.logLikelihood)),
                ("customers", .integer(spend.customers)),
                ("mean", .figure(spend.model.populationMean)),
                ("correlation", .figure(base.spendCorrelation)),
            ]))
    }

    private var totals: JSON {
        var sums = (repeaters: 0, purchases: 0, alive: 0.0, expected: 0.0)
        for (place, count) in base.counts.enumerated() {
            let frequency = base.patterns[place].frequency
            sums.repeaters += frequency > 0 ? count : 0
            sums.purchases += frequency * count
            sums.alive += alive[place] * Double(count)
            sums.expected += expected[place] * Double(count)
        }
        var value: Double?
        if spend != nil {
            value = (0..<base.rows).reduce(0) { sum, row in
                sum + (self.value(row) ?? .nan) * Double(base.customers(row))
            }
        }
        return .object(
            JSON.Object([
                ("customers", .integer(base.customers)),
                // Those who never came again are alive by construction of BG/NBD.
                ("repeaters", .integer(sums.repeaters)),
                ("repeatPurchases", .integer(sums.purchases)),
                ("alive", .figure(sums.alive)), ("expectedPurchases", .figure(sums.expected)),
                ("value", .figure(value)), ("horizon", .integer(analysis.horizon)),
                ("unit", .string(analysis.unit.rawValue)),
            ]))
    }

    private func value(_ row: Int) -> Double? {
        guard let mean = spend?.model.expectedSpend(base.spend(row)) else { return nil }
        return discounted[base.pattern(row)] * mean
    }

    /// One row for each customer, made when it is written.
    var records: AnalysisRecords {
        let intervals = IntervalsOnDemand(base.patterns.count) { place in
            fit.interval(base.patterns[place], Double(analysis.horizon), analysis.level)
        }
        return AnalysisRecords(
            header: [
                "customer", "expectedPurchases", "probabilityAlive", "value", "low", "high",
                "purchasesLow", "purchasesHigh", "spend",
            ], count: base.rows
        ) { row in
            let place = base.pattern(row)
            let purchases = intervals[place]
            let spend = spend?.expectedSpend(base.spend(row), level: analysis.level)
            let value = value(row)
            let reach = value == nil ? nil : self.reach(purchases, spend)
            return [
                .string(base.name(row)), .figure(expected[place]), .figure(alive[place]),
                .figure(value), .figure(reach.flatMap { r in value.map { $0 / r } }),
                .figure(reach.flatMap { r in value.map { $0 * r } }),
                .figure(purchases?.low), .figure(purchases?.high), .figure(spend?.value),
            ]
        }
    }

    /// The factor by which the value may be off: what is not known of purchases and of spending
    /// adds up on the logarithm, for the two are estimated apart.
    private func reach(_ purchases: Estimate?, _ spend: Estimate?) -> Double? {
        guard let purchases, let spend, purchases.value > 0, purchases.high.isFinite,
            spend.high.isFinite
        else { return nil }
        return LifetimeValue.joinedFactor(
            purchases.high / purchases.value, spend.high / spend.value)
    }
}

/// Intervals of patterns, each made when it is first asked for.
private final class IntervalsOnDemand {
    private var made: [Estimate?]
    private let make: (Int) -> Estimate?

    init(_ count: Int, _ make: @escaping (Int) -> Estimate?) {
        made = Array(repeating: nil, count: count)
        self.make = make
    }

    subscript(place: Int) -> Estimate? {
        if let known = made[place] { return known }
        made[place] = make(place)
        return made[place]
    }
}
