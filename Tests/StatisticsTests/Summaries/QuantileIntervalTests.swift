import Statistics
import Testing

@Suite struct QuantileIntervalTests {
    private func ranks(_ n: Int, _ p: Double) -> [Double]? {
        let values = (1...n).map(Double.init)
        return QuantileInterval.interval(ofSorted: values, p).map { [$0.low, $0.high] }
    }

    /// Ranks of the 95 % interval of the median by tables of the binomial (Conover 1999, A3).
    @Test(arguments: [(6, [1.0, 6]), (10, [2.0, 9]), (20, [6.0, 15]), (100, [40.0, 61])])
    func theMediansRanksAreThoseOfTheTables(n: Int, expected: [Double]) {
        #expect(ranks(n, 0.5) == expected)
    }

    @Test func tooFewSayNothing() {
        #expect(ranks(5, 0.5) == nil)
        #expect(ranks(10, 0.9) == nil, "the upper end lies beyond ten values")
        #expect(QuantileInterval.interval(ofSorted: [], 0.5) == nil)
    }

    /// Of samples from a known distribution at least 95 % of the intervals hold the truth.
    @Test func itCoversAsOftenAsItSays() {
        var state: UInt64 = 7
        func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 53)
        }
        var covered = 0
        for _ in 0..<2_000 {
            let values = (0..<60).map { _ in next() }.sorted()
            if let (low, high) = QuantileInterval.interval(ofSorted: values, 0.9),
                low <= 0.9, high >= 0.9
            {
                covered += 1
            }
        }
        #expect(covered > 1_880 && covered < 2_000)
    }
}
