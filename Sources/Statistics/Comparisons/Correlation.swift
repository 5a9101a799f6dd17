import RealModule

/// How far two variables go together, with an interval.
public enum Correlation {
    public static let method = Method(
        "correlation.fisher", source: "Fisher 1921, Metron 1; z-transformation")
    /// The same of weighted answers, as many as they are worth.
    public static let weightedMethod = Method(
        "correlation.weighted",
        source: "Fisher 1921, Metron 1; with the effective size of Kish 1965, Survey Sampling")

    /// Pearson's r of the first two variables of a summary.
    public static func estimate(_ gram: Gram, level: Double = 0.95) throws(Unfit) -> Estimate {
        guard gram.count > 3 else { throw .tooFew(have: gram.count, need: 4) }
        let r = try gram.correlation()[0, 1]
        let spread = 1 / Double(gram.count - 3).squareRoot()
        return estimate(r, spread: spread, n: gram.count, method: method, level: level)
    }

    /// Pearson's r of weighted answers.
    /// - Parameters:
    ///   - table: weights of pairs of values that add up to the effective size.
    ///   - x: values of its rows, `y` of its columns.
    ///   - n: how many answers it rests on.
    public static func estimate(
        of table: [[Double]], x: [Double], y: [Double], n: Int, level: Double = 0.95
    ) throws(Unfit) -> (estimate: Estimate, p: Double) {
        guard table.count == x.count, table.allSatisfy({ $0.count == y.count }) else {
            throw .mismatched("table")
        }
        let size = table.reduce(0) { $0 + $1.reduce(0, +) }
        guard size > 3 else { throw .tooFew(have: Int(size), need: 4) }
        func sum(_ value: (Double, Double) -> Double) -> Double {
            var sum = 0.0
            for (row, counts) in table.enumerated() {
                for (column, count) in counts.enumerated() where count > 0 {
                    sum += count * value(x[row], y[column])
                }
            }
            return sum
        }
        let (a, b) = (sum { x, _ in x } / size, sum { _, y in y } / size)
        let xx = sum { x, _ in (x - a) * (x - a) }
        let yy = sum { _, y in (y - b) * (y - b) }
        guard xx > 0 else { throw .constant("x") }
        guard yy > 0 else { throw .constant("y") }
        let r = max(-1, min(1, sum { x, y in (x - a) * (y - b) } / (xx * yy).squareRoot()))
        let found = estimate(
            r, spread: 1 / (size - 3).squareRoot(), n: n, method: weightedMethod, level: level)
        return (found, p(r, size: size))
    }

    /// A correlation with the interval that Fisher's z gives it.
    /// - Parameter spread: standard error of z.
    static func estimate(
        _ r: Double, spread: Double, n: Int, method: Method, level: Double
    ) -> Estimate {
        guard abs(r) < 1 else {
            return Estimate(value: r, low: r, high: r, n: n, method: method, level: level)
        }
        let z = 0.5 * (Double.log(1 + r) - Double.log(1 - r))
        let reach = Normal.twoSided(level) * spread
        return Estimate(
            value: r, low: Double.tanh(z - reach), high: Double.tanh(z + reach), n: n,
            method: method, level: level)
    }

    /// Of r = 0. Source: Student 1908, Biometrika 6(2/3).
    /// - Parameter size: how many answers it is worth.
    public static func p(_ r: Double, size: Double) -> Double {
        guard size > 2, abs(r) < 1 else { return abs(r) < 1 ? 1 : 0 }
        let t = abs(r) * ((size - 2) / (1 - r * r)).squareRoot()
        return StudentT(degrees: size - 2).twoSidedP(t)
    }
}
