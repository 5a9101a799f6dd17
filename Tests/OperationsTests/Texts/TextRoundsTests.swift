import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// A workspace's own model: learnt in the background, measured, used, and given up again.
@Suite struct TextRoundsTests {
    /// Words that no lexicon knows, so that only learning can tell the sides apart.
    static func answer(_ desk: Desk, count: Int) async throws {
        for place in 0..<count {
            let isContent = place % 2 == 0
            let word = isContent ? "florp" : "zindle"
            try await desk.perform(
                SubmitResponse.self,
                [
                    "instrument": "support-csat",
                    "answers": [
                        "satisfaction": .integer(isContent ? 5 : 1),
                        "remark": .string("parcel \(place % 7) \(word) box \(place % 5)"),
                    ],
                ])
        }
    }

    static func rounds(_ house: House) -> TextRounds {
        TextRounds(house, holder: "test") { Issue.record("\($0)") }
    }

    @Test(arguments: Engine.available)
    func aModelIsLearntMeasuredUsedAndGivenUp(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "support-csat"])
            try await Self.answer(desk, count: 120)
            try await TextFollowerTests.follow(test.house)
            let id = try await desk.perform(ListResponses.self, [:]).items.last?.id.raw ?? 0
            func first() async throws -> TextReading? {
                try await desk.read {
                    try TextReadings.find(.answer, of: [id], in: workspace.id, on: $0)
                }.first?.reading
            }
            #expect(try await first()?.mood == .neutral)
            let job = try await desk.perform(StartTextJob.self, ["learn": "mood"])
            #expect(job.job.status == .running && job.job.total == 120)
            await #expect(throws: Refusal.self, "one at a time") {
                try await desk.perform(StartTextJob.self, [:])
            }
            try await Self.rounds(test.house).round()
            let over = try await desk.perform(ListTextJobs.self, [:]).items.first?.job
            #expect(over?.status == .finished && over?.done == 120)
            let models = try #require(try await desk.perform(ShowTextModels.self, [:])[.mood])
            let model = try #require(models.models.first)
            #expect(models.used == 1 && model.texts == 120 && model.mood?.content == 60)
            #expect(model.hits == 120 && model.simpleHits == 60)
            #expect((0.4...0.6).contains(model.mood?.share ?? 0))
            let learnt = try await first()
            #expect(learnt?.mood == .positive && learnt?.model == 1)
            #expect(learnt?.words.contains { $0.weight > 0 } == true)

            _ = try await desk.perform(UseTextModel.self, ["subject": "mood", "version": 0])
            _ = try await desk.perform(StartTextJob.self, [:])
            try await Self.rounds(test.house).round()
            #expect(try await first()?.model == 0)
            await #expect(throws: Refusal.self) {
                try await desk.perform(UseTextModel.self, ["subject": "mood", "version": 7])
            }
            await #expect(throws: Refusal.self, "an agent does not decide that") {
                try await workspace.desk(.agent).perform(
                    UseTextModel.self, ["subject": "mood", "version": 1])
            }
        }
    }

    @Test(arguments: Engine.available)
    func tooLittleTeachesNothing(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "support-csat"])
            try await Self.answer(desk, count: 10)
            _ = try await desk.perform(StartTextJob.self, ["learn": "mood"])
            try await Self.rounds(test.house).round()
            let over = try await desk.perform(ListTextJobs.self, [:]).items.first?.job
            #expect(over?.status == .failed && over?.failure == "tooFewToLearn")
            let kept = try await desk.perform(ShowTextModels.self, [:])
            #expect(kept[.mood]?.models.isEmpty == true)
        }
    }
}
