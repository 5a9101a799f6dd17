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

    /// Each step of HEAT asks for its own part, in both languages; when all have been said, nothing
    /// is missing.
    @Test(arguments: Engine.available)
    func heatIsCoachedStepByStep(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let agent = try await TestHouse(database).workspace().desk(.agent)
            let opened = try await agent.perform(
                OpenCase.self, ["kind": "feedback", "title": "Rude", "process": "heat"])
            let id = opened.json["id"] ?? .null
            let steps: [(parts: [ReplyPart], replies: [String], fields: JSON)] = [
                (
                    [.restate, .question],
                    ["您反映的是前台态度问题，请问是哪一天？", "You mentioned the front desk; which day was it?"],
                    ["heard": "Rude"]
                ), ([.empathy], ["我很理解您的心情。", "I understand how that feels."], [:]),
                ([.apology], ["非常抱歉。", "I am sorry."], [:]),
                (
                    [.step, .time, .confirm],
                    ["我会今天处理，您看可以吗？", "I will do it today; does that work?"], [:]
                ),
            ]
            for (place, step) in steps.enumerated() {
                let bare = try await agent.perform(CoachDraft.self, ["case": id, "text": "C-1"])
                #expect(bare.missing == step.parts, "step \(place)")
                for reply in step.replies {
                    let told = try await agent.perform(
                        CoachDraft.self, ["case": id, "text": .string(reply)])
                    #expect(told.missing.isEmpty, "\(reply)")
                }
                guard place < steps.count - 1 else { break }
                _ = try await agent.perform(
                    MoveCase.self,
                    [
                        "case": id,
                        "step": .string(["empathise", "apologise", "take_action"][place]),
                        "fields": step.fields,
                    ])
            }
        }
    }

    /// The first answer of the closed loop is coached by IDL and PPC, and the script that comes
    /// with the program has all of it.
    @Test(arguments: Engine.available)
    func idlAndPPCAreCoached(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let agent = workspace.desk(.agent)
            let shown = try await agent.perform(
                ShowDocument<ProcessDocuments>.self, ["key": "closed-loop"])
            let process = try Process(document: shown.json["document"] ?? .null)
            let expected = try #require(process[step: "dispatch"]?.expects)
            #expect(
                expected == [.information, .question, .restate, .step, .time, .assurance, .confirm])
            let stored = try await agent.perform(
                ShowDocument<TalkDocuments>.self, ["key": "first-answer"])
            let talk = try Talk(document: stored.json["document"] ?? .null)
            let text = talk.text { $0 == "due" ? "18:00 today 今天" : "Ms Chen" }
            for words in [text.zh, text.en] {
                let told = try await agent.perform(CoachDraft.self, ["text": .string(words)])
                #expect(expected.filter { !told.parts.contains($0) }.isEmpty, "\(words)")
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
