import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

/// Weights from known margins, kept as a document, and measures that use them.
@Suite struct WeightingTests {
    /// Eco: 20 with 10 (promoters); Business: 5 with 0 (detractors).
    private static func answered(_ workspace: TestWorkspace) async throws -> AnsweredInstrument {
        let stay = try await AnsweredInstrument(workspace)
        for _ in 0..<20 { try await stay.answer(score: 10, class: "Eco") }
        for _ in 0..<5 { try await stay.answer(score: 0, class: "Business") }
        return stay
    }

    private static let margins: JSON = [
        [
            "column": "hidden.class",
            "targets": [["value": "Eco", "share": 50], ["value": "Business", "share": 50]],
        ]
    ]

    @Test(arguments: Engine.available)
    func groupsCountAsTheyShould(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let stay = try await Self.answered(workspace)
            let desk = workspace.desk(.manager)
            let instrument = JSON.string(stay.id.description)
            let made = try await desk.perform(
                SaveWeighting.self,
                ["instrument": instrument, "name": "half", "margins": Self.margins])
            // By hand: weights 0.625 and 2.5; Σw = 25, Σw² = 7.8125 + 31.25.
            #expect(made.n == 25 && made.left == 0)
            #expect(abs((made.designEffect ?? 0) - 25 * 39.0625 / 625) < 1e-9)
            #expect(abs((made.effectiveSize ?? 0) - 16) < 1e-9)
            #expect(made.strata.map(\.expected) == [12.5, 12.5])
            #expect(made.strata.map(\.reached) == [20, 5])
            let plain = try await stay.ask(["measure": "nps"])
            #expect(plain["total"]?["value"]?.number == 60)
            let weighted = try await stay.ask([
                "measure": "nps", "weights": .string(made.id.description),
            ])
            #expect(abs(weighted["total"]?["value"]?.number ?? 1) < 1e-9, "half and half")
            #expect(weighted["weights"]?["name"] == "half")
            let groups = try await stay.ask([
                "measure": "mean", "item": "score", "weights": .string(made.id.description),
                "dimensions": ["hidden.class"],
            ])
            let means = groups["groups"]?.array?.compactMap { $0["measure"]?["value"]?.number }
            #expect(means == [10, 0])
            // Who answers later is weighted by the same document.
            for _ in 0..<5 { try await stay.answer(score: 0, class: "Business") }
            let later = try await desk.perform(ListWeightings.self, ["instrument": instrument])
            #expect(later.items.map(\.n) == [30])
            await #expect(throws: Refusal.self, "the name is taken") {
                try await desk.perform(
                    SaveWeighting.self,
                    ["instrument": instrument, "name": "half", "margins": Self.margins])
            }
        }
    }

    @Test(arguments: Engine.available)
    func marginsComeFromTheCustomersAndAreWrittenDown(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.manager)
            for (place, tier) in ["gold", "gold", "gold", "silver"].enumerated() {
                try await desk.perform(
                    CreateCustomer.self,
                    ["key": .string("C-\(place)"), "traits": ["tier": .string(tier)]])
            }
            let made = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            for (customer, score) in [("C-0", 10), ("C-3", 0), ("C-3", 0)] {
                try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "nps", "answers": ["recommend": .integer(score)],
                        "customer": .string(customer),
                    ])
            }
            let weights = try await desk.perform(
                SaveWeighting.self,
                [
                    "instrument": .string(made.id.description), "name": "tiers",
                    "margins": [["column": "customer.tier", "targets": "customers"]],
                ])
            #expect(weights.weighting.margins[0].targets.map(\.share) == [3, 1])
            #expect(weights.strata.map(\.expected) == [2.25, 0.75])
            for wrong: JSON in [
                [["column": "hidden.nothing", "targets": "customers"]],
                [["column": "customer.tier", "targets": [["value": "iron", "share": 1]]]],
                [
                    [
                        "column": "customer.tier",
                        "targets": [
                            ["value": "iron", "share": 1], ["value": "gold", "share": 1],
                        ],
                    ]
                ], [],
            ] {
                await #expect(throws: Refusal.self) {
                    try await desk.perform(
                        SaveWeighting.self,
                        [
                            "instrument": .string(made.id.description), "name": "wrong",
                            "margins": wrong,
                        ])
                }
            }
        }
    }

    /// Steps of time, the period before, and cells of several measures; by hand.
    @Test(arguments: Engine.available)
    func timeAndComparisonAreWeightedToo(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let stay = try await AnsweredInstrument(workspace)
            let day = Instant(iso8601: "2026-03-02T04:00:00Z")!
            // Business should be as many as Eco; on both days it is a third.
            for (days, scores) in [(0, (10, 4)), (1, (8, 2))] as [(Int64, (Int, Int))] {
                for place in 0..<30 {
                    let isEco = place < 20
                    try await stay.answer(
                        score: (isEco ? scores.0 : scores.1) - place % 2,
                        class: isEco ? "Eco" : "Business",
                        language: place % 3 == 0 ? "zh" : "en", at: day + .days(days))
                }
            }
            let made = try await workspace.desk(.manager).perform(
                SaveWeighting.self,
                [
                    "instrument": .string(stay.id.description), "name": "half",
                    "margins": Self.margins,
                ])
            let weights = JSON.string(made.id.description)
            let mean: JSON = ["measure": "mean", "item": "score"]
            let trend = try await stay.ask([
                "measure": "mean", "item": "score", "weights": weights, "grain": "day",
                "measures": [mean, ["measure": "nps"]], "dimensions": ["language"],
            ])
            let steps = trend["trend"]?.array?.compactMap { $0["measure"]?["value"]?.number }
            #expect(zip(steps ?? [], [6.5, 4.5]).allSatisfy { abs($0 - $1) < 1e-9 })
            #expect(steps?.count == 2)
            #expect(trend["cells"]?.array?.count == 4, "two languages on two days")
            let n = trend["cells"]?.array?.compactMap {
                $0["values"]?.array?[0]["measure"]?["n"]?.integer
            }
            #expect(n?.sorted() == [10, 10, 20, 20])
            let compared = try await stay.ask([
                "weights": weights, "compare": "previous", "from": "2026-03-02T16:00:00Z",
                "to": "2026-03-03T16:00:00Z", "measures": [mean], "dimensions": ["hidden.class"],
            ])
            let now = try #require(compared["total"]?["value"]?.number)
            let before = try #require(compared["previous"]?["measure"]?["value"]?.number)
            #expect(abs(now - 4.5) < 1e-9 && abs(before - 6.5) < 1e-9)
            #expect(abs((compared["change"]?["value"]?.number ?? 0) + 2) < 1e-9)
            #expect(compared["change"]?["test"] == "weighted.difference")
            #expect(compared["change"]?["isClear"] == true)
            for cell in compared["cells"]?.array ?? [] {
                let value = cell["values"]?.array?.first
                #expect(abs((value?["change"]?["value"]?.number ?? 0) + 2) < 1e-9)
            }
            await #expect(throws: Refusal.self, "a count has no weights") {
                try await stay.ask(["weights": weights, "measures": [["measure": "count"]]])
            }
        }
    }

    /// Shares and test of a cross-tab count as the weights say; by hand.
    @Test(arguments: Engine.available)
    func aCrossTabCountsAsItShould(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let stay = try await AnsweredInstrument(workspace)
            for place in 0..<60 {
                try await stay.answer(
                    score: 10, class: place < 40 ? "Eco" : "Business",
                    language: place < 30 || place >= 50 ? "en" : "zh")
            }
            let made = try await workspace.desk(.manager).perform(
                SaveWeighting.self,
                [
                    "instrument": .string(stay.id.description), "name": "half",
                    "margins": Self.margins,
                ])
            let tab = try await stay.ask(
                CrossTabulate.self,
                [
                    "row": "language", "column": "hidden.class",
                    "weights": .string(made.id.description),
                ])
            // English: 30 × 0.75 of Eco, 10 × 1.5 of Business.
            let english = try #require(
                tab["rowKeys"]?.array?.firstIndex { $0["value"] == "en" })
            let eco = try #require(
                tab["columnKeys"]?.array?.firstIndex { $0["value"] == "Eco" })
            let cell = tab["cells"]?.array?[english].array?[eco]
            #expect(abs((cell?["share"]?.number ?? 0) - 0.6) < 1e-9)
            #expect(cell?["count"] == 30 && tab["n"] == 60 && tab["weights"] == "half")
            // 60 answers are worth 53⅓: 53⅓ (20·13⅓ − 13⅓·6⅔)² / (33⅓·20·26⅔·26⅔).
            #expect(abs((tab["chiSquare"]?.number ?? 0) - 32.0 / 9) < 1e-6)
            let plain = try await stay.ask(
                CrossTabulate.self, ["row": "language", "column": "hidden.class"])
            let share = plain["cells"]?.array?[english].array?[eco]["share"]?.number
            #expect(abs((share ?? 0) - 0.75) < 1e-9)
        }
    }
}
