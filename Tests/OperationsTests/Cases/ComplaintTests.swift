import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct ComplaintTests {
    @Test(arguments: Engine.available)
    func itEndsOnlyWithRedressWithinLimitsAndTheCustomersWord(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.complaint()
            let bare = await #expect(throws: Refusal.self) {
                try await bench.closeComplaint(id, by: bench.agent)
            }
            #expect(bare?.faults.map(\.code) == ["redressMissing"])
            let small = try await bench.agent.perform(
                OfferRedress.self,
                ["case": id, "kind": "voucher", "cost": 150, "note": "For the trouble"])
            #expect(small.json["redress"]?.array?.first?["state"] == "granted")
            let large = try await bench.agent.perform(
                OfferRedress.self,
                ["case": id, "kind": "refund", "cost": 900, "note": "Full price"])
            let asked = try #require(large.json["redress"]?.array?.last)
            #expect(asked["state"] == "asked")
            #expect(try await bench.told(.manager).contains("redress"))
            let waits = await #expect(throws: Refusal.self) {
                try await bench.closeComplaint(id, by: bench.agent)
            }
            #expect(waits?.faults.map(\.code) == ["redressUndecided"])
            let decision: KeyValuePairs<String, JSON> = [
                "case": id, "redress": asked["id"] ?? .null, "grants": true,
            ]
            await #expect(throws: Refusal.self, "the agent decides nothing") {
                try await bench.agent.perform(DecideRedress.self, decision)
            }
            _ = try await bench.manager.perform(DecideRedress.self, decision)
            await #expect(throws: Refusal.self, "once") {
                try await bench.manager.perform(DecideRedress.self, decision)
            }
            let closed = try await bench.closeComplaint(id, by: bench.agent)
            #expect(closed["status"] == "closed")
            let causes = try await bench.agent.perform(ShowCauses.self, [:]).json
            #expect(causes["causes"]?.array?.first?["cause"] == "skill")
            #expect(causes["causes"]?.array?.first?["branch"]?["en"] == "People")
            #expect(causes["causes"]?.array?.first?["cost"] == 1_050)
            #expect(causes["redress"]?.array?.map { $0["kind"]?.string } == ["refund", "voucher"])
            let branches = try await bench.agent.perform(
                ShowCauses.self, ["level": "branch", "severity": "ordinary"]
            ).json
            let branch = branches["causes"]?.array?.first
            #expect(branch?["name"]?["en"] == "People" && branch?["causes"] == ["skill"])
            #expect(branch?["cumulative"] == 1 && branch?["corrective"] == 0)
            let grave = try await bench.agent.perform(ShowCauses.self, ["severity": "difficult"])
            #expect(grave.json["causes"] == [])
        }
    }

    @Test(arguments: Engine.available)
    func nothingNeedsAReasonAndALimitIsALimit(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.complaint()
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    OfferRedress.self, ["case": id, "kind": "none", "note": " "])
            }
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    OfferRedress.self, ["case": id, "kind": "none", "cost": 3, "note": "no"])
            }
            let vast = try await bench.manager.perform(
                OfferRedress.self,
                ["case": id, "kind": "refund", "cost": 6_000, "note": "All of it"])
            let redress = try #require(vast.json["redress"]?.array?.last?["id"])
            let above = await #expect(throws: Refusal.self) {
                try await bench.manager.perform(
                    DecideRedress.self, ["case": id, "redress": redress, "grants": true])
            }
            #expect(above?.code == "redressAboveLimit")
            _ = try await bench.place.desk(.administrator).perform(
                DecideRedress.self, ["case": id, "redress": redress])
            _ = try await bench.agent.perform(
                OfferRedress.self, ["case": id, "kind": "none", "note": "Worn, not broken"])
            #expect(try await bench.closeComplaint(id, by: bench.agent)["status"] == "closed")
        }
    }

    @Test(arguments: Engine.available)
    func aNoNeedsItsReason(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.complaint()
            _ = try await bench.agent.perform(
                OfferRedress.self, ["case": id, "kind": "none", "note": "Nothing was broken"])
            for reason: JSON in [.null, " "] {
                _ = try await bench.agent.perform(
                    RecordOnCase.self, ["case": id, "fields": ["agreement_note": reason]])
                let refused = await #expect(throws: Refusal.self) {
                    try await bench.closeComplaint(id, by: bench.agent)
                }
                #expect(refused?.faults == [Refusal.Fault("fields.agreement_note", "required")])
            }
            _ = try await bench.agent.perform(
                RecordOnCase.self, ["case": id, "fields": ["agreement_note": "wants more"]])
            #expect(try await bench.closeComplaint(id, by: bench.agent)["status"] == "closed")
        }
    }

    /// Whoever says that it is settled waits for no answer, and did not have to ask again.
    @Test(arguments: Engine.available)
    func theCustomersYesWaitsForNoAnswer(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            try await bench.resolve(id)
            let page = try await bench.agent.perform(MakeCasePage.self, ["case": id]).json
            let token = String(page["address"]?.string?.dropFirst("/c/".count) ?? "")
            bench.test.pass(.hours(1))
            try await CustomerCase.act(
                .confirm, "All is well", key: "k", token: token, address: nil,
                in: bench.test.house)
            bench.test.pass(.days(3))
            _ = try await bench.manager.perform(
                ReopenCase.self, ["case": id, "reason": "Broken again"])
            let burden = try await bench.agent.perform(ShowCaseBurden.self, ["case": id]).json
            #expect(burden["waitsSince"] == .null && burden["messages"] == 1)
            _ = try await bench.agent.perform(ReplyToCase.self, ["case": id, "text": "We come"])
            let after = try await bench.agent.perform(ShowCaseBurden.self, ["case": id]).json
            #expect(after["waitedSeconds"] == burden["waitedSeconds"])
        }
    }

    @Test(arguments: Engine.available)
    func whatIsGraveEndsWithTheLeadAndAnAppealBeginsWithAnother(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.complaint("major")
            _ = try await bench.agent.perform(
                OfferRedress.self, ["case": id, "kind": "apology", "note": "By letter"])
            let asking = try await bench.closeComplaint(id, by: bench.agent)
            #expect(asking["status"] != "closed", "it waits for a yes")
            await #expect(throws: Refusal.self, "nothing to appeal against yet") {
                let other = try await bench.open()
                try await bench.agent.perform(AppealCase.self, ["case": other, "reason": "no"])
            }
            _ = try await bench.closeComplaint(id, by: bench.manager)
            bench.test.pass(.days(3))
            let appealed = try await bench.agent.perform(
                AppealCase.self, ["case": id, "reason": "A letter mends nothing"]
            ).json
            #expect(appealed["status"] == "open" && appealed["severity"] == "escalated")
            #expect(appealed["assignee"] == .null && appealed["appeals"] == 1)
            #expect(appealed["fields"]?["customer_confirmed"] == nil, "what was agreed is void")
            #expect(try await bench.told(.manager).contains("appeal"))
            let unasked = await #expect(throws: Refusal.self) {
                try await bench.closeComplaint(id, by: bench.manager)
            }
            #expect(unasked != nil)
        }
    }

    @Test(arguments: Engine.available)
    func anAdvancingStageWarns(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            func hear(_ text: JSON) async throws -> JSON {
                try await bench.agent.perform(
                    ReceiveOnCase.self, ["case": id, "text": text]
                ).json
            }
            #expect(try await hear("I am still waiting")["stage"] == "turning")
            let said = try await hear("My lawyer will write to you")
            #expect(said["stage"] == "escalation" && said["stageReason"] == "word:lawyer")
            #expect(try await bench.told(.manager) == ["stage"])
            #expect(try await hear("I am disappointed")["stage"] == "escalation")
            let set = try await bench.agent.perform(
                SenseStage.self, ["case": id, "stage": "turning", "reason": "Spoke on the phone"])
            #expect(set.json["stage"] == "turning")
            #expect(try await bench.told(.manager) == ["stage"], "going back warns nobody")
        }
    }
}
