import Statistics
import Testing

@Suite struct WeightedMeanTests {
    private static func summary(_ rows: [(Double, Double)]) -> WeightedMean {
        var summary = WeightedMean()
        for (x, weight) in rows { summary.add(x, weight: weight) }
        return summary
    }

    /// Equal weights give the mean and the standard error of everybody's textbook.
    @Test func equalWeightsAreNoWeights() throws {
        let values = [2.0, 4, 4, 5, 7, 9]
        let estimate = try Self.summary(values.map { ($0, 3) }).estimate()
        let mean = values.reduce(0, +) / 6
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(abs(estimate.value - mean) < 1e-12)
        #expect(abs((estimate.standardError ?? 0) - (squares / 5 / 6).squareRoot()) < 1e-12)
        #expect(Self.summary(values.map { ($0, 3) }).designEffect == 1)
    }

    /// By hand: values 1, 0, 0, 1 with weights 2, 1, 1, 1: mean 3/5,
    /// Σw²(x−m)² = 4·0.16 + 0.36 + 0.36 + 0.16 = 1.52, variance 4/3 · 1.52 / 25 = 0.0810667.
    @Test func unequalWeightsByHand() throws {
        let summary = Self.summary([(1, 2), (0, 1), (0, 1), (1, 1)])
        let estimate = try summary.estimate()
        #expect(abs(estimate.value - 0.6) < 1e-12)
        #expect(abs((estimate.standardError ?? 0) - 0.284722) < 1e-6)
        #expect(summary.designEffect == 4.0 * 7 / 25 && summary.effectiveSize == 25.0 / 7)
    }

    @Test func partsMergeToTheWhole() throws {
        let rows = (0..<200).map { (place: Int) -> (Double, Double) in
            let value = Double(place * 37 % 11)
            return (value, Double(place % 5) + 0.5)
        }
        var left = Self.summary(Array(rows.prefix(70)))
        left.merge(Self.summary(Array(rows.dropFirst(70))))
        let (merged, whole) = (try left.estimate(), try Self.summary(rows).estimate())
        #expect(abs(merged.value - whole.value) < 1e-12)
        #expect(abs(merged.low - whole.low) < 1e-9 && merged.n == 200)
        #expect(throws: Unfit.self) { try Self.summary([(1, 1)]).estimate() }
    }
}
