import Base
import Domain
import TestSupport
import Testing

@testable import Operations

/// Advice on a draft follows the words, the step and the mood; it is off where it is not wanted.
@Suite struct CoachDraftTests {
    @Test(arguments: Engine.available)
    func whatIsExpectedFollowsStepAndMood(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let agent = workspace.desk(.agent)
            let plain = try await agent.perform(
                CoachDraft.self, ["text": "这个没办法，你应该早点说。"])
            #expect(plain.phrases.map(\.fault).contains("negative"))
            #expect(plain.phrases.allSatisfy { !$0.better.isEmpty })
            #expect(plain.missing == [.greeting, .step, .time])

            let angry = try await agent.perform(
                OpenCase.self, ["kind": "request", "title": "Late"])
            let id = angry.json["id"] ?? .null
            _ = try await agent.perform(
                ReceiveOnCase.self, ["case": id, "text": "This is terrible, rude and useless!"])
            let reply: JSON = "Dear Ms Chen, I will send it today."
            let told = try await agent.perform(CoachDraft.self, ["case": id, "text": reply])
            #expect(told.missing == [.empathy, .apology] && told.parts.contains(.greeting))

            let recovery = try await agent.perform(
                OpenCase.self, ["kind": "feedback", "title": "Rude", "process": "lescant"])
            let first = try await agent.perform(
                CoachDraft.self, ["case": recovery.json["id"] ?? .null, "text": reply])
            #expect(first.missing == [.restate], "the step listens")
            await #expect(throws: Refusal.self) {
                try await workspace.desk(.viewer).perform(CoachDraft.self, ["text": "Hi"])
            }
        }
    }

    @Test(arguments: Engine.available)
    func itIsOffWhereItIsNotWanted(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let agent = workspace.desk(.agent)
            #expect(try await agent.perform(ShowCoachSetting.self, [:]).isOn)
            #expect(try await !agent.perform(EditCoachSetting.self, ["mine": false]).isOn)
            #expect(try await workspace.desk(.manager).perform(ShowCoachSetting.self, [:]).isOn)
            await #expect(throws: Refusal.self) {
                try await agent.perform(EditCoachSetting.self, ["everyone": false])
            }
            _ = try await workspace.desk(.administrator).perform(
                EditCoachSetting.self, ["everyone": false])
            let manager = try await workspace.desk(.manager).perform(ShowCoachSetting.self, [:])
            #expect(manager.mine && !manager.isOn)
        }
    }
}
