import RealModule

/// Pieces of Loader's saddle-point expansion. They keep full precision where gamma functions of
/// large arguments would cancel.
/// Source: Loader 2000 "Fast and Accurate Computation of Binomial Probabilities".
enum Deviance {
    static let halfLogTwoPi = 0.918_938_533_204_672_74

    /// lnΓ(a) less Stirling's approximation (a − ½) ln a − a + ½ ln 2π.
    static func stirling(_ a: Double) -> Double {
        guard a < 15 else {
            let inverse = 1 / a
            let square = inverse * inverse
            var sum = 691.0 / 360_360.0
            sum = 1.0 / 1188.0 - square * sum
            sum = 1.0 / 1680.0 - square * sum
            sum = 1.0 / 1260.0 - square * sum
            sum = 1.0 / 360.0 - square * sum
            sum = 1.0 / 12.0 - square * sum
            return inverse * sum
        }
        return Double.logGamma(a) - ((a - 0.5) * Double.log(a) - a + halfLogTwoPi)
    }

    /// x ln(x / m) + m − x without cancellation near x = m.
    static func term(_ x: Double, _ m: Double) -> Double {
        guard abs(x - m) < 0.1 * (x + m) else { return x * Double.log(x / m) + m - x }
        let ratio = (x - m) / (x + m)
        var sum = (x - m) * ratio
        var power = 2 * x * ratio
        let square = ratio * ratio
        var odd = 3.0
        while true {
            power *= square
            let next = sum + power / odd
            if next == sum { return sum }
            sum = next
            odd += 2
        }
    }
}
