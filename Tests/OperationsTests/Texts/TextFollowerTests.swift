import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// What customers write is read as it comes and kept beside it.
@Suite struct TextFollowerTests {
    static func follow(_ house: House) async throws {
        try await FollowerRunner(
            TextFollower(house), on: house.database, holder: "test", clock: { house.now() },
            report: { Issue.record("\($0)") }
        ).catchUp()
    }

    @Test(arguments: Engine.available)
    func aCommentIsReadWithItsMoodThemesAndLanguage(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            let bad = try await desk.perform(
                SubmitResponse.self,
                [
                    "instrument": "nps", "customer": "C-1",
                    "answers": ["recommend": 2, "disappointment": "物流太慢了，客服态度很差"],
                ])
            _ = try await desk.perform(
                SubmitResponse.self, ["instrument": "nps", "answers": ["recommend": 9]])
            try await Self.follow(test.house)
            let id = try #require(bad.id)
            let kept = try await desk.read {
                try TextReadings.find(.answer, of: [id.raw], in: workspace.id, on: $0)
            }
            #expect(kept.count == 1)
            let one = try #require(kept.first)
            #expect(one.place == .init(response: id, item: "disappointment") && one.customer != nil)
            #expect(one.reading.mood == .negative && one.reading.language == "zh-Hans")
            #expect(one.reading.score < -0.3 && !one.reading.words.isEmpty)
            #expect(one.reading.themes.contains { $0.key == "touchpoint.delivery" && $0.mood < 0 })
            let shown = try await desk.perform(
                ShowResponse.self, ["response": .string(id.description)])
            #expect(shown.readings == ["disappointment": one.reading])
            let told = try await desk.read {
                try $0.timeline(workspace: workspace.id, limit: 50)
            }.filter { $0.kind == "texts.read" }
            let ids = told.flatMap { $0.data["responses"]?.array ?? [] }
            #expect(ids == [.string(id.description)], "who wrote nothing is not told of")
        }
    }

    @Test(arguments: Engine.available)
    func aFallingMoodIsTold(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let agent = workspace.desk(.agent)
            let opened = try await agent.perform(
                OpenCase.self,
                ["kind": "request", "title": "Invoice"])
            let id = opened.json["id"] ?? .null
            func say(_ text: String) async throws -> Int {
                _ = try await agent.perform(
                    ReceiveOnCase.self, ["case": id, "text": .string(text)])
                try await Self.follow(test.house)
                return try await agent.read {
                    try $0.timeline(workspace: workspace.id, limit: 200)
                }.filter { $0.kind == "case.mood_fell" }.count
            }
            #expect(try await say("Thank you, that was friendly and quick.") == 0)
            #expect(try await say("Your service is terrible, rude and useless.") == 1)
            #expect(try await say("It is still terrible.") == 1, "it was bad before")
            let thread = try await agent.perform(ListCaseMessages.self, ["case": id])
            let moods = thread.items.reversed().compactMap { $0.reading?.mood }
            #expect(moods == [.positive, .negative, .negative])
        }
    }

    @Test(arguments: Engine.available)
    func rulesMayAskForTheMood(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            let rule = """
                key: bad-words
                name: {en: Bad words, zh: 差评}
                when: response.completed
                if: mood < -0.3 and themes.touchpoint.delivery < 0
                do:
                  - open_case: {kind: feedback, process: closed-loop, title: {en: Late, zh: 晚}}
                """
            _ = try await desk.perform(
                SaveDocument<RuleDocuments>.self, ["text": .string(rule)])
            for text in ["Delivery was late and the courier rude.", "Rude staff.", "Great."] {
                _ = try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "nps",
                        "answers": ["recommend": 2, "disappointment": .string(text)],
                    ])
            }
            try await FollowerRunner(
                RulesFollower(test.house), on: database, holder: "test",
                clock: { test.house.now() }, report: { Issue.record("\($0)") }
            ).catchUp()
            let cases = try await desk.perform(ListCases.self, [:])
            let titles = cases.items.map { $0.json["title"]?["en"]?.string }
            #expect(titles.filter { $0 == "Late" }.count == 1)
        }
    }
}
