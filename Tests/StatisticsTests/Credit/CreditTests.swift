import Statistics
import Testing

@Suite struct CreditTests {
    /// Golden altman_z: working capital, retained, profit, market and book value, sales, assets,
    /// liabilities; the four versions.
    static let accounts = """
        120.0 300.0 150.0 900.0 500.0 1200.0 1000.0 500.0 3.3378 2.42379 3.8232 7.0732
        -50.0 -120.0 20.0 60.0 80.0 700.0 600.0 520.0 0.9647307692307693 1.1033653846153848 \
        -0.813128205128205 2.4368717948717946
        10.0 40.0 25.0 150.0 120.0 300.0 400.0 280.0 1.4469285714285713 1.2253125 \
        1.3599999999999999 4.61
        """

    @Test(arguments: accounts.split(separator: "\n").map(String.init))
    func altman(_ line: String) throws {
        let x = line.split(separator: " ").compactMap { Double($0) }
        func z(_ version: AltmanZ.Version, equity: Double) throws -> AltmanZ {
            try AltmanZ(
                AltmanZ.Accounts(
                    workingCapital: x[0], retainedEarnings: x[1], operatingProfit: x[2],
                    equity: equity, sales: x[5], assets: x[6], liabilities: x[7]), version)
        }
        expectNear(try z(.listed, equity: x[3]).value, x[8])
        expectNear(try z(.unlisted, equity: x[4]).value, x[9])
        expectNear(try z(.general, equity: x[4]).value, x[10])
        expectNear(try z(.emerging, equity: x[4]).value, x[11])
    }

    @Test func zones() throws {
        let sound = AltmanZ.Accounts(
            workingCapital: 120, retainedEarnings: 300, operatingProfit: 150, equity: 900,
            sales: 1200, assets: 1000, liabilities: 500)
        #expect(try AltmanZ(sound, .listed).zone == .safe)
        let debtless = AltmanZ.Accounts(
            workingCapital: 1, retainedEarnings: 1, operatingProfit: 1, equity: 1, sales: 1,
            assets: 1, liabilities: 0)
        #expect(throws: Unfit.self) { try AltmanZ(debtless, .listed) }
    }

    static let attributes = [
        "credit.history",
        "present.employment.since",
        "duration.in.month",
        "installment.rate.in.percentage.of.disposable.income",
        "savings.account.and.bonds",
        "status.of.existing.checking.account",
        "property",
        "other.debtors.or.guarantors",
        "purpose",
    ]

    /// Golden scorecard_german: statsmodels 0.15; IV as R scorecard prints them.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func germanCredit() throws {
        let table = try SharedData.table("germancredit.csv")
        let bad = table.text("creditability").map { $0 == "bad" }
        let values: [Double] = [
            0.29323354739082624, 0.086433631026641, 0.28261805592290024, 0.026322090054334515,
            0.1960095569042267, 0.6660115033513336, 0.11263826240979674, 0.032019322019485055,
            0.16919506567307835,
        ]
        var columns: [(name: String, values: [Double])] = []
        for (place, name) in Self.attributes.enumerated() {
            var cells = table.text(name)
            if name == "duration.in.month" {
                cells = table.column(name).map { months in
                    "\([8.0, 16, 34, 44].filter { months >= $0 }.count)"
                }
            }
            var evidence = WeightOfEvidence<String>()
            for (cell, bad) in zip(cells, bad) { evidence.add(cell, isBad: bad) }
            expectNear(try evidence.informationValue(), values[place], 1e-12, name)
            let weights = try evidence.weights()
            columns.append((name, cells.map { weights[$0]! }))
        }
        let model = try LogisticRegression(columns, outcome: bad)
        let wanted: [Double] = [
            -0.8444389729647248, 0.7725922841721291, 0.8748672547420747, 0.947323672284784,
            1.327733838156864, 0.7605518978918449, 0.816725226457569, 0.4852552872436624,
            0.9897403907224943, 0.9268588142932199,
        ]
        expectNear(model.terms.map(\.coefficient), wanted, 1e-8)
        expectNear(model.logLikelihood, -471.40134547114985, 1e-11)
        let logits = bad.indices.map { row in model.logit(columns.map { $0.values[row] }) }
        let found = try Discrimination(scores: logits, outcome: bad)
        expectNear(found.auc.value, 0.8138238095238095, 1e-9)
        expectNear(found.gini, 0.627647619047619, 1e-9)
        expectNear(found.ks, 0.49476190476190474, 1e-9)
        let card = try Scorecard()
        expectNear([card.factor, card.offset], [72.13475204444818, 387.60362432782074])
        let points: [Double] = [
            612.908309590238, 383.9568160340976, 582.9376962815176, 419.0233001596718,
            332.9208664370993,
        ]
        expectNear(logits[..<5].map { card.points(logit: $0) }, points, 1e-8)
    }

    @Test func emptyCellsCountHalf() throws {
        var evidence = WeightOfEvidence<Int>()
        evidence.add(0, isBad: true, times: 10)
        evidence.add(0, isBad: false, times: 10)
        evidence.add(1, isBad: false, times: 10)
        let weights = try evidence.weights()
        expectNear(weights[1] ?? 0, -2.302585092994046)
        var copy = evidence
        copy.merge(evidence)
        copy.subtract(evidence)
        #expect(copy == evidence)
        #expect(throws: Unfit.constant("outcome")) {
            try WeightOfEvidence<Int>().informationValue()
        }
    }

    @Test func stability() throws {
        expectNear(try PopulationStability.index(then: [10, 20], now: [10, 20]), 0)
        expectNear(
            try PopulationStability.index(then: [50, 50], now: [60, 40]), 0.04054651081081642)
        #expect(throws: Unfit.mismatched("bins")) {
            try PopulationStability.index(then: [1], now: [1, 2])
        }
    }

    @Test func ratingByCriteria() throws {
        let grades = [("A", 80.0), ("B", 60), ("C", 0)].map {
            CreditRating.Grade(name: $0, from: $1)
        }
        func rating(_ capacity: Double) throws -> CreditRating {
            try CreditRating(
                [
                    CreditRating.Criterion(name: "character", weight: 3, score: 90),
                    CreditRating.Criterion(
                        name: "capacity", weight: 1, score: capacity, least: 20),
                ], grades: grades)
        }
        let good = try rating(60)
        expectNear(good.score, 82.5)
        #expect(good.grade == "A")
        let failed = try rating(10)
        #expect(failed.grade == nil && failed.failed == ["capacity"])
        #expect(throws: Unfit.outside("capacity")) { try rating(101) }
        let ratios = FinancialRatios(
            currentAssets: 200, inventory: 50, currentLiabilities: 100, assets: 500,
            liabilities: 300, operatingProfit: 40, interest: 0, receivables: 73, sales: 365)
        #expect(ratios.current == 2 && ratios.quick == 1.5 && ratios.interestCover == nil)
        #expect(ratios.receivableDays == 73)
    }
}
