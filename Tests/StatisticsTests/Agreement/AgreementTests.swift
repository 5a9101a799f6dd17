import Statistics
import Testing

@Suite struct AgreementTests {
    /// Golden cohen_vision: irr, statsmodels, scikit-learn; and cohen_basic: psych.
    @Test func cohen() throws {
        let vision = Kappa(
            table: [
                [1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205],
                [36, 82, 179, 492],
            ])
        let plain = try vision.estimate()
        expectNear(plain.value, 0.5953888280894342)
        expectNear(plain.standardError ?? 0, 0.007286851134745739)
        expectNear([plain.low, plain.high], [0.5811068623046277, 0.6096707938742406])
        expectNear(try vision.estimate(.linear).value, 0.6523804295005982)
        expectNear(try vision.estimate(.quadratic).value, 0.7023342524900977)
        let basic = try Kappa(table: [[20, 5], [10, 15]]).estimate()
        expectNear(
            [basic.value, basic.low, basic.high], [0.4, 0.151092290476661, 0.648907709523339])
        #expect(throws: Unfit.self) { try Kappa(table: [[5, 0], [0, 0]]).estimate() }
        #expect(throws: Unfit.empty) { try Kappa(categories: 2).estimate() }
        var counted = Kappa(categories: 2)
        try counted.add(1, 0)
        #expect(counted.table == [[0, 0], [1, 0]])
        #expect(throws: Unfit.outside("category")) { try counted.add(2, 0) }
    }

