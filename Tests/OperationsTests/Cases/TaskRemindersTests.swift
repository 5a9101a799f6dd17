import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

/// It is Monday, 2 March 2026, 09:00 in London and 17:00 in Shanghai, the workspace's zone.
@Suite struct TaskRemindersTests {
    private func add(_ text: JSON, _ due: JSON, to id: JSON, in bench: CaseBench) async throws {
        _ = try await bench.manager.perform(
            AddCaseTask.self,
            [
                "case": id, "text": text, "due": due,
                "assignee": .string("\(bench.place.user(.agent))"),
            ])
    }

    private func reminders(_ bench: CaseBench) async throws -> [JSON] {
        _ = try await bench.rounds("a").round()
        _ = try await bench.rounds("b").round()
        let told = try await bench.agent.perform(ListNotices.self, ["all": true]).json
        return told["items"]?.array?.filter { $0["kind"] == "task_due" } ?? []
    }

    @Test(arguments: Engine.available)
    func onItsDayATaskIsToldOnceWhereTheWorkspaceIs(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            try await add("Call\nWrite", "2026-03-03", to: id, in: bench)
            try await add("Later", "2026-03-05", to: id, in: bench)
            #expect(try await reminders(bench).isEmpty)
            // 23:59 in Shanghai.
            bench.test.pass(.hours(6) + .minutes(59))
            #expect(try await reminders(bench).isEmpty)
            bench.test.pass(.minutes(1))
            let told = try await reminders(bench)
            #expect(told.map { $0["case"] } == [id], "two tasks of a case are one notice")
            #expect(told.first?["details"]?["count"] == 2)
            #expect(told.first?["details"]?["due"] == "2026-03-03")
            bench.test.pass(.hours(20))
            #expect(try await reminders(bench).count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func aTeamElsewhereIsToldWhenItOpens(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await bench.place.system.perform(
                SaveDocument<CalendarDocuments>.self,
                [
                    "text": """
                    key: new-york
                    name: New York
                    zone: America/New_York
                    week:
                      monday: ['08:30-17:00']
                    """
                ])
            _ = try await bench.place.system.perform(
                EditTeam.self,
                [
                    "team": .string("\(bench.team)"), "name": "Front line",
                    "calendar": "new-york",
                ])
            let id = try await bench.open()
            // The clocks there go forward on Sunday, 8 March.
            try await add("Monday", "2026-03-09", to: id, in: bench)
            try await add("Tuesday", "2026-03-10", to: id, in: bench)
            bench.test.pass(.days(7) + .hours(3) + .minutes(29))
            #expect(try await reminders(bench).isEmpty, "it is 8:29 there")
            bench.test.pass(.minutes(1))
            #expect(try await reminders(bench).count == 1)
            // On a closed day it is the day's first moment: 04:00 UTC.
            bench.test.pass(.hours(15) + .minutes(29))
            #expect(try await reminders(bench).count == 1)
            bench.test.pass(.minutes(1))
            #expect(try await reminders(bench).count == 2)
        }
    }

    @Test(arguments: Engine.available)
    func whatIsDoneClosedOrLongPastIsNotToldAndWhoHasTheCaseStandsIn(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let (open, closed) = (try await bench.open("Open"), try await bench.open("Closed"))
            for id in [open, closed] { try await add("Call", "2026-03-03", to: id, in: bench) }
            try await add("Last week", "2026-02-25", to: open, in: bench)
            _ = try await bench.agent.perform(
                AddCaseTask.self, ["case": open, "text": "Anybody's", "due": "2026-03-04"])
            _ = try await bench.manager.perform(
                CloseCase.self, ["case": closed, "outcome": "duplicate", "text": "twice"])
            let tasks = try await bench.agent.perform(ListCaseTasks.self, ["case": open]).json
            _ = try await bench.agent.perform(
                TickCaseTask.self,
                ["case": open, "task": tasks["items"]?.array?.first?["id"] ?? .null, "done": true])
            bench.test.pass(.hours(8))
            #expect(try await reminders(bench).isEmpty)
            _ = try await bench.manager.perform(
                AssignCase.self,
                [
                    "case": open, "team": .string("\(bench.team)"),
                    "assignee": .string("\(bench.place.user(.agent))"),
                ])
            bench.test.pass(.days(1))
            #expect(try await reminders(bench).map { $0["details"]?["due"] } == ["2026-03-04"])
        }
    }
}
