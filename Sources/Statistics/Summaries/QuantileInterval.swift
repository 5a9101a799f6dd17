import RealModule

/// How sure one can be of a quantile, whatever the distribution: between two order statistics.
/// Source: Conover 1999 "Practical Nonparametric Statistics", 3rd ed., section 3.2.
public enum QuantileInterval {
    /// Of a quantile with this interval.
    public static let method = Method(
        "quantile.orderStatistics",
        source: "Conover 1999, Practical Nonparametric Statistics, section 3.2")

    /// - Parameters:
    ///   - values: sorted upwards.
    ///   - level: at least so sure.
    /// - Returns: nil where the sample is too small to be so sure.
    public static func interval(
        ofSorted values: [Double], _ p: Double, level: Double = 0.95
    ) -> (low: Double, high: Double)? {
        precondition(p > 0 && p < 1 && level > 0 && level < 1)
        let n = values.count
        guard n > 0 else { return nil }
        let tail = (1 - level) / 2
        // B counts the values below the quantile: Binomial(n, p). Low is the greatest order
        // statistic r with P(B < r) <= tail, high the smallest s with P(B >= s) <= tail.
        var logTerm = Double(n) * Double.log(1 - p)
        let odds = Double.log(p) - Double.log(1 - p)
        var below = 0.0
        var low: Int?
        var high: Int?
        for k in 0...n {
            // Here `below` is P(B < k).
            if k >= 1, below <= tail { low = k }
            if high == nil, k >= 1, 1 - below <= tail { high = k }
            below += Double.exp(logTerm)
            if k < n { logTerm += Double.log(Double(n - k)) - Double.log(Double(k + 1)) + odds }
        }
        guard let low, let high else { return nil }
        return (values[low - 1], values[high - 1])
    }
}
