import RealModule

/// Nodes and weights of Gauss–Legendre quadrature on 0…1.
/// Source: Golub & Welsch 1969; nodes by Newton's method on the Legendre polynomials.
struct GaussLegendre: Sendable {
    let nodes: [Double]
    let weights: [Double]

    init(_ n: Int) {
        var x: [Double] = []
        var w: [Double] = []
        for i in 0..<n {
            var z = Double.cos(Double.pi * (Double(i) + 0.75) / (Double(n) + 0.5))
            var slope = 1.0
            for _ in 0..<100 {
                var (p, before) = (1.0, 0.0)
                for k in 1...n {
                    let next = (Double(2 * k - 1) * z * p - Double(k - 1) * before) / Double(k)
                    (p, before) = (next, p)
                }
                slope = Double(n) * (z * p - before) / (z * z - 1)
                let step = p / slope
                z -= step
                if abs(step) < 1e-15 { break }
            }
            x.append((1 - z) / 2)
            w.append(1 / ((1 - z * z) * slope * slope))
        }
        nodes = x
        weights = w
    }

    static let ten = GaussLegendre(10)
    static let sixteen = GaussLegendre(16)
    static let twentyFour = GaussLegendre(24)
    static let forty = GaussLegendre(40)
}
