import Testing

@testable import Statistics

@Suite struct SatisfactionFactorsTests {
    private let names = (2...10).map { "q\($0)" }

    /// Rows of the real survey, dealt to groups in turn.
    private func groups(_ count: Int?) throws -> [Gram] {
        let table = try SharedData.table("customerSat_bayesm.csv")
        let columns = names.map { table.column($0) }
        let cuts = PenaltyReward.Cuts(poor: 4, excellent: 9)
        let outcomes = table.column("q1")
        let count = count ?? outcomes.count
        var groups = Array(
            repeating: PenaltyReward.summary(outcome: "q1", attributes: names), count: count)
        for (row, outcome) in outcomes.enumerated() {
            groups[row % count].add(
                PenaltyReward.row(outcome: outcome, ratings: columns.map { $0[row] }, cuts: cuts))
        }
        return groups
    }

    /// statsmodels 0.15, OLS with errors by cluster, row % 50: errors of penalty and reward; their
    /// sum, its error and its interval with 49 degrees.
    private static let golden = """
        q2 0.13700306695359288 0.1341681576131847 -0.1327249691290629 0.20072961676757062 \
        -0.5361062363436149 0.27065629808548913
        q3 0.10848620188481586 0.09892297589437732 -0.1915932323166631 0.15175317104630173 \
        -0.4965526470071489 0.11336618237382273
        q4 0.12430107505095621 0.13743690833186153 -0.4603870178435119 0.19268123042015936 \
        -0.8475944471554573 -0.07317958853156653
        q6 0.15876126135338892 0.14499817225411177 -0.46858843020795793 0.22427801976176587 \
        -0.9192919849535848 -0.017884875462331085
        q9 0.19740248690380816 0.12192645664549688 0.3021800195799443 0.23091689579016825 \
        -0.1618648560347309 0.7662248951946194
        """

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func errorsByGroupsEqualThePeer() throws {
        let found = try SatisfactionFactors(groups: groups(50), attributes: names)
        #expect(found.n == 1_811)
        for line in Self.golden.split(separator: "\n") {
            let x = line.split(separator: " ").dropFirst().compactMap { Double($0) }
            let driver = try #require(found.drivers.first { line.hasPrefix("\($0.name) ") })
            expectNear(driver.penalty?.standardError ?? 0, x[0], 1e-9)
            expectNear(driver.reward?.standardError ?? 0, x[1], 1e-9)
            let balance = try #require(driver.balance)
            expectNear([balance.value, balance.standardError ?? 0], [x[2], x[3]], 1e-9)
            expectNear([balance.low, balance.high], [x[4], x[5]], 1e-8)
        }
        let penalty = try #require(found.drivers[0].penalty)
        expectNear([penalty.low, penalty.high], [-0.866662217445771, -0.3160262759243721], 1e-8)
        let factors = Dictionary(
            uniqueKeysWithValues: found.drivers.map { ($0.name, $0.factor) })
        #expect(factors["q4"] == .basic && factors["q6"] == .basic)
        #expect(factors["q2"] == .performance && factors["q7"] == .performance)
        #expect(factors["q9"] == .neither)
    }

    /// With one respondent in each group they are White's errors: statsmodels' HC1.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func errorsByRespondentAreWhites() throws {
        let found = try SatisfactionFactors(groups: groups(nil), attributes: names)
        let errors = found.drivers.compactMap { $0.penalty?.standardError }
        expectNear(
            [errors[0], errors[2], errors[4]],
            [0.12018352981939129, 0.12558660195984248, 0.1401239398824139], 1e-9)
    }

    /// Ratings of 1 to 5 in all combinations, each four times: what is poor costs, what is
    /// excellent wins, or both. The noise lies in no direction of the ratings.
    private func made(_ outcome: (Int, Int, Int, Int) -> Double) -> [Gram] {
        let names = ["a", "b", "c", "d"]
        let cuts = PenaltyReward.Cuts(poor: 2, excellent: 5)
        var groups = Array(
            repeating: PenaltyReward.summary(outcome: "y", attributes: names), count: 20)
        for place in 0..<2_500 {
            let (a, b, c, d) = (
                place % 5, place / 5 % 5, place / 25 % 5, place / 125 % 5
            )
            let noise = place < 1_250 ? 0.5 : -0.5
            groups[place * 7 / 5 % 20].add(
                PenaltyReward.row(
                    outcome: outcome(a + 1, b + 1, c + 1, d + 1) + noise,
                    ratings: [a, b, c, d].map { Double($0 + 1) }, cuts: cuts))
        }
        return groups
    }

    @Test func itemsAreToldApart() throws {
        let groups = made { a, b, c, _ in
            (a <= 2 ? -2 : 0) + (b == 5 ? 1.5 : 0) + (c <= 2 ? -1 : c == 5 ? 1 : 0)
        }
        let found = try SatisfactionFactors(groups: groups, attributes: ["a", "b", "c", "d"])
        #expect(found.drivers.map(\.factor) == [.basic, .excitement, .performance, .neither])
        let expected = [(-2.0, 0.0), (0, 1.5), (-1, 1), (0, 0)]
        for (driver, wanted) in zip(found.drivers, expected) {
            expectNear(driver.penalty?.value ?? 9, wanted.0, 1e-9)
            expectNear(driver.reward?.value ?? 9, wanted.1, 1e-9)
            #expect(driver.poorCount == 1_000 && driver.excellentCount == 500)
        }
    }

    /// What fewer than five rated so is not told, and what nobody did has no effect.
    @Test func fewAreNotTold() throws {
        var groups = Array(
            repeating: PenaltyReward.summary(outcome: "y", attributes: ["a", "b"]), count: 12)
        for place in 0..<240 {
            let a = place < 4 ? 1.0 : place % 3 == 0 ? 5 : 3
            groups[place % 12].add(
                PenaltyReward.row(
                    outcome: a + Double(place % 7), ratings: [a, Double(1 + place % 5)],
                    cuts: .init(poor: 2, excellent: 5)))
        }
        let found = try SatisfactionFactors(groups: groups, attributes: ["a", "b"])
        #expect(found.drivers[0].poorCount == 4 && found.drivers[0].penalty == nil)
        #expect(found.drivers[0].factor == nil && found.drivers[0].balance == nil)
        #expect(found.drivers[0].reward != nil && found.drivers[1].factor != nil)
        #expect(throws: Unfit.tooFew(have: 9, need: 10)) {
            try SatisfactionFactors(groups: Array(groups.prefix(9)), attributes: ["a", "b"])
        }
        #expect(throws: Unfit.self) {
            try SatisfactionFactors(groups: groups, attributes: ["a"])
        }
    }
}
