import Statistics
import Testing

@Suite struct RankCorrelationTests {
    private let x = [3, 5, 4, 4, 2, 5, 1, 3, 4, 5, 2, 4, 3, 3, 5, 1, 2, 4, 5, 3]
    private let y = [2, 5, 5, 3, 2, 4, 1, 4, 4, 4, 3, 5, 2, 3, 5, 2, 1, 3, 5, 4]

    private func table(_ weight: (Int) -> Double) -> [[Double]] {
        var table = Array(repeating: Array(repeating: 0.0, count: 5), count: 5)
        for place in x.indices { table[x[place] - 1][y[place] - 1] += weight(place) }
        return table
    }

    /// scipy 1.17.1 spearmanr, with the interval of Bonett and Wright.
    @Test func ranks() throws {
        let (rho, p) = try RankCorrelation.spearman(of: table { _ in 1 }, n: 20)
        expectNear(rho.value, 0.801_895_237_425_456_5, 1e-12)
        expectNear(p, 2.120_292_041_478_167_5e-05, 1e-12)
        expectNear(rho.low, 0.506_073_241_446_900_6, 1e-9)
        expectNear(rho.high, 0.928_907_198_337_148_7, 1e-9)
        #expect(rho.n == 20)
        // Row by row it is the same.
        expectNear(
            try RankCorrelation.spearman(x.map(Double.init), y.map(Double.init)), rho.value, 1e-12)
    }

    /// scipy 1.17.1 kendalltau(method="asymptotic"), with the interval of Fieller et al.
    @Test func order() throws {
        let (tau, p) = try RankCorrelation.kendall(of: table { _ in 1 }, n: 20)
        expectNear(tau.value, 0.696_489_177_652_905_4, 1e-12)
        expectNear(p, 0.000_185_125_718_945_369_05, 1e-12)
        expectNear(tau.low, 0.490_361_478_955_450_6, 1e-9)
        expectNear(tau.high, 0.828_822_347_592_892_6, 1e-9)
    }

    /// scipy 1.17.1 pearsonr, and the same of answers that count once, twice or three times.
    @Test func weights() throws {
        let steps = [1.0, 2, 3, 4, 5]
        let (r, p) = try Correlation.estimate(of: table { _ in 1 }, x: steps, y: steps, n: 20)
        expectNear(r.value, 0.807_993_666_081_398_6, 1e-12)
        expectNear(p, 1.638_899_207_702_279_3e-05, 1e-12)
        expectNear(r.low, 0.568_877_193_915_436_1, 1e-9)
        expectNear(r.high, 0.921_152_645_334_699_2, 1e-9)
        let weighted = table { Double(1 + $0 % 3) }
        expectNear(
            try Correlation.estimate(of: weighted, x: steps, y: steps, n: 20).estimate.value,
            0.784_013_951_370_777_3, 1e-12)
        // Those of the answers written down as often as they count.
        expectNear(
            try RankCorrelation.spearman(of: weighted, n: 20).estimate.value,
            0.748_555_159_608_957_8, 1e-12)
        expectNear(
            try RankCorrelation.kendall(of: weighted, n: 20).estimate.value,
            0.652_217_754_476_056_7, 1e-12)
    }

    @Test func whatSaysNothingIsRefused() {
        #expect(throws: Unfit.constant("x")) {
            try RankCorrelation.kendall(of: [[3, 4, 5], [0, 0, 0]], n: 12)
        }
        #expect(throws: Unfit.tooFew(have: 3, need: 5)) {
            try RankCorrelation.spearman(of: [[1, 0], [1, 1]], n: 3)
        }
    }
}
