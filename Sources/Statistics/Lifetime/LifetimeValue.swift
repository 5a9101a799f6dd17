import RealModule

/// What customers are worth: purchases to come × what they spend, later ones discounted.
/// Source: Fader, Hardie, Lee 2005 "RFM and CLV: Using Iso-Value Curves", Journal of Marketing
/// Research 42.
public enum LifetimeValue {
    public static let method = Method(
        "lifetime.value", source: "Fader, Hardie, Lee 2005, Journal of Marketing Research 42")

    /// Discount of one unit of time, of which a year holds so many.
    public static func rate(ofYear discount: Double, units: Double) -> Double {
        Double.expMinusOne(Double.log(onePlus: discount) / units)
    }

    /// The factor by which a product of two independent quantities may be off, from those by which
    /// each of them may: their spreads add up on the logarithm.
    public static func joinedFactor(_ a: Double, _ b: Double) -> Double {
        let (x, y) = (Double.log(a), Double.log(b))
        return Double.exp((x * x + y * y).squareRoot())
    }

    /// Purchases of the coming periods, each discounted at its end.
    /// - Parameters:
    ///   - periods: how many, each `length` units of the model's time.
    ///   - rate: discount of one period, 0.01 for one per cent.
    public static func discountedPurchases(
        _ model: some PurchaseModel, _ pattern: PurchasePattern, periods: Int,
        length: Double = 1, rate: Double
    ) -> Double {
        precondition(periods >= 0 && length > 0 && rate > -1)
        var before = 0.0
        var sum = 0.0
        var factor = 1.0
        for period in 1...max(1, periods) where periods > 0 {
            let reached = model.expectedPurchases(pattern, within: Double(period) * length)
            factor /= 1 + rate
            sum += (reached - before) * factor
            before = reached
        }
        return sum
    }
}
