import Foundation
import Statistics
import Testing

@Suite struct LifetimeTests {
    static func history(_ file: String, _ columns: [String]) throws -> PurchaseHistory {
        let table = try SharedData.table(file)
        var history = PurchaseHistory()
        let times = zip(table.column(columns[1]), table.column(columns[2]))
        for (frequency, time) in zip(table.integers(columns[0]), times) {
            try history.add(
                PurchasePattern(frequency: frequency, recency: time.0, age: time.1))
        }
        return history
    }

    /// Golden clv_cdnow_btyd: x, t, T, P(alive), E in 39 weeks.
    static let betaGeometric = """
        0.0 0.0 38.8571428571429 1.0 0.1947936383952763
        1.0 1.71428571428571 38.8571428571429 0.2123910565497966 0.20341885953162633
        2.0 30.43 38.86 0.7266091602435053 1.2259068192973186
        26.0 30.86 31.0 0.9689185152915808 20.75027373873756
        5.0 10.0 38.0 0.027492960768948672 0.10641612263885374
        """

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func betaGeometricOfCdnow() throws {
        let history = try Self.history("cdnow_cbs_btyd.csv", ["x", "t.x", "T.cal"])
        let fit = try BetaGeometric.fit(history)
        expectNear(fit.logLikelihood, -9582.429206673929, 1e-11)
        let wanted: [Double] = [
            0.24259453000601386, 4.413601979131661, 0.7929222257532903, 2.425907643804554,
        ]
        for (found, right) in zip(fit.model.parameters, wanted) {
            expectRelative(found, right, 2e-4)
        }
        #expect(history.customers == 2357)
        for line in Self.betaGeometric.split(separator: "\n") {
            let x = line.split(separator: " ").compactMap { Double($0) }
            let pattern = PurchasePattern(frequency: Int(x[0]), recency: x[1], age: x[2])
            expectNear(fit.model.probabilityAlive(pattern), x[3], 1e-4)
            expectNear(fit.model.expectedPurchases(pattern, within: 39), x[4], 1e-4)
            let estimate = fit.expectedPurchases(pattern, within: 39)
            #expect(estimate.low < estimate.value && estimate.value < estimate.high)
        }
    }

    /// Golden clv_cdnow_btyd: the same with discounted purchases at 15 % a year.
    static let pareto = """
        0.0 0.0 38.8571428571429 0.2951125818946733 0.10707024290038103 0.47695963108210104
        1.0 1.71428571428571 38.8571428571429 0.1679960675044519 0.1711143507396176 \
        0.7622532217243227
        2.0 30.43 38.86 0.8691156714701093 1.4550988023450586 6.482033821277428
        26.0 30.86 31.0 0.9979178932575088 20.115717842945564 86.02820962931536
        5.0 10.0 38.0 0.05171440916311441 0.19115185311083127 0.8479786576633799
        """

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func paretoOfCdnow() throws {
        let fit = try ParetoNBD.fit(
            Self.history("cdnow_cbs_btyd.csv", ["x", "t.x", "T.cal"]))
        expectNear(fit.logLikelihood, -9594.976178939542, 1e-10)
        let wanted: [Double] = [
            0.5532770771418494, 10.577683923173089, 0.6062399148844541, 11.668733656312963,
        ]
        for (found, right) in zip(fit.model.parameters, wanted) {
            expectRelative(found, right, 2e-4)
        }
        for line in Self.pareto.split(separator: "\n") {
            let x = line.split(separator: " ").compactMap { Double($0) }
            let pattern = PurchasePattern(frequency: Int(x[0]), recency: x[1], age: x[2])
            expectNear(fit.model.probabilityAlive(pattern), x[3], 1e-4)
            expectNear(fit.model.expectedPurchases(pattern, within: 39), x[4], 1e-4)
            let rate = 0.0027
            expectRelative(fit.model.discountedPurchases(pattern, rate: rate), x[5], 2e-4)
        }
    }

