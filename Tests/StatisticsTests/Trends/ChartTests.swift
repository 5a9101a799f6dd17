import Statistics
import Testing

@Suite struct ChartTests {
    /// Golden nelson_rules_planted.
    @Test func runRules() {
        let z: [Double] = [
            0.1, -0.2, 0.3, 0.5, 0.2, 0.7, 0.4, 0.3, 0.6, 0.2, 0.1, -0.3, -0.9, 0.4, 0.9, 1.3,
            1.7, 2.2, 3.4, 0.2, -0.4, 0.3, -0.2, 0.5, -0.1, 0.4, -0.3, 0.2, -0.5, 0.6, -0.2,
            0.3, -0.6, 2.3, 2.1, 0.3, 1.2, 1.4, 0.5, 1.6, 1.1, -1.2, 1.3, -1.4, 1.2, 1.6,
            -1.1, -1.5, 1.9, 0.1, 0.2, -0.1, 0.3, -0.2, 0.4, -0.5, 0.6, -0.7, 0.2, 0.1, -0.1,
            0.3, 0.5, -0.4, 0.2,
        ]
        let wanted: [Int: [Int]] = [
            1: [18],
            2: [10],
            3: [17, 18],
            4: [32, 33, 34, 59],
            5: [18, 19, 34, 35],
            6: [18, 19, 37, 40],
            7: [14, 63, 64],
            8: [46, 47, 48],
        ]
        for rule in RunRule.allCases {
            #expect(rule.points(z) == wanted[rule.rawValue], "rule \(rule)")
        }
        #expect(RunRule.oneSide.points([1, 2]).isEmpty)
    }

