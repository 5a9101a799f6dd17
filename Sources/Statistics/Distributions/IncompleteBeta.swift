import RealModule

/// Regularised incomplete beta function Iₓ(a, b) with its complement.
/// Source: DiDonato & Morris 1992, Algorithm 708, ACM Transactions on Mathematical Software 18(3).
public enum IncompleteBeta {
    /// Both tails; `y` is 1 − x, passed so that it keeps its digits when x is close to one. Of a
    /// statistic that overflowed (not-a-number) there are none.
    public static func tails(
        a: Double, b: Double, x: Double, y: Double
    ) -> (lower: Double, upper: Double) {
        precondition(a > 0 && b > 0, "both shapes are positive")
        guard !x.isNaN, !y.isNaN else { return (.nan, .nan) }
        guard x > 0 else { return (0, 1) }
        guard y > 0 else { return (1, 0) }
        let front = density(a: a, b: b, x: x, y: y)
        let lambda = x <= y ? a - (a + b) * x : (a + b) * y - b
        if lambda >= 0 {
            let lower = front * fraction(a: a, b: b, x: x, y: y, lambda: lambda)
            return (lower, 1 - lower)
        }
        let upper = front * fraction(a: b, b: a, x: y, y: x, lambda: -lambda)
        return (1 - upper, upper)
    }

    /// xᵃ (1 − x)ᵇ / B(a, b).
    static func density(a: Double, b: Double, x: Double, y: Double) -> Double {
        let n = a + b
        let shape = Deviance.stirling(n) - Deviance.stirling(a) - Deviance.stirling(b)
        let distance = Deviance.term(a, n * x) + Deviance.term(b, n * y)
        return Double.exp(shape - distance) * (a * b / (2 * Double.pi * n)).squareRoot()
    }

    /// The even part of the continued fraction: unlike the whole it does not cancel where a or b
    /// is large. λ = a − (a + b) x is passed because its digits depend on how it was formed.
    private static func fraction(
        a: Double, b: Double, x: Double, y: Double, lambda: Double
    ) -> Double {
        let start = 1 + lambda
        var numerators = (0.0, 1.0)
        var denominators = (1.0, start / (1 + 1 / a))
        var value = numerators.1 / denominators.1
        for i in 1...1_000_000 {
            let n = Double(i)
            let w = n * (b - n) * x
            let s = a + 2 * n - 1
            let alpha = (a + n - 1) / s * ((a + b + n - 1) / s) * w * x
            let beta = n + w / s + (a + n) / (s + 2) * (start + n * (1 + y))
            let above = alpha * numerators.0 + beta * numerators.1
            let below = alpha * denominators.0 + beta * denominators.1
            // Rescaled every step, so that neither overflows.
            numerators = (numerators.1 / below, above / below)
            denominators = (denominators.1 / below, 1)
            let before = value
            value = numerators.1
            if abs(value - before) <= 1e-16 * abs(value) { break }
        }
        return value
    }
}
