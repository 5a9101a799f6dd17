/// Quantiles of a sample.
public enum Percentile {
    /// Between the order statistics, as R's type 7 does.
    /// Source: Hyndman & Fan 1996 "Sample Quantiles in Statistical Packages".
    public static func quantile(ofSorted values: [Double], _ p: Double) -> Double {
        precondition(!values.isEmpty && p >= 0 && p <= 1)
        let place = p * Double(values.count - 1)
        let below = Int(place)
        let above = min(below + 1, values.count - 1)
        return values[below] + (place - Double(below)) * (values[above] - values[below])
    }

    static func interval(_ values: [Double], level: Double) -> (low: Double, high: Double) {
        let sorted = values.sorted()
        let tail = (1 - level) / 2
        return (quantile(ofSorted: sorted, tail), quantile(ofSorted: sorted, 1 - tail))
    }

    public static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : quantile(ofSorted: values.sorted(), 0.5)
    }
}
