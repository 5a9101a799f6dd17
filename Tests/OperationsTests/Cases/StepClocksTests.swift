import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct StepClocksTests {
    private static let process = """
        key: timed
        name: {zh: 计时, en: Timed}
        also_fits: [feedback]
        steps:
          - {key: take, name: Take, who: team, time: {within: 30 min}, next: [mend]}
          - {key: mend, name: Mend, who: assignee,
             time: {within: 2 h, calendar: office-hours-china}, next: [check]}
          - {key: check, name: Check, who: team_lead, resolves: true, last: true, next: [mend]}
        outcomes: [{key: done, name: Done}, {key: withdrawn, name: Withdrawn, early: true}]
        """

    private func open(_ bench: CaseBench) async throws -> JSON {
        _ = try await bench.manager.perform(
            SaveDocument<ProcessDocuments>.self, ["text": .string(Self.process)])
        let opened = try await bench.agent.perform(
            OpenCase.self,
            [
                "title": "Slow", "kind": "feedback", "process": "timed",
                "team": .string("\(bench.team)"),
            ])
        return opened.json["id"] ?? .null
    }

    private func move(_ desk: Desk, _ id: JSON, _ step: JSON) async throws -> JSON {
        try await desk.perform(MoveCase.self, ["case": id, "step": step]).json
    }

    @Test(arguments: Engine.available)
    func aStepsClockRunsInTheCasesEngineAndTellsLikeOthers(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await open(bench)
            _ = try await bench.agent.perform(ReplyToCase.self, ["case": id, "text": "Hello"])
            let one = try await bench.show(id)
            let clock = bench.clock("step", of: one)
            #expect(clock?["promise"] == "timed" && clock?["level"] == "take")
            #expect(clock?["dueAt"] == .string((TestHouse.start + .minutes(30)).iso8601))
            #expect(one["dueAt"] == clock?["dueAt"], "the queue is in the order of what is due")
            #expect(one["promisedAt"] == bench.clock("resolution", of: one)?["dueAt"])
            let rounds = ClockRounds(bench.test.house, holder: "a") { Issue.record("\($0)") }
            bench.test.pass(.minutes(31))
            _ = try await rounds.round()
            #expect(try await bench.told(.manager) == ["escalated", "due_soon"])
            let next = try await move(bench.agent, id, "mend")
            #expect(bench.clock("step", of: next)?["calendar"] == "office-hours-china")
            #expect(bench.clock("step", of: next)?["round"] == 2)
            let entries = try await bench.agent.perform(ListClockEntries.self, ["case": id]).json
            let kinds = (entries["items"]?.array ?? []).filter { $0["clock"] == "step" }
                .map { $0["kind"]?.string }
            #expect(kinds == ["started", "due_soon", "missed", "escalated", "stopped", "started"])
            let kept = try await bench.manager.perform(ShowCaseReport.self, ["by": "kind"]).json
            #expect(kept["all"]?["kept"]?["value"] == 1, "a late step breaks no promise")
            #expect(kept["all"]?["kept"]?["n"] == 1, "the first response")
        }
    }

    @Test(arguments: Engine.available)
    func aStepIsLeftByWhomItIsFor(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await open(bench)
            let stranger = try await bench.place.system.perform(
                CreateUser.self,
                [
                    "login": "other", "name": "Other", "role": "agent",
                    "password": .string(TestWorkspace.password),
                ])
            let user = try #require(ID<User>(stranger.json["id"]?.string ?? ""))
            let other = Desk(
                bench.test.house,
                actor: Actor(
                    .user(user, role: .agent),
                    workspace: bench.place.id, rights: Role.agent.rights))
            let step = try await other.perform(ShowCaseStep.self, ["case": id]).json
            #expect(step["mayLeave"] == false && step["doer"] == "Front line")
            let refused = await #expect(throws: Refusal.self) {
                try await move(other, id, "mend")
            }
            #expect(refused?.kind == .forbidden && refused?.code == "stepIsForTeam")
            _ = try await move(bench.agent, id, "mend")
            // Nobody has it yet, so that it waits for nobody.
            let open = try await bench.agent.perform(ShowCaseStep.self, ["case": id]).json
            #expect(open["mayLeave"] == true && open["doer"] == .null)
            _ = try await bench.manager.perform(
                AssignCase.self,
                [
                    "case": id, "team": .string("\(bench.team)"),
                    "assignee": .string("\(bench.place.user(.manager))"),
                ])
            let assigned = await #expect(throws: Refusal.self) {
                try await move(bench.agent, id, "check")
            }
            #expect(assigned?.code == "stepIsForAssignee")
            _ = try await move(bench.manager, id, "check")
            let ending: KeyValuePairs<String, JSON> = [
                "case": id, "outcome": "done", "text": "x",
            ]
            let lead = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(CloseCase.self, ending)
            }
            #expect(lead?.code == "stepIsForLead")
            let early = try await bench.agent.perform(
                CloseCase.self, ["case": id, "outcome": "withdrawn", "text": "x"])
            #expect(early.json["status"] == "closed", "an early end does no step")
            let unknown = await #expect(throws: Refusal.self) {
                try await bench.manager.perform(
                    SaveDocument<ProcessDocuments>.self,
                    [
                        "text": .string(
                            Self.process.split(separator: "office-hours-china")
                                .joined(separator: "no-such"))
                    ])
            }
            #expect(unknown?.faults.map(\.code) == ["noSuchCalendar"])
        }
    }
}
