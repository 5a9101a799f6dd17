import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

/// How customers write of a touchpoint stands beside what they rate there.
@Suite struct JourneyMoodTests {
    static let document = """
        key: trip
        title: {zh: 行程, en: Trip}
        languages: [zh, en]
        hidden:
          - {key: class, title: {zh: 舱位, en: Class}}
        pages:
          - items:
              - key: parcel
                kind: rating
                title: {zh: 配送速度, en: Speed of delivery}
                scale: &scale {points: 5, labels: {1: {zh: 差, en: Poor}, 5: {zh: 好, en: Good}}}
              - {key: bags, kind: rating, title: {zh: 行李, en: Bags}, scale: *scale}
              - {key: help, kind: rating, title: {zh: 客服, en: Support}, scale: *scale}
              - {key: both, kind: rating, title: {zh: 订单与退款, en: Rest}, scale: *scale}
              - {key: remark, kind: long_text, title: {zh: 意见, en: Remark}}
              - {key: wish, kind: long_text, title: {zh: 愿望, en: Wish}}
        """

    /// Of the economy class six speak of the delivery, one of them twice; of the business class
    /// five. Four speak of the support.
    private static let moods: [(group: String, delivery: [Double], support: Double?)] =
        [("Eco", [-0.6, -0.2], -0.3)]
        + Array(repeating: ("Eco", [-0.4], -0.3), count: 3)
        + Array(repeating: ("Eco", [0.2], nil), count: 2)
        + Array(repeating: ("Business", [0.5], nil), count: 5)
        + Array(repeating: ("Business", [], nil), count: 7)

    private func with(
        _ engine: Engine,
        _ body: @escaping @Sendable (AnsweredInstrument, [Responses.Stored]) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let trip = try await AnsweredInstrument(workspace, document: Self.document)
            let rows = Self.moods.map { one in
                trip.row(
                    JSON.Object([
                        .init(key: "parcel", value: 3), .init(key: "bags", value: 4),
                        .init(key: "help", value: 2), .init(key: "both", value: 5),
                        .init(key: "remark", value: "Words"),
                    ]), hidden: JSON.Object([.init(key: "class", value: .string(one.group))]))
            }
            try await trip.put(rows)
            // The table is in memory before anything is read in a text.
            _ = try await trip.ask(["measure": "count"])
            try await read(rows, trip)
            try await body(trip, rows)
        }
    }

    private func read(_ rows: [Responses.Stored], _ trip: AnsweredInstrument) async throws {
        var kept: [TextReadings.Stored] = []
        for (row, one) in zip(rows, Self.moods) {
            for (item, mood) in zip(["remark", "wish"], one.delivery) {
                var themes = [TextReading.Theme(key: "touchpoint.delivery", mood: mood)]
                themes.append(.init(key: "dimension.empathy", mood: 0.9))
                if let support = one.support, item == "remark" {
                    themes.append(.init(key: "touchpoint.support", mood: support))
                }
                kept.append(
                    .init(
                        place: .init(response: row.id, item: item), parent: trip.id.raw,
                        at: row.at, customer: nil,
                        reading: TextReading(
                            language: "en", score: mood, mood: .neutral, words: [],
                            themes: themes, model: 0)))
            }
        }
        let all = kept
        try await trip.workspace.system.write { ledger in
            try TextReadings.keep(all, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "texts.read", .init("texts", trip.id),
                ["responses": .array(rows.map { .string($0.id.description) })])
        }
    }

    /// The mean of -0.4 four times and 0.2 twice, with Student's interval of five degrees; of
    /// fewer than five answers none.
    @Test(arguments: Engine.available)
    func textsSpeakOfSteps(_ engine: Engine) async throws {
        try await with(engine) { trip, rows in
            let report = try await trip.ask(
                ShowJourney.self, ["filter": "hidden.class == \"Eco\""])
            let steps = report["steps"]?.array ?? []
            #expect(
                steps.map { $0["touchpoint"] } == [
                    "touchpoint.delivery", .null, "touchpoint.support", .null,
                ])
            let mood = steps[0]["mood"]
            #expect(mood?["n"] == 6)
            #expect(abs((mood?["value"]?.number ?? 9) + 0.2) < 1e-9)
            // 2.570582 · √(0.096 / 6)
            #expect(abs((mood?["low"]?.number ?? 9) + 0.525_157) < 1e-5)
            #expect(abs((mood?["high"]?.number ?? 9) - 0.125_157) < 1e-5)
            #expect(steps[1]["mood"] == .null && steps[3]["mood"] == .null)
            #expect(steps[2]["mood"]?["n"] == 4 && steps[2]["mood"]?["isHidden"] == true)
            #expect(steps[2]["mood"]?["value"] == .null)

            let whole = try await trip.ask(ShowJourney.self, [:])["steps"]?.array?[0]["mood"]
            #expect(whole?["n"] == 11)
            #expect(abs((whole?["value"]?.number ?? 9) - 1.3 / 11) < 1e-9)
            // The filter that a measure names finds its records.
            let filter = try #require(whole?["filter"]?.string)
            #expect(
                try await trip.ask(["measure": "count", "filter": .string(filter)])["total"]?["n"]
                    == 11)
        }
    }

    /// Records are found by how they speak, in memory and row by row; so are measures.
    @Test(arguments: Engine.available)
    func moodOfATouchpointIsAColumn(_ engine: Engine) async throws {
        try await with(engine) { trip, rows in
            for more in ["", " and status == \"completed\""] {
                let found = try await trip.workspace.desk(.manager).perform(
                    ListResponses.self,
                    [
                        "instrument": .string(trip.id.description), "limit": 100,
                        "filter": .string("mood.touchpoint.delivery < 0" + more),
                    ])
                #expect(Set(found.items.map(\.id)) == Set(rows.prefix(4).map(\.id)), "\(more)")
            }
            let mean = try await trip.ask(
                ["measure": "mean", "item": "mood.touchpoint.support"])["total"]
            #expect(mean?["n"] == 4 && mean?["isHidden"] == true)
            await #expect(throws: Refusal.self) {
                try await trip.ask(["measure": "count", "filter": "mood.touch < 0"])
            }
        }
    }

    /// A touchpoint's own questions are named where its words are.
    @Test(arguments: Engine.available)
    func questionsAreNamedAtTheirTouchpoint(_ engine: Engine) async throws {
        try await with(engine) { trip, _ in
            try await trip.workspace.desk(.manager).perform(
                SaveDocument<ThemeDocuments>.self,
                [
                    "text": .string(
                        """
                        key: ours
                        name: {zh: 我们的, en: Ours}
                        themes:
                          - key: delivery
                            kind: touchpoint
                            name: {zh: 配送, en: Delivery}
                            words: []
                            items: [bags, both]
                        """)
                ])
            let steps = try await trip.ask(ShowJourney.self, [:])["steps"]?.array ?? []
            #expect(
                steps.map { $0["touchpoint"] } == [
                    "touchpoint.delivery", "touchpoint.delivery", "touchpoint.support",
                    "touchpoint.delivery",
                ])
            #expect(steps[1]["mood"] == steps[0]["mood"] && steps[1]["mood"]?["n"] == 11)
        }
    }
}
