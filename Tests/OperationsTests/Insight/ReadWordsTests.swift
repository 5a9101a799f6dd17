import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite struct ReadWordsTests {
    private func with(
        _ engine: Engine, _ body: @escaping @Sendable (AnsweredInstrument) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            try await body(try await AnsweredInstrument(workspace))
        }
    }

    /// A comment that speaks of a touchpoint and of a dimension counts in their cell, with its
    /// mood; a cell of fewer than five shows none.
    @Test(arguments: Engine.available)
    func aspectsMeetInCells(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let remarks =
                Array(repeating: "The delivery was delayed, terrible.", count: 7)
                + Array(repeating: "Wonderful, the delivery came fast.", count: 6)
                + Array(repeating: "The courier was rude.", count: 2)
                + Array(repeating: "Nothing to say here.", count: 5)
            try await stay.put(
                remarks.map {
                    stay.row(JSON.Object([.init(key: "remark", value: .string($0))]), score: 7)
                })
            let report = try await stay.ask(ReadWords.self, [:])
            #expect(report["n"] == 20)
            func cell(_ dimension: String) -> JSON? {
                report["aspects"]?.array?.first {
                    $0["touchpoint"] == "delivery" && $0["dimension"]?.string == dimension
                }
            }
            #expect(cell("reliability")?["n"] == 7 && cell("responsiveness")?["n"] == 6)
            #expect((cell("reliability")?["mood"]?.number ?? 1) < -0.1)
            #expect((cell("responsiveness")?["mood"]?.number ?? -1) > 0.1)
            for few in report["aspects"]?.array ?? [] where (few["n"]?.integer ?? 0) < 5 {
                #expect(few["mood"] == .null)
            }
        }
    }

    /// Topics are of the newest 3,000 responses, the mood is of every comment that was read.
    @Test(arguments: Engine.available)
    func theMoodCountsEveryComment(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let rows = (0..<3_200).map { place in
                stay.row(
                    JSON.Object([.init(key: "remark", value: "Lovely breakfast")]), score: 9, "en",
                    TestHouse.start - .minutes(Int64(place)))
            }
            try await stay.put(rows)
            let unread = try await stay.ask(ReadWords.self, [:])
            #expect(unread["isMoodOfAll"] == false && unread["n"] == 3_000)
            try await stay.workspace.system.write { ledger in
                try TextReadings.keep(
                    rows.map { row in
                        TextReadings.Stored(
                            place: .init(response: row.id, item: "remark"), parent: stay.id.raw,
                            at: row.at, customer: nil,
                            reading: TextReading(
                                language: "en", score: 0.5, mood: .positive, words: [], themes: [],
                                model: 0))
                    }, in: ledger.workspace, on: ledger.connection)
                try ledger.record(
                    "texts.read", .init("texts", stay.id),
                    ["responses": .array(rows.map { .string($0.id.description) })])
            }
            let report = try await stay.ask(ReadWords.self, ["grain": "day"])
            #expect(report["isMoodOfAll"] == true && report["mood"] == 0.5)
            #expect(report["read"] == 3_000 && report["all"] == 3_200)
            let days = (report["steps"]?.array ?? []).compactMap { $0["measure"]?["n"]?.integer }
            #expect(days.reduce(0, +) == 3_200)
        }
    }

    /// A topic that people keep has the figures of one that was found, leads to its responses, and
    /// can be filtered by and measured like any column.
    @Test(arguments: Engine.available)
    func aKeptTopicHasFigures(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let stay = try await AnsweredInstrument(workspace)
            let manager = workspace.desk(.manager)
            _ = try await manager.perform(
                AddTopic.self,
                ["names": ["zh": "等候", "en": "Waiting"], "words": ["waiting time", "排队"]])
            _ = try await manager.perform(
                AddTopic.self, ["name": "Pool", "words": ["swimming pool"]])
            try await stay.put(
                (0..<60).map { place in
                    let waits = place < 30 ? place % 6 == 0 : place % 2 == 0
                    let remark =
                        waits ? "The waiting time was terrible, day \(place)" : "Lovely breakfast"
                    return stay.row(
                        JSON.Object([.init(key: "remark", value: .string(remark))]),
                        score: waits ? 2 + place % 2 : 8 + place % 3, "en",
                        TestHouse.start - .days(Int64(60 - place)))
                })
            let instrument = JSON.string(stay.id.description)
            let desk = workspace.desk(.analyst)
            func kept() async throws -> [JSON] {
                try await desk.perform(ReadWords.self, ["instrument": instrument]).json["kept"]?
                    .array ?? []
            }
            #expect(try await kept().first?["filter"] == .null, "nothing has been read yet")
            try await TextFollowerTests.follow(test.house)
            let topics = try await kept()
            let waiting = try #require(topics.first)
            #expect(waiting["names"]?["zh"] == "等候" && waiting["n"] == 20)
            #expect(waiting["share"]?.number == 20.0 / 60)
            #expect((waiting["shareLow"]?.number ?? 0) > 0.2)
            #expect((waiting["shareHigh"]?.number ?? 1) < 0.5)
            #expect((waiting["mood"]?.number ?? 1) < 0 && waiting["isHot"] == true)
            #expect(waiting["effect"]?["isClear"] == true && waiting["rise"]?["isClear"] == true)
            #expect((waiting["effect"]?["value"]?.number ?? 0) < -5)
            #expect(topics.last?["n"] == 0 && topics.last?["mood"] == .null)
            let filter = try #require(waiting["filter"]?.string)
            let found = try await desk.perform(
                ListResponses.self, ["instrument": instrument, "filter": .string(filter)])
            #expect(found.items.count == 20)
            let anywhere = try await desk.perform(
                ListResponses.self, ["filter": .string(filter)])
            #expect(anywhere.items.count == 20)
            let key = try #require(waiting["key"]?.string)
            let source = try await desk.perform(
                ShowInsightSource.self, ["instrument": instrument])
            let column = source.columns.first { $0.name == "mood.topic.\(key)" }
            #expect(column?.title?.en == "Waiting" && column?.isNumeric == true)
            let mean = try await desk.perform(
                QueryInsight.self,
                [
                    "instrument": instrument, "measure": "mean",
                    "item": .string("mood.topic.\(key)"), "filter": .string(filter),
                ]
            ).json
            #expect(mean["total"]?["n"] == 20 && (mean["total"]?["value"]?.number ?? 1) < 0)
        }
    }

    /// Those who wait are unhappy, score low and are many of late: topic, mood, effect, rise and a
    /// quote say so, the last only to who may read answers.
    @Test(arguments: Engine.available)
    func wordsHaveTopicsWithAnEffect(_ engine: Engine) async throws {
        try await with(engine) { stay in
            try await stay.put(
                (0..<60).map { place in
                    let waits = place < 30 ? place % 6 == 0 : place % 2 == 0
                    let remark =
                        waits
                        ? "The waiting time at the front desk was terrible, number \(place)"
                        : place % 4 == 1
                            ? "Friendly staff and a lovely breakfast, day \(place)"
                            : "Lovely breakfast again"
                    return stay.row(
                        JSON.Object([.init(key: "remark", value: .string(remark))]),
                        score: waits ? 2 + place % 2 : 8 + place % 3, "en",
                        TestHouse.start - .days(Int64(60 - place)))
                })
            let ask = JSON.Object([
                .init(key: "instrument", value: .string(stay.id.description)),
                .init(key: "grain", value: "week"),
            ])
            let desk = stay.workspace.desk(.analyst)
            let report = try await desk.perform(ReadWords.self, ask).json
            #expect(report["n"] == 60 && report["read"] == 60)
            let topics = report["topics"]?.array ?? []
            let waiting = try #require(
                topics.first { $0["phrases"]?.array?.contains("waiting time") == true })
            #expect(waiting["n"] == 20 && (waiting["mood"]?.number ?? 1) < 0)
            #expect(waiting["effect"]?["isClear"] == true)
            #expect((waiting["effect"]?["value"]?.number ?? 0) < -5)
            #expect(waiting["quote"]?.string?.contains("waiting time") == true)
            // Five of thirty, then fifteen of thirty.
            #expect(abs((waiting["earlier"]?.number ?? 0) - 100.0 / 6) < 1e-9)
            #expect(waiting["lately"] == 50 && waiting["isHot"] == true)
            let glad = topics.filter { ($0["mood"]?.number ?? 0) > 0.1 }
            #expect(!glad.isEmpty && glad.allSatisfy { $0["isHot"] == false })
            let filter = try #require(waiting["filter"]?.string)
            let found = try await desk.perform(
                ListResponses.self,
                ["instrument": .string(stay.id.description), "filter": .string(filter)])
            #expect(found.items.count == 20)
            let weeks = (report["steps"]?.array ?? []).compactMap { $0["measure"]?["n"]?.integer }
            #expect(weeks.count >= 8 && weeks.reduce(0, +) == 60)
            let hidden = try await stay.ask(ReadWords.self, [:])
            #expect(hidden["topics"]?.array?.allSatisfy { $0["quote"] == .null } == true)
            let few = try await stay.ask(ReadWords.self, ["filter": "score == 100"])
            #expect(few["n"] == 0 && few["topics"] == [])
        }
    }
}
