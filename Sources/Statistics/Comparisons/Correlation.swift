import RealModule

/// How far two variables go together, with an interval.
public enum Correlation {
    public static let method = Method(
        "correlation.fisher", source: "Fisher 1921, Metron 1; z-transformation")

    /// Pearson's r of the first two variables of a summary.
    public static func estimate(_ gram: Gram, level: Double = 0.95) throws(Unfit) -> Estimate {
        guard gram.count > 3 else { throw .tooFew(have: gram.count, need: 4) }
        let r = try gram.correlation()[0, 1]
        guard abs(r) < 1 else {
            return Estimate(value: r, low: r, high: r, n: gram.count, method: method, level: level)
        }
        let z = 0.5 * (Double.log(1 + r) - Double.log(1 - r))
        let reach = Normal.twoSided(level) / Double(gram.count - 3).squareRoot()
        return Estimate(
            value: r, low: Double.tanh(z - reach), high: Double.tanh(z + reach), n: gram.count,
            method: method, level: level)
    }
}
