import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

/// A node whose clock was ahead has told, gone on and reminded too early, and dies; the clock is
/// set right. What was done is not done again, and what is to be done still comes.
@Suite struct TimeSetBackTests {
    @Test(arguments: Engine.available)
    func clocksTellOnceAndGoOn(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            bench.test.pass(.hours(25))
            _ = try await bench.rounds("a").round()
            let told = try await bench.told(.manager)
            #expect(told.count == 4, "two clocks due soon and escalated")
            let ahead = try await bench.open("While the clock was ahead")
            bench.test.pass(.hours(-25))
            // Another node takes over; the dead one's lease lies a day ahead.
            let late = try await bench.open("After it was set right")
            for _ in 0..<3 { _ = try await bench.rounds("b").round() }
            #expect(try await bench.told(.manager) == told)
            bench.test.pass(.minutes(12))
            _ = try await bench.rounds("b").round()
            let next = try await bench.told(.manager)
            #expect(next.count == 5 && next.first == "due_soon", "the new case, in its time")
            bench.test.pass(.days(3))
            for holder in ["a", "b", "a"] { _ = try await bench.rounds(holder).round() }
            #expect(try await bench.told(.manager).count == 12, "four a case, each once")
            for one in [id, ahead, late] {
                let entries =
                    try await bench.agent.perform(ListClockEntries.self, ["case": one])
                    .json["items"]?.array ?? []
                #expect(entries.count { $0["kind"] == "missed" } == 2)
            }
            // A reply while the clock stands before the opening is refused nothing.
            bench.test.pass(.days(-3))
            _ = try await bench.agent.perform(ReplyToCase.self, ["case": ahead, "text": "Sorry"])
            #expect(try await bench.show(ahead)["status"] != "closed")
        }
    }

    @Test(arguments: Engine.available)
    func waitsOfRulesEndOnce(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await bench.manager.perform(
                SaveDocument<RuleDocuments>.self,
                [
                    "text": """
                    key: remind
                    name: Remind
                    when: case.opened
                    do:
                      - wait: {for: 24 h, if: status != "closed"}
                      - escalate: {reason: Still open after a day}
                    """
                ])
            func escalations(_ id: JSON) async throws -> Int {
                try await bench.agent.perform(ListCaseEvents.self, ["case": id, "limit": 200])
                    .items.count { $0.json["kind"] == "case.escalated" }
            }
            let early = try await bench.open("Begun before")
            try await bench.follow(database)
            bench.test.pass(.days(1))
            let ahead = try await bench.open("Begun while the clock was ahead")
            try await bench.follow(database)
            _ = try await bench.rounds("a").round()
            #expect(try await escalations(early) == 1)
            bench.test.pass(.days(-1))
            for _ in 0..<3 { _ = try await bench.rounds("b").round() }
            #expect(try await escalations(early) == 1, "not again")
            #expect(try await escalations(ahead) == 0, "not before its time")
            // Followed again from the start, nothing begins to wait anew.
            try await database.write { connection in
                try connection.run("UPDATE cursors SET tx = -1, event = 0")
            }
            try await bench.follow(database)
            bench.test.pass(.days(3))
            for holder in ["b", "a"] { _ = try await bench.rounds(holder).round() }
            #expect(try await escalations(early) == 1)
            #expect(try await escalations(ahead) == 1)
        }
    }

    /// A wait that was begun while the clock was ahead lasts from when it was set right, and no
    /// longer: neither a day more nor the rest of the day that never was.
    @Test(arguments: Engine.available)
    func aWaitOfAWrongClockLastsNoLonger(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await bench.manager.perform(
                SaveDocument<RuleDocuments>.self,
                [
                    "text": """
                    key: soon
                    name: Soon
                    when: case.opened
                    do:
                      - wait: {for: 2 h}
                      - tag: [waited]
                    """
                ])
            bench.test.pass(.days(3))
            let ahead = try await bench.open("Begun while the clock was ahead")
            try await bench.follow(database)
            bench.test.pass(.days(-3))
            // A clock that is a little ahead is no wrong one.
            bench.test.pass(.minutes(5))
            let near = try await bench.open("Begun five minutes ahead")
            try await bench.follow(database)
            bench.test.pass(.minutes(-5))
            func tags(_ id: JSON) async throws -> JSON { try await bench.show(id)["tags"] ?? .null }
            _ = try await bench.rounds("b").round()
            bench.test.pass(.minutes(119))
            _ = try await bench.rounds("b").round()
            #expect(try await tags(ahead) == [])
            bench.test.pass(.minutes(2))
            _ = try await bench.rounds("b").round()
            #expect(try await tags(ahead) == ["waited"])
            #expect(try await tags(near) == [], "its own two hours")
            bench.test.pass(.minutes(5))
            _ = try await bench.rounds("b").round()
            #expect(try await tags(near) == ["waited"])
            // When the time comes that was told at first, nothing happens again.
            bench.test.pass(.days(4))
            _ = try await bench.rounds("b").round()
            #expect(try await tags(ahead) == ["waited"])
        }
    }

    @Test(arguments: Engine.available)
    func tasksAreToldOnce(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            for (text, day) in [("Call", "2026-03-03"), ("Write", "2026-03-05")] {
                _ = try await bench.manager.perform(
                    AddCaseTask.self,
                    [
                        "case": id, "text": .string(text), "due": .string(day),
                        "assignee": .string("\(bench.place.user(.agent))"),
                    ])
            }
            func told() async throws -> [JSON] {
                let all = try await bench.agent.perform(ListNotices.self, ["all": true]).json
                return (all["items"]?.array ?? []).filter { $0["kind"] == "task_due" }
                    .compactMap { $0["details"]?["due"] }
            }
            bench.test.pass(.days(1))
            _ = try await bench.rounds("a").round()
            #expect(try await told() == ["2026-03-03"])
            bench.test.pass(.days(-1))
            for _ in 0..<3 { _ = try await bench.rounds("b").round() }
            bench.test.pass(.days(1))
            _ = try await bench.rounds("b").round()
            #expect(try await told() == ["2026-03-03"], "not again on the day itself")
            bench.test.pass(.days(2))
            for holder in ["a", "b"] { _ = try await bench.rounds(holder).round() }
            #expect(try await told() == ["2026-03-05", "2026-03-03"])
        }
    }
}
