import RealModule

/// Inverts a distribution function on the positive axis.
enum Quantile {
    /// The x > 0 whose tails match: Newton's steps on the logarithm of the smaller tail, kept
    /// within a bracket that every evaluation narrows.
    /// - Parameter tails: both tails and x·density at x.
    static func positive(
        lower: Double, upper: Double, start: Double, ceiling: Double = .infinity,
        _ tails: (Double) -> (lower: Double, upper: Double, slope: Double)
    ) -> Double {
        var low = 0.0
        var high = ceiling
        var x = start
        for _ in 0..<400 {
            let at = tails(x)
            let useLower = lower <= upper
            let wanted = useLower ? lower : upper
            let found = useLower ? at.lower : at.upper
            let gap = useLower ? found - wanted : wanted - found
            if gap == 0 { return x }
            if gap < 0 { low = x } else { high = x }
            let sign = useLower ? 1.0 : -1.0
            // d(ln tail) / d(ln x) = x·density / tail
            let step = sign * Double.log(wanted / found) * found / at.slope
            var next = x * Double.exp(step)
            if !(next > low && next < high) || !next.isFinite {
                next = middle(low, high, x)
            }
            if abs(next - x) <= 4e-16 * x { return next }
            x = next
        }
        return x
    }

    private static func middle(_ low: Double, _ high: Double, _ x: Double) -> Double {
        if high.isInfinite { return x * 8 }
        if low == 0 { return high < 1e-300 ? high / 2 : high * 0.0625 }
        return high / low > 4 ? (low * high).squareRoot() : (low + high) / 2
    }
}
