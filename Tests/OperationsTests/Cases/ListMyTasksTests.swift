import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite struct ListMyTasksTests {
    @Test(arguments: Engine.available)
    func whatIsDueFirstStandsFirstAndWhatIsClosedNowhere(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            let manager = JSON.string("\(bench.place.user(.manager))")
            let today = bench.test.now.civil(in: .utc).date
            func day(_ days: Int) -> JSON { .string("\(today.adding(days: days))") }
            for (text, due) in [("Later", day(5)), ("Soon", day(1)), ("Some day", .null)] {
                var input: [String: JSON] = [
                    "case": id, "text": .string(text), "assignee": manager,
                ]
                if due != .null { input["due"] = due }
                _ = try await bench.agent.perform(AddCaseTask.self, input.members)
            }
            _ = try await bench.agent.perform(
                AddCaseTask.self, ["case": id, "text": "Nobody's", "due": day(2)])
            #expect(try await bench.told(.manager) == ["task", "task", "task"])
            func mine(_ desk: Desk) async throws -> [JSON] {
                try await desk.perform(ListMyTasks.self, [:]).json["items"]?.array ?? []
            }
            var tasks = try await mine(bench.manager)
            #expect(
                tasks.map { $0["task"]?["text"] } == ["Soon", "Later", "Some day"])
            #expect(tasks.allSatisfy { $0["task"]?["isOverdue"] == false })
            bench.test.pass(.days(2))
            tasks = try await mine(bench.manager)
            #expect(tasks.map { $0["task"]?["isOverdue"] } == [true, false, false])
            #expect(tasks.first?["case"] == id)
            // What was given to nobody is owed by whoever has the case.
            #expect(try await mine(bench.agent).isEmpty)
            _ = try await bench.manager.perform(
                AssignCase.self,
                [
                    "case": id, "team": .string("\(bench.team)"),
                    "assignee": .string("\(bench.place.user(.agent))"),
                ])
            #expect(try await mine(bench.agent).map { $0["task"]?["text"] } == ["Nobody's"])
            let refused = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    AddCaseTask.self, ["case": id, "text": "x", "due": "2026-02-30"])
            }
            #expect(refused?.faults.first?.path == "due")
            _ = try await bench.manager.perform(
                CloseCase.self, ["case": id, "outcome": "duplicate", "text": "twice"])
            #expect(try await mine(bench.manager).isEmpty)
            #expect(try await mine(bench.agent).isEmpty)
        }
    }
}
