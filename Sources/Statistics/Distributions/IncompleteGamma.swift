import RealModule

/// Regularised incomplete gamma function P(a, x) with its complement.
/// Source: NIST Digital Library of Mathematical Functions 8.7.1 (series), 8.9.2 (fraction).
public enum IncompleteGamma {
    /// Both tails; each exact in its own digits. Of a statistic that overflowed (not-a-number)
    /// there are none.
    public static func tails(a: Double, x: Double) -> (lower: Double, upper: Double) {
        precondition(a > 0, "the shape is positive")
        guard !x.isNaN else { return (.nan, .nan) }
        guard x > 0 else { return (0, 1) }
        guard x.isFinite else { return (1, 0) }
        let front = density(a: a, x: x)
        if x < a + 1 {
            let lower = front * series(a: a, x: x)
            return (lower, 1 - lower)
        }
        let upper = front * a * fraction(a: a, x: x)
        return (1 - upper, upper)
    }

    /// xᵃ e⁻ˣ / Γ(a + 1).
    static func density(a: Double, x: Double) -> Double {
        let exponent = -Deviance.stirling(a) - Deviance.term(a, x)
        return Double.exp(exponent) / (2 * Double.pi * a).squareRoot()
    }

    private static func series(a: Double, x: Double) -> Double {
        var sum = 1.0
        var term = 1.0
        var step = a
        while true {
            step += 1
            term *= x / step
            sum += term
            if term < sum * 1e-17 { return sum }
        }
    }

    /// Lentz's evaluation of the continued fraction.
    private static func fraction(a: Double, x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var h = d
        for i in 1...1_000_000 {
            let k = Double(i)
            let numerator = -k * (k - a)
            b += 2
            d = numerator * d + b
            if abs(d) < tiny { d = tiny }
            c = b + numerator / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            let factor = d * c
            h *= factor
            if abs(factor - 1) < 1e-16 { break }
        }
        return h
    }
}
