import RealModule

/// How many points a chart takes on average until it alarms: by chance, or after a shift.
/// Sources: Page 1954, Biometrika 41; Crowder 1987, Technometrics 29; the integral equations are
/// solved at Gauss–Legendre nodes.
public enum AverageRunLength {
    public static let method = Method(
        "chart.averageRunLength", source: "Page 1954, Biometrika 41; Crowder 1987, Technometrics 29"
    )

    /// Of a two-sided CUSUM.
    /// - Parameter shift: of the mean, in sigmas; 0 for false alarms.
    public static func cusum(
        slack: Double, threshold: Double, shift: Double = 0
    ) throws(Unfit) -> Double {
        guard slack >= 0, slack.isFinite else { throw .outside("slack") }
        guard threshold > 0, threshold < 50 else { throw .outside("threshold") }
        guard shift.isFinite else { throw .outside("shift") }
        // The two sums never rise together, so their rates of alarm add up.
        let up = try oneSided(slack, threshold, shift)
        let down = try oneSided(slack, threshold, -shift)
        return 1 / (1 / up + 1 / down)
    }

    private static func oneSided(
        _ slack: Double, _ threshold: Double, _ shift: Double
    ) throws(Unfit) -> Double {
        // L(z) = 1 + L(0) Φ(k − z) + ∫ L(y) φ(y + k − z) dy; the first unknown is L(0).
        let rule = GaussLegendre(60)
        let places = [0.0] + rule.nodes.map { $0 * threshold }
        let weights = [0.0] + rule.weights.map { $0 * threshold }
        var system = places.map { z in
            zip(places, weights).map { y, weight in
                -weight * Normal.density(y + slack - z - shift)
            }
        }
        for row in places.indices {
            system[row][0] -= Normal.cdf(slack - places[row] - shift)
            system[row][row] += 1
        }
        return try solution(&system)[0]
    }

    /// Of an EWMA chart with the limits it settles at, beginning at the centre.
    public static func ewma(
        weight: Double, width: Double, shift: Double = 0
    ) throws(Unfit) -> Double {
        guard weight > 0, weight <= 1 else { throw .outside("weight") }
        guard width > 0, width < 20 else { throw .outside("width") }
        guard shift.isFinite else { throw .outside("shift") }
        let limit = width * (weight / (2 - weight)).squareRoot()
        let rule = GaussLegendre(80)
        let places = [0.0] + rule.nodes.map { (2 * $0 - 1) * limit }
        let weights = [0.0] + rule.weights.map { 2 * $0 * limit }
        var system = places.map { z in
            zip(places, weights).map { y, share in
                let step = (y - (1 - weight) * z) / weight - shift
                return -share / weight * Normal.density(step)
            }
        }
        for row in places.indices { system[row][row] += 1 }
        return try solution(&system)[0]
    }

    /// x of A x = 1, by elimination with pivots.
    private static func solution(_ a: inout [[Double]]) throws(Unfit) -> [Double] {
        let n = a.count
        var x = Array(repeating: 1.0, count: n)
        for column in 0..<n {
            let pivot = (column..<n).max { abs(a[$0][column]) < abs(a[$1][column]) } ?? column
            guard abs(a[pivot][column]) > 1e-13 else {
                throw .undefined("a chart with such limits does not alarm")
            }
            a.swapAt(pivot, column)
            x.swapAt(pivot, column)
            for row in (column + 1)..<max(n, column + 1) {
                let factor = a[row][column] / a[column][column]
                guard factor != 0 else { continue }
                for k in column..<n { a[row][k] -= factor * a[column][k] }
                x[row] -= factor * x[column]
            }
        }
        for row in (0..<n).reversed() {
            for k in (row + 1)..<max(n, row + 1) { x[row] -= a[row][k] * x[k] }
            x[row] /= a[row][row]
        }
        return x
    }
}