    /// Golden p_chart_orangejuice: R qcc 2.7; Montgomery's .2313 with limits .0524 and .4102.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func orangeJuice() throws {
        let table = try SharedData.table("qcc_orangejuice.csv")
        let kept = table.text("trial").indices.filter { table.text("trial")[$0] == "TRUE" }
        let hits = kept.map { table.integers("D")[$0] }
        let chart = try ControlChart.shares(hits: hits, sizes: kept.map { _ in 50 })
        expectNear(chart.centre, 0.231333333333333)
        expectNear(
            [chart.points[0].lower, chart.points[0].upper], [0.0524275480719282, 0.410239118594738])
        let out = chart.points.indices.filter { chart.points[$0].rules.contains(.beyond) }
        #expect(out.map { $0 + 1 } == [15, 23])
    }

    /// Golden laney_ae_england: Laney's plain sigma, not the screened one.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func emergencies() throws {
        let table = try SharedData.table("ae_type1_monthly.csv")
        let hits = table.integers("breaches")
        let sizes = table.integers("attendances")
        let laney = try ControlChart.shares(hits: hits, sizes: sizes, laney: true)
        expectNear(laney.centre, 0.1748159778913296)
        expectNear(laney.sigma, 41.85067169588881, 1e-11)
        let plain = try ControlChart.shares(hits: hits, sizes: sizes)
        let low: [Double] = [
            0.173781865640531, 0.173836476032714, 0.173809837221575, 0.173836574098027,
        ]
        expectNear(plain.points[..<4].map(\.lower), low, 1e-11)
        let plainOut = plain.points.filter { $0.rules.contains(.beyond) }.count
        let laneyOut = laney.points.filter { $0.rules.contains(.beyond) }.count
        #expect(plainOut == 36 && laneyOut == 7)
    }

    /// Golden imr_boiler: R qcc 2.7 xbar.one.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func boiler() throws {
        let values = try SharedData.table("qcc_boiler.csv").column("t1")
        let chart = try ControlChart.individuals(values)
        expectNear([chart.centre, chart.sigma], [525, 5.17139479905437])
        expectNear(ControlChart.meanRange(values), 5.833333333333333)
        expectNear(
            [chart.points[0].lower, chart.points[0].upper], [509.485815602837, 540.514184397163])
        #expect(chart.points[0].rules == [.beyond])
        #expect(chart.points[2].rules == [.twoOfThree])
        #expect(chart.points.filter { !$0.rules.isEmpty }.count == 2)
    }

    /// Golden xbar_ewma_cusum_pistonrings: R qcc 2.7.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func pistonRings() throws {
        let table = try SharedData.table("qcc_pistonrings.csv")
        let diameters = table.column("diameter")
        let means = stride(from: 0, to: diameters.count, by: 5).map { start in
            Moments(Array(diameters[start..<(start + 5)])).mean
        }
        let sigma = 0.0097850386930353 / 5.0.squareRoot()
        let ewma = try ControlChart.ewma(
            means, weight: 0.2, width: 2.7, centre: 74.001176, sigma: sigma)
        let levels: [Double] = [
            74.0029808, 74.00250464, 74.003603712, 74.0034829696, 74.00346637568,
            74.001893100544, 74.0015144804352, 74.0005715843482, 74.0012972674785,
            74.0006378139828, 73.9993502511863, 73.999760200949, 73.9994881607592,
            73.9976305286074, 73.9993044228859, 73.9987635383087, 73.999170830647,
            74.0008166645176, 74.0002933316141, 74.0020746652913, 74.001619732233,
            74.0016157857864, 74.0017726286291, 74.0024581029033, 74.0016064823227,
            74.0030051858581, 74.0028441486865, 74.0007153189492, 74.0012922551594,
            74.0005138041275, 74.001851043302, 74.0026008346416, 74.0016406677133,
            74.0035525341706, 74.0053620273365, 74.0050896218692, 74.0073916974954,
            74.0098333579963, 74.0125466863971, 74.0125973491176,
        ]
        expectNear(ewma.points.map(\.value), levels, 1e-12)
        expectNear(
            [ewma.points[0].lower, ewma.points[0].upper], [73.9988129587385, 74.0035390412614],
            1e-12)
        expectNear(
            [ewma.points[3].lower, ewma.points[3].upper], [73.9975831327215, 74.0047688672785],
            1e-12)
        let out = ewma.points.indices.filter { !ewma.points[$0].rules.isEmpty }
        #expect(out.map { $0 + 1 } == [35, 37, 38, 39, 40])
        let cusum = try Cusum(means, centre: 74.001176, sigma: sigma)
        let rising: [Double] = [
            1.56215612037841, 0.930529133975764, 1.98994329238263, 1.90676208267444,
            1.91498850241533, 0.140766147894377, 0, 0, 0.191041678639034, 0, 0, 0, 0, 0,
            0.602376011161495, 0, 0, 0.922302714234881, 0, 1.33363704675734,
            0.519194801453303, 0.116086888671726, 0, 0.419560752263345, 0, 1.19652560258211,
            0.930529133975764, 0, 0.0539302344670448, 0, 0.876598899508719, 1.38756728122114,
            0.116086888671726, 1.90676208267444, 4.01736397975055, 4.16270184366666,
            7.18738003523352, 10.8976154476701, 15.4762233398744, 17.6325290516734,
        ]
        expectNear(cusum.above, rising, 1e-7)
        #expect(cusum.alarms.map { $0 + 1 } == [37, 38, 39, 40])
    }

    /// Golden arl_table: R spc 0.6.7.
    @Test func averageRunLengths() throws {
        expectNear(try AverageRunLength.cusum(slack: 0.5, threshold: 4), 167.683788813621, 1e-9)
        expectNear(try AverageRunLength.cusum(slack: 0.5, threshold: 5), 465.44350603212, 1e-9)
        expectNear(
            try AverageRunLength.cusum(slack: 0.5, threshold: 4, shift: 1), 8.38313187049516, 1e-9)
        expectNear(
            try AverageRunLength.cusum(slack: 0.5, threshold: 5, shift: 1), 10.3759699215936, 1e-9)
        expectNear(
            try AverageRunLength.cusum(slack: 0.5, threshold: 4.77489704495062), 370.4, 1e-8)
        expectNear(try AverageRunLength.ewma(weight: 0.2, width: 2.7), 237.704771680992, 1e-9)
        expectNear(try AverageRunLength.ewma(weight: 0.1, width: 2.7), 368.993733980588, 1e-9)
        expectNear(
            try AverageRunLength.ewma(weight: 0.2, width: 2.86, shift: 1), 9.80152451474209, 1e-9)
        #expect(throws: Unfit.outside("threshold")) {
            try AverageRunLength.cusum(slack: 0.5, threshold: 0)
        }
        #expect(throws: Unfit.outside("weight")) {
            try AverageRunLength.ewma(weight: 0, width: 3)
        }
    }

    /// d₂ as tables print it, and R qcc's chart of piston rings.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func meansOfSamples() throws {
        expectNear(
            [2, 3, 4, 5, 6, 7, 8, 9, 10, 25].map(ControlChart.expectedRange),
            [1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.97, 3.078, 3.931])
        let table = try SharedData.table("qcc_pistonrings.csv")
        let values = table.column("diameter")
        let groups = stride(from: 0, to: values.count, by: 5).map { start in
            let own = values[start..<(start + 5)]
            return ControlChart.Subgroup(
                count: 5, mean: own.reduce(0, +) / 5, range: (own.max() ?? 0) - (own.min() ?? 0))
        }
        let chart = try ControlChart.means(groups, baseline: 25)
        expectNear(chart.centre, 74.001176)
        expectNear(chart.sigma, 0.0097850386930353, 1e-10)
        expectNear(
            [chart.points[0].lower, chart.points[0].upper], [73.9880479929919, 74.014304007008])
        let out = chart.points.indices.filter { chart.points[$0].rules.contains(.beyond) }
        #expect(out.map { $0 + 1 } == [37, 38, 39])
        let single = ControlChart.Subgroup(count: 1, mean: 3, range: 0)
        #expect(throws: Unfit.outside("subgroup")) {
            try ControlChart.means([single, single])
        }
    }

    @Test func refusals() throws {
        #expect(throws: Unfit.empty) { try ControlChart.individuals([]) }
        #expect(throws: Unfit.constant("value")) { try ControlChart.individuals([2, 2, 2]) }
        #expect(throws: Unfit.notFinite("value")) { try ControlChart.individuals([2, .nan, 2]) }
        #expect(throws: Unfit.outside("hits")) {
            try ControlChart.shares(hits: [3, 1], sizes: [2, 2])
        }
        #expect(throws: Unfit.outside("hits")) {
            try ControlChart.shares(hits: [0, 1], sizes: [0, 2])
        }
        #expect(throws: Unfit.outside("baseline")) {
            try ControlChart.individuals([1, 2, 3], baseline: 9)
        }
        let rates = try ControlChart.rates(counts: [4, 6, 5], exposures: [1, 1, 1])
        expectNear([rates.centre, rates.points[0].upper], [5, 5 + 3 * 5.0.squareRoot()])
    }
}
