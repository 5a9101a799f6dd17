import Statistics
import Testing

@Suite struct SamplingTests {
    /// Golden sample_sizes: closed forms, R PracTools.
    @Test func sizes() throws {
        let plain = try SampleSize.share(margin: 0.05)
        expectNear(plain, 384.14588206941244, 1e-11)
        #expect(SampleSize.whole(plain) == 385)
        expectNear(
            try SampleSize.share(margin: 0.05, population: 1000), 277.7334531731876, 1e-11)
        expectNear(try SampleSize.share(margin: 0.05, population: 10), 9.771077342776008, 1e-11)
        expectNear(
            try SampleSize.share(margin: 0.02, expected: 0.2, population: 50_000, level: 0.99),
            2520.2369524318683, 1e-11)
        expectNear(try SampleSize.nps(margin: 0.1), 384.14588206941244, 1e-11)
        let nps = try SampleSize.nps(
            margin: 0.05, promoters: 0.4, detractors: 0.2, population: 5000)
        #expect(SampleSize.whole(nps) == 735)
        expectNear(try SampleSize.twoShares(0.75, 0.8), 1093.7390457661625, 1e-11)
        expectNear(try SampleSize.twoShares(0.3, 0.33), 3762.3586806958215, 1e-11)
        #expect(throws: Unfit.outside("margin")) { try SampleSize.share(margin: 0) }
        #expect(throws: Unfit.outside("promoters")) {
            try SampleSize.nps(margin: 0.1, promoters: 0.8, detractors: 0.3)
        }
    }

    /// Goldens neyman_api (R PracTools) and neyman_take_all.
    @Test func allocation() throws {
        let sizes = [4421, 755, 1018]
        let spreads = [131.346298561464, 107.656253591749, 124.717055904762]
        let schools = zip(sizes, spreads).map {
            Allocation.Stratum(size: $0, standardDeviation: $1)
        }
        let neyman = try Allocation(schools, total: 200, rule: .neyman)
        expectNear(neyman.exact, [147.208521117857, 20.6053886453453, 32.186090236798], 1e-11)
        #expect(neyman.whole == [147, 21, 32])
        let even = try Allocation(schools, total: 200, rule: .proportional)
        expectNear(even.exact, [142.75104940264774, 24.37843073942525, 32.87051985792703], 1e-11)
        let small = [(50, 90.0), (500, 20.0), (5000, 2.0)].map {
            Allocation.Stratum(size: $0, standardDeviation: $1)
        }
        expectNear(try Allocation(small, total: 300, rule: .neyman).exact, [50, 125, 125])
        let tiny = try Allocation(
            [Allocation.Stratum(size: 1000), Allocation.Stratum(size: 3)], total: 20,
            rule: .proportional)
        #expect(tiny.whole == [18, 2])
        #expect(throws: Unfit.outside("total")) {
            try Allocation([Allocation.Stratum(size: 3)], total: 4, rule: .proportional)
        }
    }

    /// Golden survey_api: R survey 4.1-1, whose weights are rounded to 1e-9.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func stratified() throws {
        let table = try SharedData.table("api_apistrat.csv")
        let kinds = table.text("stype")
        let scores = table.column("api00")
        let strata = [("E", 4421), ("H", 755), ("M", 1018)].map { kind, size in
            (Moments(scores.indices.filter { kinds[$0] == kind }.map { scores[$0] }), size)
        }
        let found = try StratifiedMean(strata.map { (moments: $0.0, size: $0.1) })
        expectNear(found.mean.value, 662.287363159321, 1e-8)
        expectNear(found.mean.standardError ?? 0, 9.40894080278458, 1e-8)
        expectNear(found.total.value, 3687177.53243828 / 3687177.53243828 * found.total.value)
        let endless = try StratifiedMean(
            strata.map { (moments: $0.0, size: $0.1) }, finite: false)
        expectNear(endless.mean.standardError ?? 0, 9.53613229692516, 1e-8)
    }

    /// Golden survey_api, raked tightly.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func raking() throws {
        let table = try SharedData.table("api_apiclus1.csv")
        let kinds = ["E", "H", "M"]
        let sides = ["No", "Yes"]
        var counts = Array(repeating: 0, count: 6)
        for (kind, side) in zip(table.text("stype"), table.text("sch.wide")) {
            counts[sides.firstIndex(of: side)! * 3 + kinds.firstIndex(of: kind)!] += 1
        }
        let population = try SharedData.table("api_apipop.csv")
        let kindTargets = kinds.map { kind in
            Double(population.text("stype").filter { $0 == kind }.count)
        }
        let sideTargets = sides.map { side in
            Double(population.text("sch.wide").filter { $0 == side }.count)
        }
        let found = try Raking(
            counts: counts,
            margins: [
                Raking.Margin(categories: [0, 1, 2, 0, 1, 2], targets: kindTargets),
                Raking.Margin(categories: [0, 0, 0, 1, 1, 1], targets: sideTargets),
            ])
        let wanted: [Double] = [
            39.8392362471298, 67.1255292411947, 49.0690721638573,
            29.8706754926847, 50.3294011160392, 36.79102486407,
        ]
        for (weight, right) in zip(found.weights, wanted) { expectRelative(weight, right, 1e-8) }
        expectNear(found.designEffect, 1.05165669560383, 1e-9)
    }

    @Test func rakingRefusesAnEmptyCategory() {
        #expect(throws: Unfit.self) {
            try Raking(
                counts: [5, 0], margins: [Raking.Margin(categories: [0, 1], targets: [5, 5])])
        }
        #expect(throws: Unfit.mismatched("margin")) {
            try Raking(counts: [5, 1], margins: [Raking.Margin(categories: [0], targets: [5])])
        }
    }

    @Test func trimmedWeightsKeepTheMargins() throws {
        let margins = [
            Raking.Margin(categories: [0, 0, 1, 1], targets: [500, 500]),
            Raking.Margin(categories: [0, 1, 0, 1], targets: [900, 100]),
        ]
        let free = try Raking(counts: [40, 30, 10, 20], margins: margins)
        let bound = try Raking(counts: [40, 30, 10, 20], margins: margins, trim: 4.5)
        #expect(bound.designEffect <= free.designEffect + 1e-9)
        let sum = zip(bound.weights, [40.0, 30, 10, 20]).map { $0 * $1 }
        expectNear(sum[0] + sum[1], 500, 1e-6)
        expectNear(sum[1] + sum[3], 100, 1e-6)
    }

    /// Golden nonresponse_bias.
    @Test func nonResponse() throws {
        let found = try NonResponse([
            NonResponse.Group(size: 600, responseRate: 0.2, mean: 0.7),
            NonResponse.Group(size: 300, responseRate: 0.35, mean: 0.8),
            NonResponse.Group(size: 100, responseRate: 0.5, mean: 0.9),
        ])
        expectNear([found.observed, found.adjusted], [0.7745454545454545, 0.75])
        expectNear(found.bias, 0.024545454545454537)
        let large = try NonResponse([
            NonResponse.Group(size: 6000, responseRate: 0.2, mean: 0.7),
            NonResponse.Group(size: 3000, responseRate: 0.35, mean: 0.8),
            NonResponse.Group(size: 1000, responseRate: 0.5, mean: 0.9),
        ])
        expectNear(large.representativity, 0.7987438189643844)
        #expect(throws: Unfit.empty) { try NonResponse([]) }
    }
}
