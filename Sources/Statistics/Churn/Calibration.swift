import RealModule

/// Whether predicted probabilities happen as often as they say.
/// Sources: Brier 1950, Monthly Weather Review 78; Murphy 1973, Journal of Applied Meteorology 12;
/// Cox 1958, Biometrika 45; Hosmer & Lemeshow 1980, Communications in Statistics A9.
public struct Calibration: Hashable, Sendable {
    public struct Bin: Hashable, Sendable {
        public let count: Int
        /// Mean prediction.
        public let predicted: Double
        /// Share in which it happened.
        public let observed: Double
    }

    /// Mean squared error: 0 is perfect.
    public let brier: Double
    public let logLoss: Double
    /// Share correct when above a half means yes.
    public let accuracy: Double
    /// Ten bins of equal width; empty ones are left out.
    public let bins: [Bin]
    /// Mean |predicted − observed| over bins of equal width, and over bins of equal size.
    public let expectedError: Double
    public let expectedErrorBySize: Double
    /// Largest gap of a bin of equal width.
    public let largestError: Double
    /// Brier = reliability − resolution + uncertainty, up to spread within bins.
    public let reliability: Double
    public let resolution: Double
    public let uncertainty: Double
    /// Slope of the outcome on the predicted logit: below 1 overconfident. Absent where the
    /// predictions do not vary or separate the outcome.
    public let slope: Double?
    /// Hosmer and Lemeshow's statistic on ten groups of equal size, and its p with 8 degrees.
    public let groupStatistic: Double
    public let groupP: Double
    /// Share of hits among the highest tenth ÷ share of hits.
    public let topTenthLift: Double

    public static let method = Method(
        "churn.calibration", source: "Brier 1950; Murphy 1973; Cox 1958; Hosmer & Lemeshow 1980")

    public init(predicted: [Double], outcome: [Bool]) throws(Unfit) {
        guard predicted.count == outcome.count else { throw .mismatched("predictions") }
        guard predicted.count >= 10 else { throw .tooFew(have: predicted.count, need: 10) }
        guard predicted.allSatisfy({ 0...1 ~= $0 }) else { throw .outside("prediction") }
        let n = Double(predicted.count)
        let hits = Double(outcome.filter { $0 }.count)
        let base = hits / n
        var squares = 0.0
        var loss = 0.0
        var right = 0
        for (p, hit) in zip(predicted, outcome) {
            let gap = p - (hit ? 1 : 0)
            squares += gap * gap
            // A prediction of exactly 0 or 1 that fails would cost everything; it is held back.
            loss -= Double.log(max(hit ? p : 1 - p, 1e-15))
            right += (p > 0.5) == hit ? 1 : 0
        }
        brier = squares / n
        logLoss = loss / n
        accuracy = Double(right) / n
        let wide = Calibration.byWidth(predicted, outcome)
        bins = wide
        expectedError = Calibration.error(wide, n)
        largestError = wide.map { abs($0.predicted - $0.observed) }.max() ?? 0
        var reliable = 0.0
        var resolved = 0.0
        for bin in wide {
            let weight = Double(bin.count) / n
            let gap = bin.predicted - bin.observed
            reliable += weight * gap * gap
            resolved += weight * (bin.observed - base) * (bin.observed - base)
        }
        reliability = reliable
        resolution = resolved
        uncertainty = base * (1 - base)
        let order = predicted.indices.sorted {
            predicted[$0] == predicted[$1] ? $0 < $1 : predicted[$0] < predicted[$1]
        }
        let groups = Calibration.bySize(order, predicted, outcome)
        expectedErrorBySize = Calibration.error(groups, n)
        var statistic = 0.0
        for group in groups {
            let size = Double(group.count)
            let spread = size * group.predicted * (1 - group.predicted)
            let gap = size * (group.observed - group.predicted)
            if spread > 0 { statistic += gap * gap / spread }
        }
        groupStatistic = statistic
        groupP = ChiSquared(degrees: 8).upperTail(statistic)
        let tenth = max(1, predicted.count / 10)
        let best = order.suffix(tenth).filter { outcome[$0] }.count
        topTenthLift = base > 0 ? Double(best) / Double(tenth) / base : 0
        let logits = predicted.map { p -> Double in
            let held = min(max(p, 1e-12), 1 - 1e-12)
            return Double.log(held / (1 - held))
        }
        let fit = try? LogisticRegression([("logit", logits)], outcome: outcome)
        slope = fit?.terms[1].coefficient
    }

    private static func byWidth(_ predicted: [Double], _ outcome: [Bool]) -> [Bin] {
        var sums = Array(repeating: (count: 0, predicted: 0.0, hits: 0), count: 10)
        for (p, hit) in zip(predicted, outcome) {
            let place = min(9, Int(p * 10))
            sums[place].count += 1
            sums[place].predicted += p
            sums[place].hits += hit ? 1 : 0
        }
        return sums.filter { $0.count > 0 }.map(bin)
    }

    private static func bySize(
        _ order: [Int], _ predicted: [Double], _ outcome: [Bool]
    ) -> [Bin] {
        let size = order.count / 10
        let larger = order.count % 10
        var start = 0
        return (0..<10).map { group in
            let end = start + size + (group < larger ? 1 : 0)
            var sum = (count: 0, predicted: 0.0, hits: 0)
            for index in order[start..<end] {
                sum.count += 1
                sum.predicted += predicted[index]
                sum.hits += outcome[index] ? 1 : 0
            }
            start = end
            return bin(sum)
        }
    }

    private static func bin(_ sum: (count: Int, predicted: Double, hits: Int)) -> Bin {
        Bin(
            count: sum.count, predicted: sum.predicted / Double(sum.count),
            observed: Double(sum.hits) / Double(sum.count))
    }

    private static func error(_ bins: [Bin], _ n: Double) -> Double {
        bins.reduce(0) { $0 + Double($1.count) * abs($1.predicted - $1.observed) } / n
    }
}
