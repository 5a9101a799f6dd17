import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

/// A workspace's own words: learnt in the background from what customers wrote, used where topics
/// are found, and changed by people.
@Suite struct WordListTests {
    /// Comments about a made-up product, each by another customer unless said otherwise.
    static func answer(_ desk: Desk, count: Int, people: Int = .max) async throws {
        let around = Array("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉")
        let rest = Array("春夏秋冬东西南北风云雨雪山川湖海日月星辰花鸟鱼虫金木水火土石田禾")
        for place in 0..<count {
            let (first, last) = (around[place % 20], around[(place * 3 + 7) % 20])
            // One in three speaks of it: what all speak of parts no topic from another.
            let name = place % 3 == 0 ? "蓝鲸号" : ""
            let other = (0..<40).map { rest[(place * 7 + $0 * $0 * 5) % rest.count] }
            try await desk.perform(
                SubmitResponse.self,
                [
                    "instrument": "nps", "customer": .string("C-\(place % people)"),
                    "answers": [
                        "recommend": 2,
                        "disappointment": .string("\(first)\(name)\(last)，\(String(other))"),
                    ],
                ])
        }
    }

    private static func learn(_ test: TestHouse, _ desk: Desk) async throws -> TextJob? {
        _ = try await desk.perform(StartTextJob.self, ["learn": "words"])
        try await TextRoundsTests.rounds(test.house).round()
        return try await desk.perform(ListTextJobs.self, [:]).items.first?.job
    }

    private static func topics(_ desk: Desk) async throws -> [String] {
        try await desk.perform(SuggestTopics.self, [:]).topics.flatMap(\.words)
    }

    @Test(arguments: Engine.available)
    func wordsAreLearntUsedRefusedAndAdded(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let (desk, agent) = (workspace.desk(.manager), workspace.desk(.agent))
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            try await Self.answer(desk, count: 220)
            try await TextFollowerTests.follow(test.house)
            #expect(!(try await Self.topics(desk)).contains { $0.contains("蓝鲸号") })
            let kept = try #require(try await desk.perform(ShowTextModels.self, [:])[.words])
            #expect(kept.growth.texts == 220 && kept.growth.isDue(.words))
            let job = try await Self.learn(test, desk)
            #expect(job?.status == .finished, "\(job?.failure ?? "")")
            let models = try #require(try await desk.perform(ShowTextModels.self, [:])[.words])
            #expect(models.models.first?.texts == 220 && models.growth.new == 0)
            _ = try await desk.perform(UseTextModel.self, ["subject": "words", "version": 1])

            let list = try await agent.perform(ListTextWords.self, [:])
            let word = try #require(list.words.first { $0.text == "蓝鲸号" })
            #expect(list.version == 1 && word.change == nil)
            #expect(word.learnt?.count == 74 && word.learnt?.people == 74)
            #expect(try await Self.topics(desk).contains { $0.contains("蓝鲸号") })

            await #expect(throws: Refusal.self, "an agent changes nothing") {
                try await agent.perform(SaveTextWord.self, ["word": "蓝鲸号", "kind": "refused"])
            }
            let refused = try await desk.perform(
                SaveTextWord.self, ["word": "藍鯨號", "kind": "refused"])
            #expect(refused.words.first?.change?.kind == .refused)
            #expect(!(try await Self.topics(desk)).contains { $0.contains("蓝鲸号") })
            _ = try await desk.perform(RemoveTextWord.self, ["word": "蓝鲸号"])
            #expect(try await Self.topics(desk).contains { $0.contains("蓝鲸号") })
            await #expect(throws: Refusal.self) {
                try await desk.perform(RemoveTextWord.self, ["word": "蓝鲸号"])
            }
            await #expect(throws: Refusal.self) {
                try await desk.perform(SaveTextWord.self, ["word": "whale", "kind": "added"])
            }
            // Without any that was learnt, people's own still count.
            _ = try await desk.perform(UseTextModel.self, ["subject": "words", "version": 0])
            #expect(!(try await Self.topics(desk)).contains { $0.contains("蓝鲸号") })
            _ = try await desk.perform(SaveTextWord.self, ["word": "蓝鲸号", "kind": "added"])
            #expect(try await Self.topics(desk).contains { $0.contains("蓝鲸号") })
        }
    }

    @Test(arguments: Engine.available)
    func aWordOfFewCustomersIsNotLearnt(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            try await Self.answer(desk, count: 210, people: 4)
            try await TextFollowerTests.follow(test.house)
            #expect(try await Self.learn(test, desk)?.status == .finished)
            _ = try await desk.perform(UseTextModel.self, ["subject": "words", "version": 1])
            let list = try await desk.perform(ListTextWords.self, [:])
            #expect(list.version == 1 && list.words.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func tooFewTextsTeachNothing(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            let job = try await Self.learn(test, desk)
            #expect(job?.status == .failed && job?.failure == "tooFewTexts")
        }
    }
}