    /// Golden fleiss_diagnoses: irr and statsmodels; published .430, Conger .442.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func fleiss() throws {
        let table = try SharedData.table("irr_diagnoses.csv")
        let ratings = table.rows.map { row in row.map { Int($0.prefix(1))! - 1 } }
        var kappa = FleissKappa()
        for row in ratings {
            try kappa.add(counts: (0..<5).map { category in row.filter { $0 == category }.count })
        }
        let found = try kappa.estimate()
        expectNear(found.value, 0.43024452006014074)
        expectNear(found.value / (found.standardError ?? 1), 17.6518305829914, 1e-11)
        expectNear(kappa.byCategory.compactMap { $0 }, [0.245, 0.245, 0.52, 0.471, 0.566], 5e-4)
        expectNear(try CongerKappa.value(ratings), 0.441808540329333)
        #expect(throws: Unfit.mismatched("raters per subject")) {
            try kappa.add(counts: [1, 1, 0, 0, 0])
        }
    }

    /// Golden krippendorff_4x12: irr and krippendorff; published .743 .815 .849 .797.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func krippendorff() throws {
        let table = try SharedData.table("krippendorff4x12.csv")
        let units = table.names.map { table.column($0).filter { !$0.isNaN } }
        var alpha = Krippendorff()
        for unit in units { try alpha.add(unit) }
        let wanted: [Krippendorff.Scale: Double] = [
            .nominal: 0.743421052631579, .ordinal: 0.8153875037548814,
            .interval: 0.8491071428571428, .ratio: 0.7974027747116121,
        ]
        for (scale, value) in wanted { expectNear(try alpha.alpha(scale), value, 1e-12) }
        var merged = Krippendorff()
        for unit in units.reversed() {
            var part = Krippendorff()
            try part.add(unit)
            merged.merge(part)
        }
        expectNear(try merged.alpha(.ordinal), 0.8153875037548814, 1e-12)
        var chance = SplitMix64(seed: 2)
        let interval = try alpha.estimate(.nominal, using: &chance)
        #expect(interval.low < interval.value && interval.value < interval.high)
        var less = alpha
        less.subtract(merged)
        #expect(less == Krippendorff())
        expectNear(try alpha.estimate(.ratio, draws: 1, using: &chance).value, 0.7974027747116121)
        #expect(throws: Unfit.self) {
            var same = Krippendorff()
            try same.add([2, 2, 2])
            _ = try same.alpha(.nominal)
        }
    }

    /// Golden icc_shrout_fleiss: psych 2.2.9; published .17 .29 .71 .44 .62 .91.
    static let icc = """
        0.165741768405476 -0.132932324874751 0.722560062328121
        0.289763779527559 0.018786513374712 0.761084369648953
        0.714840714840715 0.342464765033925 0.94585825995536
        0.442797133679269 -0.884442155238119 0.912415420340776
        0.620050547598989 0.0711368153025035 0.927232040167722
        0.909315542377069 0.675674713816305 0.985891678169062
        """

    @Test func shroutAndFleiss() throws {
        let found = try IntraclassCorrelation([
            [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
        ])
        for (line, form) in zip(
            Self.icc.split(separator: "\n"), IntraclassCorrelation.Form.allCases)
        {
            let x = line.split(separator: " ").compactMap { Double($0) }
            let estimate = found.estimate(form)
            expectNear([estimate.value, estimate.low, estimate.high], x, 1e-9, form.rawValue)
        }
        expectNear(
            [found.squares.between, found.squares.raters, found.squares.error],
            [11.241666666666669, 32.486111111111114, 1.019444444444442], 1e-12)
        expectNear(found.leniency, [2.375, -2.791666666666667, -0.9583333333333339, 1.375])
        expectNear(found.leniencyF, 31.86648501362406, 1e-11)
        expectRelative(found.leniencyP, 9.454263202470431e-07, 1e-9)
        #expect(throws: Unfit.constant("rating")) {
            try IntraclassCorrelation([[1, 1], [1, 1]])
        }
        #expect(throws: Unfit.mismatched("raters per subject")) {
            try IntraclassCorrelation([[1, 2], [1]])
        }
        // Two raters who always contradict each other leave no degrees to stand on.
        let odd = try IntraclassCorrelation([[1, 2], [2, 1], [1, 2], [2, 1]])
        for form in IntraclassCorrelation.Form.allCases {
            let estimate = odd.estimate(form)
            #expect(!estimate.value.isNaN && !estimate.low.isNaN, "\(form.rawValue)")
        }
        #expect(throws: Unfit.notFinite("rating")) {
            try IntraclassCorrelation([[1e300, -1e300], [1e300, 1]])
        }
    }

    /// Complete ratings: mean less mean of all. Planted effects come back from any part of them.
    @Test func adjustedLeniency() throws {
        let ratings: [[Double]] = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8]]
        let all = ratings.map { row in row.enumerated().map { (rater: $0, rating: $1) } }
        let plain = try IntraclassCorrelation(ratings).leniency
        expectNear(try AdjustedLeniency.values(all, raters: 4), plain)
        let effects = [1.0, -2, 0.5]
        let planted = (0..<9).map { subject in
            [subject % 3, (subject + 1) % 3].map { rater in
                (rater: rater, rating: Double(subject * subject) + effects[rater])
            }
        }
        let found = try AdjustedLeniency.values(planted, raters: 3)
        expectNear(found, effects.map { $0 + 0.5 / 3 })
        #expect(throws: Unfit.undefined("some raters share no subject with the others")) {
            try AdjustedLeniency.values(
                [[(0, 1), (1, 2)], [(2, 1), (3, 4)]], raters: 4)
        }
    }

    /// Golden leniency_halo_synth: rater 1 lenient, 2 severe, 3 haloed.
    static let styles = """
        2.99 -0.11499999999999977 1.0843333871427006 -0.012677968648283461 1.0428901592262125 \
        0.08
        3.525 0.41999999999999993 1.1250348961645322 -0.04555652099264492 1.1043201051135276 \
        0.24
        2.59 -0.5150000000000001 1.1216911137982102 -0.022126662646297965 1.0760943614360567 \
        0.06
        3.12 0.015000000000000124 1.3766173676386704 0.48949981349099747 0.9047106477937479 \
        0.21
        3.345 0.2400000000000002 1.1456603722055725 0.018000309180405676 1.0708132419072747 \
        0.175
        3.06 -0.04499999999999993 1.1326138222500017 0.02646972161332748 1.0493655169696763 \
        0.09
        """

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func raterStyles() throws {
        let table = try SharedData.table("synth_qa_raters.csv")
        let (visit, rater, dimension, score) = (
            table.integers("visit"), table.integers("rater"), table.integers("dim"),
            table.column("score")
        )
        var visits: [Int: [Int: [Int: Double]]] = [:]
        for row in score.indices {
            visits[rater[row], default: [:]][visit[row], default: [:]][dimension[row]] = score[row]
        }
        let grand = Moments(score).mean
        for (place, line) in Self.styles.split(separator: "\n").enumerated() {
            let x = line.split(separator: " ").compactMap { Double($0) }
            let rows = visits[place]!.sorted { $0.key < $1.key }.map { _, marks in
                marks.sorted { $0.key < $1.key }.map(\.value)
            }
            let style = try RaterStyle(visits: rows, grandMean: grand, top: 5)
            expectNear(
                [
                    style.mean, style.leniency, style.standardDeviation, style.halo ?? 0,
                    style.withinSpread, style.topShare,
                ], x, 1e-11)
        }
    }
}