    /// Golden clv_probe_published_params: BTYD 2.4.3, quadrature.
    @Test func publishedParameters() {
        let pareto = ParetoNBD(r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669)
        let often = PurchasePattern(frequency: 26, recency: 30.86, age: 31)
        expectNear(pareto.probabilityAlive(often), 0.997918731055158, 1e-10)
        expectNear(pareto.expectedPurchases(often, within: 52), 25.4584729514288, 1e-9)
        expectNear(pareto.expectedPurchases(ofNewWithin: 52), 1.47299680337511, 1e-10)
        let geometric = BetaGeometric(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)
        let some = PurchasePattern(frequency: 2, recency: 30.43, age: 38.86)
        expectNear(geometric.probabilityAlive(some), 0.726578570080673, 1e-12)
        expectNear(geometric.expectedPurchases(some, within: 39), 1.22602817476714, 1e-12)
        expectNear(geometric.expectedPurchases(ofNewWithin: 52), 1.4460505953964, 1e-12)
    }

    /// Golden clv_cdnow_lifetimes: lifetimes 0.11.3, own maximum.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func spendOfCdnow() throws {
        let table = try SharedData.table("cdnow_summary.csv")
        let spends = zip(table.integers("x"), table.column("zbar")).map {
            GammaGamma.Spend(frequency: $0, mean: $1)
        }
        let fit = try GammaGamma.fit(spends)
        expectNear(fit.logLikelihood, -4055.9232435028603, 1e-10)
        #expect(fit.customers == 946)
        let model = fit.model
        for (found, right) in zip(
            [model.p, model.q, model.gamma],
            [6.248803839452118, 3.744588318277752, 15.447743664725087])
        {
            expectRelative(found, right, 1e-3)
        }
        let wanted: [Double] = [
            24.658615570617535, 18.911478353267896, 35.171001523310224, 35.171001523310224,
            35.171001523310224, 71.46285133939124, 18.911478353267896, 35.171001523310224,
            27.28240708857777, 35.171001523310224,
        ]
        expectNear(spends[..<10].compactMap { model.expectedSpend($0) }, wanted, 1e-4)
        let purchases = BetaGeometric(
            r: 0.24259292827982148, alpha: 4.413532265271809, a: 0.7928859664406578,
            b: 2.4257523826257374)
        let rest = zip(table.column("t_x"), table.column("T"))
        let values: [Double] = [
            36.278495763627944, 4.637466328570688, 8.34409312180974, 8.34409312180974,
            8.34409312180974, 283.5235925903761, 6.8814069079827584, 8.34409312180974,
            43.353642396863286, 8.34409312180974,
        ]
        for (place, pattern) in zip(table.integers("x"), rest).prefix(10).enumerated() {
            let discounted = LifetimeValue.discountedPurchases(
                purchases,
                PurchasePattern(frequency: pattern.0, recency: pattern.1.0, age: pattern.1.1),
                periods: 12, length: 4.345, rate: 0.01)
            expectNear(discounted * wanted[place], values[place], 1e-4)
        }
    }

    /// Golden clv_bgbb_donations: BTYD 2.4.3; published 1.204, .750, .657, 2.783, −33,225.6.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func donations() throws {
        typealias Model = BetaGeometricBetaBernoulli
        let table = try SharedData.table("donations_bgbb.csv")
        var counts: [Model.Pattern: Int] = [:]
        let columns = ["frequency", "recency", "periods", "weights"].map { table.integers($0) }
        for row in columns[0].indices {
            let pattern = Model.Pattern(
                frequency: columns[0][row], recency: columns[1][row], periods: columns[2][row])
            counts[pattern, default: 0] += columns[3][row]
        }
        let fit = try Model.fit(counts)
        expectNear(fit.logLikelihood, -33225.58127434699, 1e-10)
        let found = [fit.model.alpha, fit.model.beta, fit.model.gamma, fit.model.delta]
        let wanted = [
            1.2035223377997888, 0.7497163857244191, 0.6567182866267137, 2.7834427095797403,
        ]
        for (a, b) in zip(found, wanted) { expectRelative(a, b, 1e-3) }
        let btyd = Model(
            alpha: 1.20350708052731, beta: 0.749766677759683, gamma: 0.656756817145443,
            delta: 2.78388732532571)
        let some = Model.Pattern(frequency: 4, recency: 5, periods: 6)
        expectNear(btyd.probabilityAlive(some), 0.696803586187069, 1e-10)
        expectNear(btyd.expectedPurchases(some, within: 5), 2.03001550114651, 1e-10)
        expectNear(btyd.discountedPurchases(some, rate: 0.1), 3.19705849360933, 1e-10)
    }

    @Test(
        .enabled(if: SharedData.isThere, "the real data are not here"))
    func oneMillion() throws {
        let rows = try Gunzip.lines("stats/synth_bgnbd_1M.csv.gz")
        var history = PurchaseHistory()
        for row in rows.dropFirst() where !row.isEmpty {
            let cells = row.split(separator: ",")
            try history.add(
                PurchasePattern(
                    frequency: Int(cells[0])!, recency: Double(cells[1])!, age: Double(cells[2])!))
        }
        #expect(history.customers == 1_000_000 && history.distinct == 108_237)
        let fit = try BetaGeometric.fit(history)
        expectNear(fit.logLikelihood, -4120835.9098352315, 1e-9)
        let wanted = [
            0.24553268719449428, 4.528550623259527, 0.7702920927875345, 2.3982125139970716,
        ]
        for (a, b) in zip(fit.model.parameters, wanted) { expectRelative(a, b, 1e-3) }
    }

    @Test func patterns() throws {
        let pattern = try PurchasePattern(days: [10, 3, 10, 24], end: 38)
        #expect(pattern == PurchasePattern(frequency: 2, recency: 3, age: 5))
        #expect(throws: Unfit.outside("date")) { try PurchasePattern(days: [9], end: 8) }
        #expect(throws: Unfit.empty) { try PurchasePattern(days: [], end: 8) }
        var history = PurchaseHistory()
        for wrong in [
            PurchasePattern(frequency: -1, recency: 0, age: 3),
            PurchasePattern(frequency: 1, recency: 4, age: 3),
            PurchasePattern(frequency: 0, recency: 1, age: 3),
            PurchasePattern(frequency: 1, recency: .nan, age: 3),
        ] {
            #expect(throws: Unfit.outside("purchases")) { try history.add(wrong) }
        }
        #expect(throws: Unfit.empty) { try BetaGeometric.fit(history) }
        try history.add(PurchasePattern(frequency: 0, recency: 0, age: 3), times: 5)
        #expect(throws: Unfit.constant("frequency")) { try BetaGeometric.fit(history) }
        #expect(throws: Unfit.constant("frequency")) { try ParetoNBD.fit(history) }
        var copy = history
        copy.merge(history)
        copy.subtract(history)
        #expect(copy == history)
    }

    /// Parameters that made the data are found again, by Pareto/NBD too.
    @Test func recovery() throws {
        var chance = SplitMix64(seed: 12)
        var history = PurchaseHistory()
        for _ in 0..<4000 {
            let rate = chance.gamma(shape: 0.8) / 6
            let leaving = chance.gamma(shape: 0.9) / 9
            let life = -log(chance.unit()) / leaving
            var time = 0.0
            var last = 0.0
            var count = 0
            while true {
                time -= log(chance.unit()) / rate
                if time > min(life, 50) { break }
                (last, count) = (time, count + 1)
            }
            try history.add(PurchasePattern(frequency: count, recency: last, age: 50))
        }
        let fit = try ParetoNBD.fit(history)
        for (found, right) in zip(fit.model.parameters, [0.8, 6, 0.9, 9]) {
            expectRelative(found, right, 0.25)
        }
        #expect(fit.logCovariance != nil)
    }
}
