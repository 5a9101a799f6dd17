import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

/// What of a grave complaint needs somebody else's yes, by the built-in process.
@Suite struct ApprovalTests {
    private func ready(_ bench: CaseBench, _ severity: String) async throws -> JSON {
        let id = try await bench.complaint(severity)
        _ = try await bench.manager.perform(
            OfferRedress.self, ["case": id, "kind": "none", "note": "Nothing was broken"])
        return id
    }

    private func asked(_ one: JSON) throws -> JSON {
        try #require(one["approvals"]?.array?.last)
    }

    private func waiting(_ desk: Desk) async throws -> [JSON] {
        try await desk.perform(ListApprovals.self, [:]).json["items"]?.array ?? []
    }

    @Test(arguments: Engine.available)
    func anAgentsClosingWaitsForAYes(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await ready(bench, "major")
            let asking = try await bench.closeComplaint(id, by: bench.agent)
            #expect(asking["status"] != "closed")
            let approval = try asked(asking)
            #expect(approval["state"] == "asked" && approval["act"] == "close")
            #expect(approval["details"]?["outcome"] == "redressed")
            #expect(try await bench.told(.manager).contains("approval_asked"))
            let twice = await #expect(throws: Refusal.self) {
                try await bench.closeComplaint(id, by: bench.agent)
            }
            #expect(twice?.code == "approvalIsAsked")
            #expect(try await waiting(bench.manager).map { $0["mayDecide"] } == [true])
            #expect(try await waiting(bench.agent).map { $0["mayDecide"] } == [false])
            let decision: KeyValuePairs<String, JSON> = [
                "case": id, "approval": approval["id"] ?? .null, "grants": true,
            ]
            await #expect(throws: Refusal.self, "the agent decides nothing") {
                try await bench.agent.perform(DecideApproval.self, decision)
            }
            let silent = await #expect(throws: Refusal.self) {
                try await bench.manager.perform(
                    DecideApproval.self, ["case": id, "approval": approval["id"] ?? .null])
            }
            #expect(silent?.faults.map(\.path) == ["reason"], "a no needs its reason")
            _ = try await bench.manager.perform(
                DecideApproval.self,
                ["case": id, "approval": approval["id"] ?? .null, "reason": "Call them first"])
            #expect(try await bench.told(.agent).contains("approval_decided"))
            #expect(try await bench.show(id)["status"] != "closed")
            #expect(try await waiting(bench.manager).isEmpty)
            let again = try asked(try await bench.closeComplaint(id, by: bench.agent))
            let closed = try await bench.manager.perform(
                DecideApproval.self,
                ["case": id, "approval": again["id"] ?? .null, "grants": true]
            ).json
            #expect(closed["status"] == "closed" && closed["outcome"] == "redressed")
            #expect(
                closed["approvals"]?.array?.map { $0["state"] } == ["refused", "granted"])
            let late = await #expect(throws: Refusal.self) {
                try await bench.manager.perform(DecideApproval.self, decision)
            }
            #expect(late?.code == "approvalIsDecided")
        }
    }

    @Test(arguments: Engine.available)
    func aManagerClosesAGraveOneAloneButNeverADifficultOne(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let major = try await ready(bench, "major")
            #expect(
                try await bench.closeComplaint(major, by: bench.manager)["status"] == "closed")
            let difficult = try await ready(bench, "difficult")
            let asking = try await bench.closeComplaint(difficult, by: bench.manager)
            let approval = try asked(asking)
            #expect(asking["status"] != "closed")
            let own = await #expect(throws: Refusal.self) {
                try await bench.manager.perform(
                    DecideApproval.self,
                    ["case": difficult, "approval": approval["id"] ?? .null, "grants": true])
            }
            #expect(own?.code == "approvalOfOwn")
            #expect(try await waiting(bench.manager).map { $0["mayDecide"] } == [false])
            let closed = try await bench.place.desk(.administrator).perform(
                DecideApproval.self,
                ["case": difficult, "approval": approval["id"] ?? .null, "grants": true]
            ).json
            #expect(closed["status"] == "closed")
        }
    }

    @Test(arguments: Engine.available)
    func aLowerClassOfADifficultOneWaitsToo(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await ready(bench, "difficult")
            func classify(_ severity: String, kind: String = "complaint") async throws -> JSON {
                try await bench.manager.perform(
                    ClassifyCase.self,
                    ["case": id, "kind": .string(kind), "severity": .string(severity)]
                ).json
            }
            let asking = try await classify("ordinary")
            #expect(asking["severity"] == "difficult")
            let approval = try asked(asking)
            #expect(approval["act"] == "lower" && approval["details"]?["severity"] == "ordinary")
            // Whoever asked may take it back; nobody else.
            let foreign = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    WithdrawApproval.self, ["case": id, "approval": approval["id"] ?? .null])
            }
            #expect(foreign?.code == "approvalOfAnother")
            _ = try await bench.manager.perform(
                WithdrawApproval.self, ["case": id, "approval": approval["id"] ?? .null])
            // To call it something else is no way around.
            let renamed = try await classify("difficult", kind: "feedback")
            #expect(renamed["kind"] == "complaint")
            let second = try asked(renamed)
            let granted = try await bench.place.desk(.administrator).perform(
                DecideApproval.self,
                ["case": id, "approval": second["id"] ?? .null, "grants": true]
            ).json
            #expect(granted["kind"] == "feedback")
            #expect(granted["approvals"]?.array?.map { $0["state"] } == ["void", "granted"])
            // Of a major one a manager says it alone, and raising needs nobody.
            let major = try await ready(bench, "major")
            let lowered = try await bench.manager.perform(
                ClassifyCase.self, ["case": major, "kind": "complaint", "severity": "ordinary"]
            ).json
            #expect(lowered["severity"] == "ordinary" && lowered["approvals"] == [])
        }
    }

    /// What goes on otherwise leaves nothing waiting, and what lacks something is not even asked.
    @Test(arguments: Engine.available)
    func whatHasNoSenseAnyMoreIsVoid(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let bare = try await bench.complaint("major")
            let lacks = await #expect(throws: Refusal.self) {
                try await bench.closeComplaint(bare, by: bench.agent)
            }
            #expect(lacks?.faults.map(\.code) == ["redressMissing"])
            #expect(try await bench.show(bare)["approvals"] == [])
            let id = try await ready(bench, "major")
            _ = try await bench.closeComplaint(id, by: bench.agent)
            _ = try await bench.manager.perform(
                ClassifyCase.self, ["case": id, "kind": "complaint", "severity": "escalated"])
            #expect(try asked(try await bench.show(id))["state"] == "void")
            #expect(try await waiting(bench.manager).isEmpty)
            // Redress above a limit stands in the same list.
            _ = try await bench.agent.perform(
                OfferRedress.self,
                ["case": id, "kind": "refund", "cost": 900, "note": "Full price"])
            let owed = try await waiting(bench.manager)
            #expect(owed.map { $0["act"] } == ["redress"] && owed[0]["mayDecide"] == true)
            #expect(owed[0]["details"]?["cost"] == 900)
        }
    }

    /// To end it as a part of another is no way around the yes.
    @Test(arguments: Engine.available)
    func mergingAGraveOneWaitsAsClosingDoes(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let (grave, plain) = (
                try await bench.complaint("major"), try await bench.complaint()
            )
            func merge(_ id: JSON, _ into: JSON, by desk: Desk) async throws -> JSON {
                try await desk.perform(MergeCases.self, ["case": id, "into": into]).json
            }
            let asking = try await merge(grave, plain, by: bench.agent)
            #expect(asking["id"] == grave && asking["status"] != "closed")
            let approval = try asked(asking)
            #expect(approval["act"] == "merge" && approval["details"]?["into"] == plain)
            let twice = await #expect(throws: Refusal.self) {
                try await merge(grave, plain, by: bench.agent)
            }
            #expect(twice?.code == "approvalIsAsked")
            let itself = await #expect(throws: Refusal.self) {
                try await merge(grave, grave, by: bench.agent)
            }
            #expect(itself?.faults.map(\.code) == ["sameCase"])
            let owed = try await waiting(bench.manager)
            #expect(owed.map { $0["act"] } == ["merge"] && owed[0]["mayDecide"] == true)
            // What else waits has no sense any more once it is merged.
            _ = try await bench.manager.perform(
                OfferRedress.self, ["case": grave, "kind": "none", "note": "Nothing broken"])
            _ = try await bench.closeComplaint(grave, by: bench.agent)
            let decided = try await bench.manager.perform(
                DecideApproval.self,
                ["case": grave, "approval": approval["id"] ?? .null, "grants": true]
            ).json
            #expect(decided["id"] == grave && decided["mergedInto"] == plain)
            #expect(decided["approvals"]?.array?.map { $0["state"] } == ["granted", "void"])
            #expect(try await waiting(bench.manager).isEmpty)
            #expect(try await bench.told(.agent).contains("approval_decided"))
            // Two again, it goes on without either; who may say yes merges it alone.
            let back = try await bench.agent.perform(UnmergeCase.self, ["case": grave]).json
            #expect(back["status"] != "closed")
            bench.test.pass(.seconds(1))
            #expect(try await merge(grave, plain, by: bench.manager)["id"] == plain)
            // Of a difficult one it is always another's yes; of a plain one nobody's.
            let difficult = try await bench.complaint("difficult")
            let other = try await merge(difficult, plain, by: bench.manager)
            #expect(other["id"] == difficult)
            #expect(try asked(other)["act"] == "merge")
            let ordinary = try await bench.complaint()
            #expect(try await merge(ordinary, plain, by: bench.agent)["id"] == plain)
            let many = try await bench.agent.perform(
                BulkCases.self,
                ["cases": [try await bench.complaint("escalated")], "do": "merge", "into": plain]
            ).json
            #expect(many["refused"]?.array?.map { $0["code"] } == ["approvalAwaited"])
        }
    }

    /// Neither is it to undo the split that it came of, once it is graver than the rest.
    @Test(arguments: Engine.available)
    func aGraverPartIsNotPutBack(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            func split(from id: JSON) async throws -> JSON {
                _ = try await bench.agent.perform(
                    ReceiveOnCase.self, ["case": id, "text": "And the chair broke"])
                let thread = try await bench.agent.perform(ListCaseMessages.self, ["case": id])
                let message = thread.json["items"]?.array?.first { $0["kind"] == "received" }
                return try await bench.agent.perform(
                    SplitCase.self,
                    ["case": id, "message": message?["id"] ?? .null, "title": "The chair"]
                ).json["id"] ?? .null
            }
            let plain = try await bench.complaint()
            let part = try await split(from: plain)
            _ = try await bench.manager.perform(
                ClassifyCase.self, ["case": part, "kind": "complaint", "severity": "major"])
            let refused = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(UnsplitCase.self, ["case": part])
            }
            #expect(refused?.code == "splitIsGraver")
            // Who may say yes needs none; of two that are grave alike none is hidden.
            _ = try await bench.manager.perform(UnsplitCase.self, ["case": part])
            let grave = try await bench.complaint("major")
            let other = try await split(from: grave)
            let one = try await bench.agent.perform(UnsplitCase.self, ["case": other]).json
            #expect(one["id"] == grave)
        }
    }

    /// Whatever waits stands in one list, each by the terms and limits of its own process.
    @Test(arguments: Engine.available)
    func theListTellsEachByItsOwnLimits(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            func offered(_ count: Int) async throws {
                for _ in 0..<count {
                    let id = try await bench.complaint("major")
                    _ = try await bench.agent.perform(
                        OfferRedress.self,
                        ["case": id, "kind": "refund", "cost": 900, "note": "Full price"])
                    _ = try await bench.agent.perform(
                        MergeCases.self, ["case": id, "into": try await bench.complaint()])
                }
            }
            try await offered(2)
            let few = try await waiting(bench.manager)
            #expect(few.map { $0["act"] } == ["merge", "redress", "merge", "redress"])
            #expect(few.allSatisfy { $0["mayDecide"] == true && $0["askedAt"]?.string != nil })
            try await offered(3)
            #expect(try await waiting(bench.manager).count == 10)
            #expect(try await waiting(bench.agent).allSatisfy { $0["mayDecide"] == false })
        }
    }

    /// Many at once: what waits for a yes is named as not closed.
    @Test(arguments: Engine.available)
    func manyAtOnceSayWhatWaits(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let (grave, plain) = (
                try await bench.complaint("major"), try await bench.complaint()
            )
            let result = try await bench.agent.perform(
                BulkCases.self,
                [
                    "cases": [grave, plain], "do": "close", "outcome": "redressed",
                    "text": "Settled", "noRedress": "Worn, not broken",
                    "fields": [
                        "cause": "skill", "prevention": "Training", "unheard_of": "x",
                    ],
                ]
            ).json
            #expect(result["done"] == 1)
            #expect(result["refused"]?.array?.map { $0["code"] } == ["approvalAwaited"])
            #expect(try await bench.show(plain)["status"] == "closed")
            #expect(try asked(try await bench.show(grave))["state"] == "asked")
            #expect(try await bench.show(grave)["redress"]?.array?.count == 1)
        }
    }
}
