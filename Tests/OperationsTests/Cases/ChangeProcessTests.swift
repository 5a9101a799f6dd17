import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct ChangeProcessTests {
    private func classify(_ bench: CaseBench, _ id: JSON, _ kind: JSON) async throws -> JSON {
        try await bench.manager.perform(
            ClassifyCase.self, ["case": id, "kind": kind, "severity": "ordinary"]
        ).json
    }

    /// Nobody escapes the terms of complaints by calling one something else first.
    @Test(arguments: Engine.available, ["closed-loop", "heat", "lescant"])
    func aReclassifiedComplaintIsHeldToTheTermsOfComplaints(
        engine: Engine, process: String
    ) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let opened = try await bench.agent.perform(
                OpenCase.self,
                [
                    "title": "Broken", "kind": "feedback", "process": .string(process),
                    "team": .string("\(bench.team)"),
                ])
            let id = opened.json["id"] ?? .null
            let due = bench.clock("resolution", of: opened.json)?["dueAt"]
            bench.test.pass(.minutes(5))
            let one = try await classify(bench, id, "complaint")
            #expect(one["process"] == "complaint" && one["step"] == "receive")
            #expect(bench.clock("resolution", of: one)?["dueAt"] == due, "from the first receipt")
            for (step, fields) in Self.way {
                _ = try await bench.agent.perform(
                    MoveCase.self, ["case": id, "step": .string(step), "fields": fields])
            }
            let bare = await #expect(throws: Refusal.self) { try await close(bench, id) }
            #expect(bare?.faults.map(\.code) == ["redressMissing"])
            _ = try await bench.agent.perform(
                OfferRedress.self, ["case": id, "kind": "apology", "note": "By letter"])
            #expect(try await close(bench, id)["status"] == "closed")
            let appealed = try await bench.agent.perform(
                AppealCase.self, ["case": id, "reason": "A letter mends nothing"]
            ).json
            #expect(appealed["status"] == "open" && appealed["appeals"] == 1)
            let kinds = try await bench.agent.perform(ListCaseEvents.self, ["case": id]).items
                .map(\.event.kind)
            #expect(kinds.count { $0 == "case.process_changed" } == 1)
        }
    }

    private static let way: [(String, JSON)] = [
        ("responsibility", ["summary": "Broken", "demand": "A new one"]),
        ("classify", ["primary_unit": "Shop"]), ("emotion", ["topic": "product"]),
        ("act", ["mood": "angry"]), ("offer", ["facts": "Seen"]),
        ("agree", ["solution": "Exchange"]),
        ("prevent", ["customer_confirmed": true, "agreement_note": "content"]),
    ]

    private func close(_ bench: CaseBench, _ id: JSON) async throws -> JSON {
        try await bench.agent.perform(
            CloseCase.self,
            [
                "case": id, "outcome": "redressed", "text": "Exchanged",
                "fields": ["cause": "skill", "prevention": "Training"],
            ]
        ).json
    }

    @Test(arguments: Engine.available)
    func aSettledFeedbackThatIsAComplaintCountsOnce(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            try await bench.resolve(id)
            let before = try await bench.show(id)
            bench.test.pass(.hours(1))
            let one = try await classify(bench, id, "complaint")
            #expect(one["status"] == "open" && one["reopenings"] == 1)
            let stamps = one["stamps"]?["resolved"]
            #expect(stamps?["firstEntered"] == before["stamps"]?["resolved"]?["firstEntered"])
            #expect(stamps?["lastExited"] == .string(bench.test.house.now().iso8601))
            let report = try await bench.manager.perform(ShowCaseReport.self, ["by": "kind"]).json
            let groups = report["groups"]?.array ?? []
            #expect(groups.map { $0["key"] } == ["complaint"], "\(report)")
            #expect(groups.first?["figures"]?["cases"] == 1)
            let read = try await bench.show(id)
            #expect(read["process"] == "complaint", "as stored")
            #expect(read["fields"]?["summary"] == "Waited")
        }
    }

    @Test(arguments: Engine.available)
    func whoDirectsMayLetItGoOnByAnotherThatFits(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            let listed = try await bench.agent.perform(ListCaseProcesses.self, ["case": id]).json
            let fits = (listed["items"]?.array ?? []).filter { $0["fits"] == true }
            #expect(
                fits.map { $0["process"] }
                    == ["closed-loop", "contact", "follow-up", "heat", "lescant"])
            #expect(fits.first?["isPresent"] == true)
            await #expect(throws: Refusal.self, "the agent does not") {
                try await bench.agent.perform(
                    ChangeProcess.self, ["case": id, "process": "heat"])
            }
            let one = try await bench.manager.perform(
                ChangeProcess.self, ["case": id, "process": "heat"]
            ).json
            #expect(one["process"] == "heat" && one["step"] == "hear" && one["kind"] == "feedback")
            for wrong: JSON in ["complaint", "no-such"] {
                let refused = await #expect(throws: Refusal.self) {
                    try await bench.manager.perform(
                        ChangeProcess.self, ["case": id, "process": wrong])
                }
                #expect(refused?.faults.map(\.path) == ["process"])
            }
            let opening = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    OpenCase.self, ["title": "X", "kind": "complaint", "process": "heat"])
            }
            #expect(opening?.faults.map(\.code) == ["processNotForKind"])
            // Several fit a request: one may be named at once with the kind.
            let named = try await bench.manager.perform(
                ClassifyCase.self,
                [
                    "case": id, "kind": "request", "severity": "ordinary",
                    "process": "follow-up",
                ]
            ).json
            #expect(named["process"] == "follow-up" && named["step"] == "prepare")
            let other = try await bench.manager.perform(
                ClassifyCase.self, ["case": id, "kind": "save", "severity": "ordinary"]
            ).json
            #expect(other["process"] == "follow-up", "which is for those as well")
        }
    }

    @Test(arguments: Engine.available)
    func aNewVersionIsTakenOnlyOnPurpose(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            let text = try await bench.manager.perform(
                ShowDocument<ProcessDocuments>.self, ["key": "closed-loop"]
            ).json["text"]?.string
            _ = try await bench.manager.perform(
                SaveDocument<ProcessDocuments>.self,
                ["text": .string((text ?? "") + "\n# once more\n")])
            #expect(try await bench.show(id)["processVersion"] == 1)
            let one = try await bench.manager.perform(
                ChangeProcess.self, ["case": id, "process": "closed-loop"]
            ).json
            #expect(one["processVersion"] == 2 && one["step"] == "record")
        }
    }

    @Test(arguments: Engine.available)
    func aRuleLetsTheCaseItselfGoOn(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let rule = """
                key: soothe
                name: Soothe first
                when: case.classified
                if: severity == "major"
                do:
                  - start_process: {process: heat, own_case: true}
                """
            _ = try await bench.manager.perform(
                SaveDocument<RuleDocuments>.self, ["text": .string(rule)])
            let id = try await bench.open()
            _ = try await bench.manager.perform(
                ClassifyCase.self, ["case": id, "kind": "feedback", "severity": "major"])
            let house = bench.test.house
            try await FollowerRunner(
                RulesFollower(house), on: database, holder: "test", clock: { house.now() },
                report: { Issue.record("\($0)") }
            ).catchUp()
            let one = try await bench.show(id)
            #expect(one["process"] == "heat")
            let events = try await bench.agent.perform(ListCaseEvents.self, ["case": id]).items
            let changed = events.first { $0.event.kind == "case.process_changed" }?.event
            #expect(changed?.data["was"] == "closed-loop@1", "\(events.map(\.event.kind))")
            let ties = try await bench.agent.perform(ListCaseTies.self, ["case": id])
            #expect(ties.items.isEmpty, "no case of its own")
        }
    }
}
