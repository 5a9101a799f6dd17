import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct BusinessTests {
    /// Value goes with the tier alone, and the tier with the score: overall the difference is
    /// clear, among customers of one tier there is none. Who left is told by the score itself.
    @Test(arguments: Engine.available)
    func whatTheTierExplainsIsNotTheScores(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let stay = try await AnsweredInstrument(workspace)
            let desk = workspace.desk(.manager)
            for place in 0..<240 {
                let isGold = place % 2 == 0
                // Gold: three of four promote; iron: one of four.
                let promotes = isGold ? place / 2 % 4 != 0 : place / 2 % 4 == 0
                let left = !promotes && place / 2 % 3 == 0
                try await desk.perform(
                    CreateCustomer.self,
                    [
                        "key": .string("C-\(place)"),
                        "traits": [
                            "tier": .string(isGold ? "gold" : "iron"),
                            "value": .integer((isGold ? 500 : 100) + place / 8 % 5),
                            "left": .bool(left),
                        ],
                    ])
                try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "stay", "answers": ["recommend": promotes ? 10 : 3],
                        "customer": .string("C-\(place)"),
                    ])
            }
            let report = try await stay.ask(LinkToBusiness.self, [:])
            #expect(report["bands"]?.array?.count == 3)
            func fact(_ name: String) throws -> JSON {
                try #require(
                    report["facts"]?.array?.first { $0["column"] == .string("customer.\(name)") })
            }
            let value = try fact("value")
            #expect((value["change"]?["value"]?.number ?? 0) > 150)
            #expect(value["change"]?["isClear"] == true)
            #expect(value["alikeIn"] == "customer.tier")
            #expect(abs(value["alike"]?.number ?? 100) < 2)
            let low = try #require(value["alikeLow"]?.number)
            let high = try #require(value["alikeHigh"]?.number)
            #expect(low < 0.5 && high > -0.5)
            let left = try fact("left")
            // None of the promoters left, a third of the others.
            #expect(left["bands"]?.array?.last?["value"] == 0)
            #expect((left["change"]?["value"]?.number ?? 0) < -20)
            #expect((left["alikeHigh"]?.number ?? 0) < 0)
            let few = try await stay.ask(LinkToBusiness.self, ["filter": "customer.value == 502"])
            #expect(few["facts"]?.array?.allSatisfy { $0["change"] == .null } != nil)
            let none = try await stay.ask(LinkToBusiness.self, ["filter": "score == 7"])
            #expect(none["n"] == 0 && none["facts"] == [])
        }
    }

    /// Of days only those after the answer count: all had bought before, promoters came back.
    @Test(arguments: Engine.available)
    func onlyWhatCameAfterTheAnswerCounts(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let stay = try await AnsweredInstrument(workspace)
            let desk = workspace.desk(.manager)
            for place in 0..<80 {
                let promotes = place % 2 == 0
                // Three of four promoters, one of four others after the second of March.
                let isLater = promotes ? place / 2 % 4 != 0 : place / 2 % 4 == 0
                let day = isLater ? "2026-03-20" : place % 3 == 0 ? "2026-03-02" : "2025-12-01"
                var traits: JSON = ["bought": .string(day), "gold": .bool(place % 5 == 0)]
                // Of some nothing is known but that they are customers, of one not even that.
                if place % 20 == 19 { traits = ["gold": false] }
                try await desk.perform(
                    CreateCustomer.self, ["key": .string("C-\(place)"), "traits": traits])
                try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "stay", "answers": ["recommend": promotes ? 10 : 3],
                        "customer": .string("C-\(place)"),
                    ])
            }
            try await stay.answer(score: 3)
            let report = try await stay.ask(LinkToBusiness.self, [:])
            let later = try #require(
                report["facts"]?.array?.first { $0["column"] == "customer.bought" })
            #expect(later["isLater"] == true)
            let bands = later["bands"]?.array ?? []
            #expect(bands.last?["value"] == 75 && bands.last?["n"] == 40)
            // Of forty others ten came back, but of some of these no day is known.
            let others = try #require(bands.first)
            #expect(others["n"] == 40)
            let gone = (0..<80).filter { $0 % 20 == 19 && $0 / 2 % 4 == 0 }.count
            #expect(others["value"]?.number == 100 * Double(10 - gone) / 40)
            #expect(later["change"]?["isClear"] == true)
            // Its filter finds exactly those that it rests on.
            let found = try await desk.perform(
                ListResponses.self,
                [
                    "instrument": .string(stay.id.description), "limit": 100,
                    "filter": others["filter"] ?? "",
                ])
            #expect(found.items.count == 40)
        }
    }

    @Test(arguments: Engine.available)
    func everyPairIsCorrelated(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let trip = try await AnsweredInstrument(
                workspace, document: InsightDocuments.journey)
            try await trip.put(
                (0..<200).map { place in
                    let seat = 1 + place % 5
                    return trip.row(
                        JSON.Object([
                            .init(key: "book", value: .integer(1 + place / 5 % 5)),
                            .init(key: "seat", value: .integer(seat)),
                            .init(key: "recommend", value: .integer(2 * seat)),
                        ]), score: 2 * seat)
                })
            let report = try await trip.ask(Correlate.self, [:])
            let pairs = report["pairs"]?.array ?? []
            func r(_ a: String, _ b: String) -> JSON? {
                pairs.first { $0["first"] == .string(a) && $0["second"] == .string(b) }
            }
            #expect(abs((r("score", "answers.seat")?["r"]?.number ?? 0) - 1) < 1e-12)
            #expect(r("score", "answers.seat")?["adjustedP"] == 0)
            #expect(abs(r("score", "answers.book")?["r"]?.number ?? 1) < 1e-12)
            #expect(r("score", "answers.book")?["p"] == 1)
            #expect(r("answers.book", "answers.seat")?["n"] == 200)
            // Nobody rated the bags; too few give no number.
            #expect(pairs.allSatisfy { $0["second"] != "answers.bags" || $0["r"] == .null })
            let few = try await trip.ask(Correlate.self, ["filter": "answers.book == 9"])
            #expect(few["pairs"]?.array?.allSatisfy { $0["r"] == .null } == true)
        }
    }

    /// Items of one variable agree, so the index is their mean and the paths are correlations: of
    /// q, evenly 1 to 5, with q or q + 1, √(2 / 2.25).
    @Test(arguments: Engine.available)
    func theIndexIsWhatItWouldBeByHand(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let asked = try await AnsweredInstrument(workspace, document: InsightDocuments.index)
            func both(_ value: Int) -> JSON { ["a": .integer(value), "b": .integer(value)] }
            try await asked.put(
                (0..<100).map { place in
                    let quality = 1 + place % 5
                    let content = quality + place / 5 % 2
                    return asked.row(
                        JSON.Object([
                            .init(key: "quality", value: both(quality)),
                            .init(key: "satisfaction", value: both(content)),
                            .init(key: "loyalty", value: both(content + 1 + place / 10 % 2)),
                        ]))
                })
            let report = try await asked.ask(ShowIndex.self, [:])
            #expect(report["n"] == 100)
            func latent(_ key: String) -> JSON? {
                report["latents"]?.array?.first { $0["key"] == .string(key) }
            }
            let content = try #require(latent("satisfaction"))
            #expect(abs((content["value"]?.number ?? 0) - 250.0 / 9) < 1e-6)
            #expect(abs((content["r2"]?.number ?? 0) - 2 / 2.25) < 1e-6)
            let (low, high) = (content["low"]?.number ?? 99, content["high"]?.number ?? 0)
            #expect(low < 250.0 / 9 && 250.0 / 9 < high && high - low < 15)
            #expect((content["r2Low"]?.number ?? 1) <= 2 / 2.25)
            // Both items say the same, so each has half the spread.
            let items = content["items"]?.array ?? []
            #expect(
                items.map { $0["column"] } == ["answers.satisfaction.a", "answers.satisfaction.b"])
            for item in items {
                #expect(abs((item["weight"]?.number ?? 0) - 0.5) < 1e-6)
                #expect(abs((item["loading"]?.number ?? 0) - 1) < 1e-6)
            }
            let path = try #require(
                report["paths"]?.array?.first { $0["from"] == "quality" })
            #expect(path["to"] == "satisfaction")
            let coefficient = try #require(path["coefficient"]?.number)
            #expect(abs(coefficient - (2 / 2.25).squareRoot()) < 1e-6)
            #expect((path["low"]?.number ?? 1) <= coefficient)
            #expect(coefficient <= (path["high"]?.number ?? 0))
            let few = try await asked.ask(ShowIndex.self, ["filter": "answers.quality.a == 9"])
            #expect(few["n"] == 0 && few["latents"] == [])
            // Of more than a few thousand random parts are drawn, and the interval is narrower.
            try await asked.put(
                (0..<2_500).map { place in
                    let quality = 1 + place % 5
                    let content = quality + place / 5 % 2
                    return asked.row(
                        JSON.Object([
                            .init(key: "quality", value: both(quality)),
                            .init(key: "satisfaction", value: both(content)),
                            .init(key: "loyalty", value: both(content + 1 + place / 10 % 2)),
                        ]))
                })
            let many = try await asked.ask(ShowIndex.self, [:])
            let one = try #require(
                many["latents"]?.array?.first { $0["key"] == "satisfaction" })
            #expect(many["n"] == 2_600 && abs((one["value"]?.number ?? 0) - 250.0 / 9) < 1e-6)
            let (least, most) = (one["low"]?.number ?? 99, one["high"]?.number ?? 0)
            #expect(least < 250.0 / 9 && 250.0 / 9 < most && most - least < (high - low) / 2)
        }
    }
}
