import Statistics
import Testing

@Suite struct ShareTests {
    /// Golden csat_topbox_intervals: statsmodels 0.15; wilson, exact, Agresti–Coull, Jeffreys.
    static let table = """
        0 10 0 0.27753279986288926 0 0.30849710781876083 0 0.3208873057505458 0 0.2171962675092106
        10 10 0.7224672001371106 1 0.6915028921812392 1 0.6791126942494543 1 0.7828037324907894 1
        1 10 0.017876213095072924 0.40415002679523854 0.0025285785444617848 0.4450161170281953 \
        0 0.4259677373948323 0.011011673763161133 0.3813147710666164
        7 12 0.31951131254954973 0.8067396863412435 0.2766696856821058 0.8483477701915698 \
        0.3188772556619329 0.8073737432288605 0.31194042504011954 0.8195213052102984
        158 250 0.5706422103010869 0.6893625986321157 0.5689339452412294 0.6918951818997807 \
        0.5706091165331386 0.6893956924000639 0.570977564380103 0.6899858971126909
        812 1000 0.7866068125887822 0.8350052901162315 0.786378459836871 0.8357692765986813 \
        0.7865774893848371 0.8350346133201764 0.7869016577984865 0.8352954274149658
        99999 100000 0.9999433529034099 0.9999982347522698 0.9999442848396523 0.9999997468219523 \
        0.9999372995415667 1 0.9999532589575181 0.9999989210214715
        0 1 0 0.7934506856227627 0 0.975 0 0.832500514520587 0 0.8532536836904249
        """

    @Test(arguments: table.split(separator: "\n").map(String.init))
    func intervalsAgreeWithPeers(_ line: String) throws {
        let x = line.split(separator: " ").compactMap { Double($0) }
        let share = Share(hits: Int(x[0]), of: Int(x[1]))
        let order: [Share.Interval] = [.wilson, .clopperPearson, .agrestiCoull, .jeffreys]
        for (place, interval) in order.enumerated() {
            let estimate = try share.estimate(interval: interval)
            expectNear(estimate.low, x[2 + 2 * place], 1e-9, "\(interval) low of \(line)")
            expectNear(estimate.high, x[3 + 2 * place], 1e-9, "\(interval) high of \(line)")
        }
    }

    /// Golden csat_kiosk.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func satisfactionOfKiosks() throws {
        let ratings = Histogram(try SharedData.table("kiosk_servqual.csv").integers("sat1"))
        let share = try Share(ratings, top: 2, of: 1...5)
        #expect(share == Share(hits: 156, of: 207))
        let estimate = try share.estimate()
        expectNear(estimate.low, 0.6906559447676177)
        expectNear(estimate.high, 0.8073485776223319)
        let mean = try Average.estimate(ratings.moments)
        expectNear(mean.value, 3.966183574879227)
        expectNear(ratings.moments.standardDeviation ?? 0, 0.8440634639558903)
        expectNear(mean.low, 3.8505198988254614)
        expectNear(mean.high, 4.081847250932992)
    }

    /// Golden ces_like_water_f13.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func effort() throws {
        let table = try SharedData.table("water_servperf.csv")
        let items = table.names.filter { $0.hasPrefix("f") }
        let rows = table.complete(items)
        let place = items.firstIndex(of: "f13")!
        let effort = try Effort(Histogram(rows[place].map { Int($0) }))
        #expect(effort.mean.n == 432)
        expectNear(effort.mean.value, 5.034722222222222)
        expectNear(effort.mean.low, 4.898187578987484)
        expectNear(effort.mean.high, 5.171256865456961)
        expectNear(effort.easy.value, 0.5902777777777778)
        expectNear(effort.easy.low, 0.5433055503178406)
        expectNear(effort.easy.high, 0.6356586083720039)
        expectNear(effort.net, 0.4930555555555556)
    }

    @Test func effortKnowsItsDirection() throws {
        let ratings = Histogram([1, 1, 2, 3, 5])
        let low = try Effort(ratings, scale: 1...5, direction: .lowIsEasy)
        expectNear(low.easy.value, 0.6)
        expectNear(low.net, 0.4)
        let high = try Effort(ratings, scale: 1...5, direction: .highIsEasy)
        expectNear(high.net, -0.4)
    }

    @Test func oneAnswerHasNoInterval() throws {
        let mean = try Average.estimate(Moments([4]))
        #expect(mean.value == 4 && mean.low == -.infinity && mean.standardError == nil)
    }

    @Test func refusesWhatHasNoShare() {
        #expect(throws: Unfit.empty) { try Share().estimate() }
        #expect(throws: Unfit.empty) { try Average.estimate(Moments()) }
        #expect(throws: Unfit.outside("score")) { try Share(Histogram([6]), top: 2, of: 1...5) }
        #expect(throws: Unfit.outside("top")) { try Share(Histogram([5]), top: 6, of: 1...5) }
        #expect(throws: Unfit.empty) { try Effort(Histogram()) }
    }
}
