import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

/// Intents and same questions: examples are brought, learnt in the background, measured held out,
/// and asked; what fits no intent is not understood.
@Suite struct BroughtModelTests {
    private static let intents =
        "text,label\n"
        + (0..<20).map { number in
            """
            我要退款，第\(number)单,refund
            包裹到哪了，单号\(number),parcel
            my login does not work since day \(number),login
            开发票，抬头\(number),invoice

            """
        }.joined() + "太少了,rare\n"

    private static let pairs =
        "first,second,label\n"
        + (0..<120).map { number in
            number % 2 == 0
                ? "how do i cancel order \(number),can i stop my order \(number),yes\n"
                : "how do i cancel order \(number),where is parcel \(number),no\n"
        }.joined()

    @Test(arguments: Engine.available)
    func intentsAreLearntAndAsked(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let (desk, agent) = (workspace.desk(.manager), workspace.desk(.agent))
            await #expect(throws: Refusal.self, "nothing has been learnt") {
                try await agent.perform(AskIntent.self, ["text": "退款"])
            }
            let lesson = JSON.Object([
                .init(key: "subject", value: "intent"),
                .init(key: "text", value: .string(Self.intents)),
            ])
            await #expect(throws: Refusal.self) {
                try await agent.perform(SaveTextLesson.self, lesson)
            }
            let brought = try await desk.perform(SaveTextLesson.self, lesson)
            #expect(brought.json["texts"] == 81 && brought.json["labels"]?["refund"] == 20)
            let kept = try #require(
                try await desk.perform(ShowTextModels.self, [:])[.intent])
            #expect(kept.growth.texts == 81 && kept.growth.isDue(.intent))
            _ = try await desk.perform(StartTextJob.self, ["learn": "intent"])
            try await TextRoundsTests.rounds(test.house).round()
            let job = try await desk.perform(ListTextJobs.self, [:]).items.first?.job
            #expect(job?.status == .finished, "\(job?.failure ?? "")")
            let learnt = try #require(try await desk.perform(ShowTextModels.self, [:])[.intent])
            let model = try #require(learnt.models.first)
            #expect(learnt.used == 1 && learnt.growth.new == 0)
            #expect(model.labels == ["invoice", "login", "parcel", "refund"], "rare ones are not")
            // Of so few each is asked once with its intent hidden.
            #expect(model.texts == 64 && model.gate?.outside == 80)
            #expect((model.gate?.rejected ?? 0) > 0 && model.hits > model.simpleHits)

            let told = try await agent.perform(AskIntent.self, ["text": "我要退款，第99单"])
            #expect(told.intent == "refund" && told.json["understood"] == true)
            #expect(told.words.contains { $0.contains("退款") } && told.version == 1)
            let strange = try await agent.perform(
                AskIntent.self, ["text": "What a lovely sunset over the mountains"])
            #expect(strange.intent == nil && strange.json["understood"] == false)
            await #expect(throws: Refusal.self) {
                try await workspace.desk(.viewer).perform(AskIntent.self, ["text": "退款"])
            }
            _ = try await desk.perform(UseTextModel.self, ["subject": "intent", "version": 0])
            await #expect(throws: Refusal.self, "none is in use") {
                try await agent.perform(AskIntent.self, ["text": "退款"])
            }
        }
    }

    @Test(arguments: Engine.available)
    func pairsAreLearntAndAsked(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(
                SaveTextLesson.self, ["subject": "same", "text": .string(Self.pairs)])
            // Enough that is new is learnt by itself.
            try await LearningRounds(test.house, holder: "a") { Issue.record("\($0)") }.round()
            try await TextRoundsTests.rounds(test.house).round()
            let learnt = try #require(try await desk.perform(ShowTextModels.self, [:])[.same])
            #expect(learnt.used == 1 && learnt.models.first?.simpleHits == 60)
            #expect((learnt.models.first?.hits ?? 0) > 110)
            let same = try await desk.perform(
                AskSame.self,
                ["first": "how do i cancel order 7", "second": "can i stop my order 7"])
            #expect(same.isSame && same.chance > 0.5 && same.json["model"] == 1)
            let other = try await desk.perform(
                AskSame.self, ["first": "how do i cancel order 7", "second": "where is parcel 7"])
            #expect(!other.isSame && other.chance < 0.5)
            _ = try await desk.perform(RemoveTextLesson.self, ["subject": "same"])
            await #expect(throws: Refusal.self) {
                try await desk.perform(ShowTextLesson.self, ["subject": "same"])
            }
            _ = try await desk.perform(StartTextJob.self, ["learn": "same"])
            try await TextRoundsTests.rounds(test.house).round()
            let failed = try await desk.perform(ListTextJobs.self, [:]).items.first?.job
            #expect(failed?.status == .failed && failed?.failure == "noSuchLesson")
        }
    }

    @Test(arguments: [
        ("intent", "text,wrong\na,b\n", "columnUnknown"),
        ("intent", "text,label\n,b\n", "noExamples"),
        ("same", "first,second,label\na,b,maybe\n", "pairLabel"),
    ])
    func unfitTablesAreRefused(_ subject: String, _ text: String, _ code: String) async throws {
        try await Engine.sqlite.withDatabase { database in
            let desk = try await TestHouse(database).workspace().desk(.manager)
            await #expect {
                try await desk.perform(
                    SaveTextLesson.self, ["subject": .string(subject), "text": .string(text)])
            } throws: { error in
                let refusal = error as? Refusal
                return refusal?.code == code || refusal?.faults.first?.code == code
            }
        }
    }

    @Test func tooLittleTeachesNothing() {
        func lesson(_ labels: [String]) -> TextLesson {
            TextLesson(
                .intent, at: TestHouse.start, author: "a",
                examples: labels.map { .init(["text"], $0) })
        }
        #expect(throws: Refusal.self) {
            try lesson(Array(repeating: "a", count: 100)).learnable()
        }
        #expect(throws: Refusal.self) {
            try lesson(Array(repeating: "a", count: 20) + Array(repeating: "b", count: 20))
                .learnable()
        }
        let enough = lesson(
            Array(repeating: "a", count: 30) + Array(repeating: "b", count: 30) + ["c"])
        #expect((try? enough.learnable())?.count == 60)
        #expect(TextLesson.examples(enough.rows) == enough.examples)
    }
}
