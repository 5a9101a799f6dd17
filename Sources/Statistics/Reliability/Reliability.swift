/// Whether items that should measure the same do, from their Gram summary alone.
public struct Reliability: Hashable, Sendable {
    public struct Item: Hashable, Sendable {
        public let name: String
        /// Correlation with the sum of the other items.
        public let rest: Double
        /// Alpha without it; absent where only one item would remain.
        public let alphaIfDropped: Double?
    }

    /// May be negative: then the items do not belong together.
    public let alpha: Estimate
    public let standardisedAlpha: Double
    /// McDonald's omega total of one factor with uniquenesses ≥ 0. Absent for fewer than three
    /// items, where one factor is not determined.
    public let omega: Double?
    public let factor: OneFactor?
    /// Guttman's lambda 6; absent where items determine each other.
    public let lambda6: Double?
    public let averageCorrelation: Double
    public let items: [Item]

    public static let alphaMethod = Method(
        "reliability.alpha",
        source: "Cronbach 1951, Psychometrika 16(3); interval of Feldt 1965, Psychometrika 30(3)")
    public static let omegaMethod = Method(
        "reliability.omega", source: "McDonald 1999, Test Theory: A Unified Treatment")

    public init(_ gram: Gram, level: Double = 0.95) throws(Unfit) {
        let k = gram.width
        guard k > 1 else { throw .undefined("alpha needs two items or more") }
        let covariance = try gram.covariance()
        let correlation = try gram.correlation()
        let value = Reliability.alpha(covariance)
        let bounds = Reliability.feldt(value, n: gram.count, k: k, level: level)
        alpha = Estimate(
            value: value, low: bounds.low, high: bounds.high, n: gram.count,
            method: Reliability.alphaMethod, level: level)
        standardisedAlpha = Reliability.alpha(correlation)
        averageCorrelation =
            (correlation.values.reduce(0, +) - Double(k)) / Double(k * (k - 1))
        lambda6 = Reliability.lambda6(correlation)
        factor = k > 2 ? try? OneFactor(covariance: covariance) : nil
        omega = factor?.omega
        items = (0..<k).map { Reliability.item($0, gram.names[$0], covariance) }
    }

    /// k / (k − 1) · (1 − tr S / 1ᵀS1).
    static func alpha(_ s: Matrix) -> Double {
        let k = Double(s.rows)
        return k / (k - 1) * (1 - s.diagonal.reduce(0, +) / s.values.reduce(0, +))
    }

    private static func feldt(
        _ alpha: Double, n: Int, k: Int, level: Double
    ) -> (low: Double, high: Double) {
        let rows = Double(n - 1)
        let law = FisherF(rows, rows * Double(k - 1))
        let tail = (1 - level) / 2
        return (1 - (1 - alpha) * law.quantile(1 - tail), 1 - (1 - alpha) * law.quantile(tail))
    }

    /// 1 − Σ(1 − R²ⱼ) / 1ᵀR1, with R²ⱼ of each item on all others.
    private static func lambda6(_ correlation: Matrix) -> Double? {
        guard let factor = try? Cholesky(correlation) else { return nil }
        let left = factor.inverse.diagonal.map { 1 / $0 }.reduce(0, +)
        return 1 - left / correlation.values.reduce(0, +)
    }

    private static func item(_ index: Int, _ name: String, _ s: Matrix) -> Item {
        let others = (0..<s.rows).filter { $0 != index }
        let rest = s.picking(others)
        let restVariance = rest.values.reduce(0, +)
        let shared = others.reduce(0) { $0 + s[index, $1] }
        let r = shared / (s[index, index] * restVariance).squareRoot()
        return Item(
            name: name, rest: r, alphaIfDropped: others.count > 1 ? alpha(rest) : nil)
    }
}
