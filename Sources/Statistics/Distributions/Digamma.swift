import RealModule

/// ψ(x) = d lnΓ(x) / dx for x > 0.
/// Source: NIST Digital Library of Mathematical Functions 5.5.2 and 5.11.2.
func digamma(_ x: Double) -> Double {
    precondition(x > 0, "digamma is wanted for positive arguments")
    var sum = 0.0
    var z = x
    while z < 12 {
        sum -= 1 / z
        z += 1
    }
    let inverse = 1 / (z * z)
    var tail = 691.0 / 32_760.0
    tail = 1.0 / 132.0 - inverse * tail
    tail = 1.0 / 240.0 - inverse * tail
    tail = 1.0 / 252.0 - inverse * tail
    tail = 1.0 / 120.0 - inverse * tail
    tail = 1.0 / 12.0 - inverse * tail
    return sum + Double.log(z) - 0.5 / z - inverse * tail
}
