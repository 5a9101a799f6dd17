import Base
import Statistics

/// What customers did after the days the model saw.
struct PurchaseHoldout {
    /// How long it is, in the model's unit.
    let time: Double
    /// Of each row of the customers.
    let purchases: [Int32]

    /// How far the forecast of the same time was off.
    func json(_ forecast: PurchaseForecast) -> JSON {
        let expected = forecast.base.patterns.map { forecast.fit.expected($0, time) }
        var both = Gram(names: ["expected", "purchases"])
        var sums = (expected: 0.0, purchases: 0.0, gaps: 0.0)
        for (row, count) in purchases.enumerated() {
            let foreseen = expected[forecast.base.pattern(row)]
            both.add([foreseen, Double(count)])
            sums.expected += foreseen
            sums.purchases += Double(count)
            sums.gaps += abs(foreseen - Double(count))
        }
        return .object(
            JSON.Object([
                ("time", .figure(time)), ("purchases", .figure(sums.purchases)),
                ("expectedPurchases", .figure(sums.expected)),
                ("meanAbsoluteError", .figure(sums.gaps / Double(max(1, purchases.count)))),
                ("correlation", .figure(both.pairCorrelation)),
            ]))
    }
}
