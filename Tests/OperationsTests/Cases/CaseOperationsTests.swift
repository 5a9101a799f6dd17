import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct CaseOperationsTests {
    @Test(arguments: Engine.available)
    func aCaseGoesItsWayFromOpeningToClosing(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            var one = try await bench.show(id)
            #expect(one["status"] == "new")
            #expect(one["teamName"] == "Front line")
            #expect(bench.clock("first_response", of: one)?["remainingSeconds"] == 900)
            #expect(bench.clock("resolution", of: one)?["promiseVersion"] == 1)
            bench.test.pass(.minutes(10))
            try await bench.resolve(id)
            one = try await bench.show(id)
            #expect(one["status"] == "resolved")
            #expect(bench.clock("first_response", of: one)?["state"] == "met")
            one = try await bench.close(id)
            #expect(one["status"] == "closed")
            #expect(one["outcome"] == "solved")
            let thread = try await bench.agent.perform(ListCaseMessages.self, ["case": id])
            #expect(
                thread.json["items"]?.array?.map { $0["kind"] ?? .null } == ["reply", "received"])
            let entries = try await bench.agent.perform(ListClockEntries.self, ["case": id])
            #expect(
                entries.json["items"]?.array?.compactMap { $0["kind"]?.string }
                    == ["started", "started", "met", "met"])
            let events = try await database.read { connection in
                try connection.timeline(workspace: bench.place.id, limit: 100).map(\.kind)
            }
            #expect(events.filter { $0 == "case.opened" }.count == 1)
            #expect(events.filter { $0 == "case.step_changed" }.count == 4)
            #expect(events.contains("case.closed"))
        }
    }

    @Test(arguments: Engine.available)
    func whatIsSavedIsReadBack(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            bench.test.pass(.minutes(5))
            _ = try await bench.agent.perform(
                PauseCase.self, ["case": id, "reason": "waits for the order number"])
            bench.test.pass(.hours(2))
            let heard = try await bench.agent.perform(
                ReceiveOnCase.self, ["case": id, "text": "It is 4711."])
            #expect(heard.json == (try await bench.show(id)))
            #expect(bench.clock("resolution", of: heard.json)?["elapsedSeconds"] == 300)
            #expect(bench.clock("first_response", of: heard.json)?["elapsedSeconds"] == 7_500)
            #expect(bench.clock("first_response", of: heard.json)?["isOverdue"] == true)
            #expect(heard.json["stamps"]?["pending"]?["firstExited"] != JSON.null)
        }
    }

    @Test(arguments: Engine.available)
    func aRefusalLeavesNothingBehind(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            let before = try await bench.show(id)
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    CloseCase.self,
                    [
                        "case": id, "outcome": "solved", "text": "done",
                        "fields": ["summary": "kept only if the closing succeeds"],
                    ])
            }
            #expect(try await bench.show(id) == before)
            await #expect(throws: Refusal(.notFound, "noSuchCase")) {
                try await bench.agent.perform(
                    NoteOnCase.self, ["case": "cas_0000000000000", "text": "x"])
            }
        }
    }

    @Test(arguments: Engine.available)
    func theQueueIsOrderedByWhatIsDueNext(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            var ids: [JSON] = []
            for name in ["first", "second", "third", "fourth"] {
                ids.append(try await bench.open(name))
                bench.test.pass(.minutes(1))
            }
            // Answered: its next due time is the resolution's, far away.
            _ = try await bench.agent.perform(ReplyToCase.self, ["case": ids[0], "text": "Hello"])
            // Closed: not in the queue.
            _ = try await bench.agent.perform(
                CloseCase.self, ["case": ids[2], "outcome": "duplicate", "text": "of second"])
            var found: [JSON] = []
            var cursor: JSON = .null
            repeat {
                let page = try await bench.agent.perform(
                    ListCases.self, ["limit": 1, "cursor": cursor])
                found += page.json["items"]?.array?.compactMap { $0["id"] } ?? []
                cursor = page.json["nextCursor"] ?? .null
            } while cursor != .null
            #expect(found == [ids[1], ids[3], ids[0]])
            func list(_ fields: KeyValuePairs<String, JSON>) async throws -> [JSON] {
                try await bench.agent.perform(ListCases.self, fields).json["items"]?
                    .array?.compactMap { $0["id"] } ?? []
            }
            #expect(try await list(["status": "closed"]) == [ids[2]])
            #expect(try await list(["filter": "severity == \"major\""]) == [])
            #expect(try await list(["text": "SECO"]) == [ids[1]])
            #expect(try await list(["overdue": true]) == [])
            bench.test.pass(.minutes(12) + .seconds(1))
            #expect(try await list(["overdue": true]) == [ids[1]])
            #expect(try await list(["status": "any", "order": "newest"]) == ids.reversed())
            let counts = try await bench.agent.perform(CountCases.self, [:])
            #expect(counts.active == 3)
            #expect(counts.overdue == 1)
            #expect(counts.unassigned == 3)
        }
    }

    @Test func filtersAreCheckedAtTheirPlace() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            let refusal = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(ListCases.self, ["filter": "sevrity == 1"])
            }
            #expect(refusal?.faults.first?.code == "expression.unknownNameSuggest")
            #expect(refusal?.faults.first?.values["character"] == "1")
        }
    }

    @Test func rightsHoldOnWhoMayAssignAndReopen() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            let me = JSON.string("\(bench.place.user(.agent))")
            let boss = JSON.string("\(bench.place.user(.manager))")
            let team = JSON.string("\(bench.team)")
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    AssignCase.self, ["case": id, "team": team, "assignee": boss])
            }
            let taken = try await bench.agent.perform(
                AssignCase.self, ["case": id, "team": team, "assignee": me])
            #expect(taken.json["assigneeName"] == "The agent")
            #expect(taken.json["status"] == "open")
            let given = try await bench.manager.perform(
                AssignCase.self, ["case": id, "team": team, "assignee": boss])
            #expect(given.json["assigneeName"] == "The manager")
            let viewer = JSON.string("\(bench.place.user(.viewer))")
            await #expect(throws: Refusal.self) {
                try await bench.manager.perform(
                    AssignCase.self, ["case": id, "team": team, "assignee": viewer])
            }
            _ = try await bench.agent.perform(
                CloseCase.self, ["case": id, "outcome": "duplicate", "text": "x"])
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(ReopenCase.self, ["case": id, "reason": "no"])
            }
            _ = try await bench.manager.perform(ReopenCase.self, ["case": id, "reason": "no"])
            await #expect(throws: Refusal.self) {
                try await bench.place.desk(.viewer).perform(ShowCase.self, ["case": id])
            }
        }
    }

    @Test(arguments: Engine.available)
    func commandsAtTheSameTimeFollowEachOther(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        _ = try await bench.agent.perform(
                            TagCase.self, ["case": id, "tags": [.string("tag \(number)")]])
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await bench.show(id)["tags"]?.array?.count == 20)
        }
    }
}
