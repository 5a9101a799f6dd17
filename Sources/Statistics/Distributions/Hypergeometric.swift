import RealModule

/// Gauss's ₂F₁(a, b; c; z) for 0 ≤ z < 1.
/// Source: NIST Digital Library of Mathematical Functions 15.2.1 and 15.8.1 (Euler).
func hypergeometric(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
    precondition(z >= 0 && z < 1 && c > 0, "the series converges below one")
    // Where the series grows towards z = 1, Euler's transformation takes the growth out.
    if c - a - b < 0 {
        let factor = Double.exp((c - a - b) * Double.log(onePlus: -z))
        return factor * hypergeometricSeries(c - a, c - b, c, z)
    }
    return hypergeometricSeries(a, b, c, z)
}

private func hypergeometricSeries(
    _ a: Double, _ b: Double, _ c: Double, _ z: Double
) -> Double {
    var sum = 1.0
    var term = 1.0
    var k = 0.0
    while k < 200_000 {
        term *= (a + k) * (b + k) / ((c + k) * (k + 1)) * z
        sum += term
        k += 1
        if abs(term) <= 1e-17 * abs(sum) { break }
    }
    return sum
}
