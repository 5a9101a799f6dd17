import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// What was read in comments is a column among the others.
@Suite struct MoodColumnTests {
    /// 20 answers with a bad word, 20 with a good one, 10 without any.
    private func with(
        _ engine: Engine,
        _ body: @escaping @Sendable (TestHouse, Desk, [ID<Response>]) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let desk = try await test.workspace().desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            var bad: [ID<Response>] = []
            for place in 0..<50 {
                let answers: JSON =
                    switch place % 5 {
                    case 0, 1: ["recommend": 2, "disappointment": "物流太慢了，客服态度很差"]
                    case 2, 3: ["recommend": 10, "praise": "客服很热情，发货很快，非常满意"]
                    default: ["recommend": 8]
                    }
                let made = try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "nps", "answers": answers,
                        "hidden": ["region": place % 2 == 0 ? "华东" : "华北"],
                    ])
                if place % 5 < 2 { bad.append(try #require(made.id)) }
            }
            // The table is in memory before anything is read in a text.
            _ = try await ask(desk, ["measure": "count"])
            try await TextFollowerTests.follow(test.house)
            try await body(test, desk, bad)
        }
    }

    private func instrument(_ desk: Desk) async throws -> JSON {
        let all = try await desk.read { try Instruments.list(in: desk.workspace, on: $0) }
        return .optional(all.first.map { $0.id.description })
    }

    private func ask(_ desk: Desk, _ fields: KeyValuePairs<String, JSON>) async throws -> JSON {
        let id = try await instrument(desk)
        let given = fields.map { JSON.Object.Member(key: $0.key, value: $0.value) }
        return try await desk.perform(
            QueryInsight.self,
            JSON.Object(
                [.init(key: "instrument", value: id)] + given)
        ).json
    }

    @Test(arguments: Engine.available)
    func moodIsMeasuredAndGroupedBy(_ engine: Engine) async throws {
        try await with(engine) { _, desk, bad in
            let mean = try await ask(desk, ["measure": "mean", "item": "mood_score"])["total"]
            #expect(mean?["n"] == 40)
            let negative = try await ask(
                desk,
                [
                    "measure": "share", "item": "mood", "value": "negative",
                    "dimensions": ["hidden.region"],
                ])
            #expect(negative["total"]?["value"] == 50 && negative["total"]?["n"] == 40)
            let groups = negative["groups"]?.array ?? []
            #expect(groups.count == 2)
            let scores = try await ask(desk, ["measure": "mean", "dimensions": ["mood"]])
            var means: [String: Double] = [:]
            for group in scores["groups"]?.array ?? [] {
                means[group["keys"]?.array?.first?["value"]?.string ?? "none"] =
                    group["measure"]?["value"]?.number
            }
            #expect(means == ["negative": 2, "positive": 10, "none": 8])
            // The records behind it: from memory, and row by row where more is asked.
            for filter in ["mood == \"negative\"", "mood_score < 0 and status == \"completed\""] {
                let found = try await desk.perform(
                    ListResponses.self,
                    [
                        "instrument": try await instrument(desk), "filter": .string(filter),
                        "limit": 100,
                    ])
                #expect(Set(found.items.map(\.id)) == Set(bad), "\(filter)")
            }
        }
    }

    /// Read again with another result, or gone: the next question counts it so.
    @Test(arguments: Engine.available)
    func moodFollowsItsReading(_ engine: Engine) async throws {
        try await with(engine) { _, desk, bad in
            func negatives() async throws -> JSON? {
                try await ask(desk, ["measure": "count", "filter": "mood == \"negative\""])[
                    "total"]?["n"]
            }
            #expect(try await negatives() == 20)
            try await desk.write { ledger in
                try ledger.connection.run(
                    """
                    UPDATE text_readings SET mood = 'positive', score = 0.5
                    WHERE workspace = \(ledger.workspace) AND subject = \(bad[0])
                    """)
                try ledger.connection.run(
                    """
                    DELETE FROM text_readings
                    WHERE workspace = \(ledger.workspace) AND subject = \(bad[1])
                    """)
                let instrument = try Instruments.list(
                    in: ledger.workspace, on: ledger.connection)[0].id
                try ledger.record(
                    "texts.read", .init("texts", instrument),
                    ["responses": .array(bad.prefix(2).map { .string($0.description) })])
            }
            #expect(try await negatives() == 18)
        }
    }

    /// A good and a bad text in one answer are neither; their scores are averaged.
    @Test func severalTextsOfOneAnswer() {
        let mixed = TextReading.Overall(mean: (0.8 - 0.61) / 2, excess: 0)
        #expect(mixed.mood == .neutral && mixed.score == 0.1)
        #expect(TextReading.Overall(mean: -0.0049, excess: -1).score == 0)
        #expect(TextReading.Overall(mean: -0.4, excess: -1).mood == .negative)
        #expect(TextReading.Overall(mean: 0.4, excess: 2).mood == .positive)
        let spoken = TextReading.Overall(
            mean: 0, excess: 0,
            themes: [
                [
                    .init(key: "touchpoint.use", mood: 0.3),
                    .init(key: "dimension.empathy", mood: 1),
                ],
                [
                    .init(key: "touchpoint.use", mood: -0.2),
                    .init(key: "touchpoint.order", mood: 1),
                ],
            ])
        #expect(
            spoken.themes == [
                .init(key: "dimension.empathy", mood: 1),
                .init(key: "touchpoint.order", mood: 1), .init(key: "touchpoint.use", mood: 0.05),
            ])
    }
}
