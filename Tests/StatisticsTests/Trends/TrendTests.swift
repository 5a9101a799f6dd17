import Foundation
import Statistics
import Testing

@Suite struct TrendTests {
    /// Golden changepoint_pelt: ruptures, R changepoint and exact optimal partitioning.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func changePoints() throws {
        let nile = try SharedData.table("nile.csv").column("flow")
        let found = try ChangePoints(nile)
        #expect(found.places == [28])
        expectNear(found.penalty, 9.210340371976184)
        expectNear(found.means, [1097.75, 849.9722222222222])
        let synth = try SharedData.table("synth_cpt700.csv").column("x")
        #expect(try ChangePoints(synth, sigma: 1).places == [200, 349, 600])
        #expect(try ChangePoints(synth).places == [200, 349, 600])
    }

    /// Pruning loses nothing: the same as trying every division.
    @Test(arguments: 1...30) func pruningIsExact(_ seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        let n = 24
        let values = (0..<n).map { (($0 / 7) % 2 == 0 ? 0.0 : 2.5) + chance.normal() }
        for shortest in [1, 3] {
            let found = try ChangePoints(values, sigma: 1, penalty: 3, shortest: shortest)
            var best = Array(repeating: Double.infinity, count: n + 1)
            best[0] = -3
            for end in shortest...n {
                for start in 0...(end - shortest) where best[start].isFinite {
                    let cost = Moments(Array(values[start..<end])).squares
                    best[end] = min(best[end], best[start] + cost + 3)
                }
            }
            expectNear(found.objective, best[n], 1e-10)
        }
    }

    @Test func quietSeriesHaveNoChange() throws {
        #expect(try ChangePoints([3, 3, 3, 4, 3, 3, 3, 3, 4, 3]).places.isEmpty)
        #expect(throws: Unfit.constant("value")) { try ChangePoints([3, 3, 3]) }
        #expect(throws: Unfit.empty) { try ChangePoints([]) }
    }

    /// Golden seasonality_airpassengers: statsmodels 0.15; the test of seasons: scipy on the same.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func seasons() throws {
        let passengers = try SharedData.table("airpassengers.csv").column("pax")
        let found = try Seasonality(passengers.map { log($0) }, period: 12)
        let season: [Double] = [
            -0.08581501876728288, -0.1144128481465663, 0.018113354593387376,
            -0.013045611176379793, -0.008966106092036772, 0.11539299672181023,
            0.21081643474211334, 0.20451239865115733, 0.06483635111490586,
            -0.07527126504596493, -0.2158456117023209, -0.10031507489282253,
        ]
        expectNear(found.seasonal, season)
        let trend: [Double] = [
            4.837279852105074, 4.841114457919824, 4.84659592668139, 4.851238440925913,
            4.854487839500178, 4.859954286134035, 4.869840023250417, 4.881388870190929,
            4.893410799798307, 4.904292707398353, 4.912752423413494, 4.923700979555026,
        ]
        expectNear(found.trend[6..<18].compactMap { $0 }, trend)
        #expect(found.trend[5] == nil && found.rest[143] == nil)
        expectNear(found.test.statistic, 120.2989498539738, 1e-10)
        #expect(throws: Unfit.self) { try Seasonality([1, 2, 3], period: 2) }
    }

    /// Golden seasonality_airpassengers: R stl with a periodic season; a moving season and wild
    /// values: statsmodels 0.14 on the same settings.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func seasonsByLoess() throws {
        var passengers = try SharedData.table("airpassengers.csv").column("pax").map { log($0) }
        let found = try SeasonalLoess(passengers, period: 12)
        let season: [Double] = [
            -0.0916404241465215, -0.114028283920271, 0.0158658510447789, -0.0140275899738232,
            -0.0150247849961733, 0.109789757537423, 0.216400410182293, 0.209605865866871,
            0.0674715620828031, -0.0702483587834574, -0.213527739592963, -0.100636250654005,
        ]
        expectNear(Array(found.seasonal[..<12]), season, 1e-10)
        let trend: [Double] = [
            4.82938865395291, 4.83036813989621, 4.8313476258395, 4.83337674322446,
            4.83540586060942, 4.83816644650577, 4.84092703240212, 4.84346887687169,
        ]
        expectNear(Array(found.trend[..<8]), trend, 1e-10)
        passengers[50] += 1
        let moving = try SeasonalLoess(passengers, period: 12, window: 7)
        expectNear(
            [moving.seasonal[0], moving.seasonal[3], moving.trend[0], moving.trend[50]],
            [
                -0.09635845735088484, 0.0022899232814718364, 4.802635928239598,
                5.461301793856454,
            ], 1e-9)
        let robust = try SeasonalLoess(passengers, period: 12, window: 7, robust: true)
        expectNear(
            [robust.seasonal[0], robust.seasonal[50], robust.trend[0], robust.trend[50]],
            [
                -0.06836410302758188, 0.018569971140813463, 4.795742791672871,
                5.359429796719786,
            ], 1e-9)
        #expect(robust.weights[50] == 0)
        expectNear(robust.weights[3], 0.035145781983065394, 1e-8)
        #expect(throws: Unfit.self) { try SeasonalLoess([1, 2, 3, 4], period: 2) }
        #expect(throws: Unfit.outside("window")) {
            try SeasonalLoess(passengers, period: 12, window: 8)
        }
    }

    /// Golden did_kielmc: Wooldridge's −11,863.9 (7,456.6) and −21,920.3 (6,359.7).
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func incinerator() throws {
        let table = try SharedData.table("kielmc.csv")
        let names = ["rprice", "nearinc", "y81", "age", "agesq"]
        let c = names.map { table.column($0) }
        var plain = Gram(names: DifferenceInDifferences.names())
        var full = Gram(names: DifferenceInDifferences.names(covariates: ["age", "agesq"]))
        for row in c[0].indices {
            let (near, after) = (c[1][row] == 1, c[2][row] == 1)
            plain.add(
                DifferenceInDifferences.row(outcome: c[0][row], treated: near, after: after))
            full.add(
                DifferenceInDifferences.row(
                    outcome: c[0][row], treated: near, after: after,
                    covariates: [c[3][row], c[4][row]]))
        }
        let basic = try DifferenceInDifferences(plain)
        expectNear(basic.effect.coefficient, -11863.9032521125, 1e-10)
        expectNear(basic.effect.standardError, 7456.64617325884, 1e-10)
        expectNear(basic.fit.r2, 0.173948301534997)
        let adjusted = try DifferenceInDifferences(full)
        expectNear(adjusted.effect.coefficient, -21920.2699510365, 1e-9)
        expectNear(adjusted.effect.standardError, 6359.74539051933, 1e-9)
    }

    /// Golden cuped on even and odd rows of CDNOW.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func cuped() throws {
        let table = try SharedData.table("cdnow_cbs_btyd.csv")
        var even = Cuped.group
        var odd = Cuped.group
        for (row, pair) in zip(table.column("x"), table.column("x.star")).enumerated() {
            if row.isMultiple(of: 2) {
                even.add([pair.0, pair.1])
            } else {
                odd.add([pair.0, pair.1])
            }
        }
        let found = try Cuped(even, odd)
        expectNear(found.slope, 0.542237551104757, 1e-10)
        expectNear(abs(found.plain.estimate.value), 0.062114162530186534, 1e-10)
        expectNear(found.plain.estimate.standardError ?? 0, 0.08474991189071192, 1e-10)
        expectNear(abs(found.adjusted.estimate.value), 0.004160035825343744, 1e-10)
        expectNear(found.adjusted.estimate.standardError ?? 0, 0.06921256996223604, 1e-10)
        expectNear(found.varianceReduction, 0.33305282045076234, 1e-10)
    }

    /// Golden cuped: what e-mails brought, adjusted for what customers had bought before.
    @Test(
        .enabled(if: SharedData.isThere, "the real data are not here"),
        arguments: [
            (
                "spend", 0.0012228965198244435, 0.7698271558945368, 0.7674384994278022,
                0.14521504219411457, 0.00043394672972663084, 1.258135557856649e-07
            ),
            (
                "visit", 9.134195036168928e-05, 0.07658956365153125, 0.07641114745941802,
                0.0033783604804229414, 0.004441354549223231, 2.894353935506797e-113
            ),
        ])
    func emails(
        _ outcome: String, _ slope: Double, _ plain: Double, _ adjusted: Double,
        _ error: Double, _ reduction: Double, _ p: Double
    ) throws {
        let table = try SharedData.table("hillstrom.csv")
        var groups = ["Mens E-Mail": Cuped.group, "No E-Mail": Cuped.group]
        let (before, after) = (table.column("history"), table.column(outcome))
        for (row, group) in table.text("segment").enumerated() {
            groups[group]?.add([before[row], after[row]])
        }
        let mailed = try #require(groups["Mens E-Mail"])
        let found = try Cuped(mailed, try #require(groups["No E-Mail"]))
        expectRelative(found.slope, slope, 1e-9)
        expectRelative(found.plain.estimate.value, plain, 1e-9)
        expectRelative(found.adjusted.estimate.value, adjusted, 1e-9)
        expectRelative(found.adjusted.estimate.standardError ?? 0, error, 1e-6)
        expectNear(found.varianceReduction, reduction, 1e-6)
        // The peer takes the normal distribution, Welch's t differs in far tails.
        #expect(found.adjusted.p < 1e-6 && (p > 1e-50) == (found.adjusted.p > 1e-50))
    }

    /// Golden two_proportion_R: R fisher.test.
    @Test func fisher() throws {
        let p = try FisherExact.p(Share(hits: 118, of: 300), Share(hits: 95, of: 310))
        expectNear(p, 0.0272354599620775, 1e-9)
        expectNear(try FisherExact.p(Share(hits: 3, of: 3), Share(hits: 0, of: 3)), 0.1, 1e-12)
        expectNear(try FisherExact.p(Share(hits: 1, of: 2), Share(hits: 1, of: 2)), 1)
    }

    /// A series built with a known jump and slope is recovered exactly.
    @Test func interrupted() throws {
        var chance = SplitMix64(seed: 9)
        let values = (0..<60).map { t -> Double in
            let after = t >= 30 ? 4 - 0.2 * Double(t - 30) : 0
            return 10 + 0.1 * Double(t) + after + 0.2 * chance.normal()
        }
        let found = try InterruptedSeries(values, change: 30)
        expectNear(found.slopeBefore.coefficient, 0.1, 0.02)
        expectNear(found.jump.coefficient, 4, 0.1)
        expectNear(found.slopeChange.coefficient, -0.2, 0.03)
        #expect(found.jump.p < 1e-9 && found.r2 > 0.9)
        #expect(throws: Unfit.outside("change")) { try InterruptedSeries(values, change: 60) }
    }
}
