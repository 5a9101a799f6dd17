import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct ClockRoundsTests {
    @Test(arguments: Engine.available)
    func dueSoonOverdueLeadAndOneLevelUpEachOnce(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            let rounds = bench.rounds("a")
            let other = bench.rounds("b")
            #expect(try await rounds.round() == TestHouse.start + .minutes(12))
            bench.test.pass(.minutes(12))
            _ = try await rounds.round()
            _ = try await rounds.round()
            #expect(try await bench.told(.manager) == ["due_soon"])
            bench.test.pass(.minutes(3) + .seconds(1))
            let next = try await rounds.round()
            #expect(next == TestHouse.start + .minutes(45))
            #expect(try await bench.told(.manager) == ["escalated", "due_soon"])
            #expect(try await bench.told(.administrator) == [])
            bench.test.pass(.minutes(30))
            // Two nodes at once.
            async let one = rounds.round()
            async let two = other.round()
            _ = try await (one, two)
            _ = try await rounds.round()
            #expect(try await bench.told(.manager) == ["escalated", "due_soon"])
            #expect(try await bench.told(.administrator) == ["escalated"])
            let entries = try await bench.agent.perform(ListClockEntries.self, ["case": id])
            #expect(
                entries.json["items"]?.array?.compactMap { $0["kind"]?.string }
                    == ["started", "started", "due_soon", "missed", "escalated", "escalated"])
        }
    }

    @Test(arguments: Engine.available)
    func aNodeThatWasAwayTellsEverythingOnce(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            for _ in 0..<5 { _ = try await bench.open() }
            bench.test.pass(.days(2))
            #expect(try await bench.rounds("a").round() == nil)
            let kinds = try await bench.told(.manager)
            // Each case: two clocks due soon, two first escalations.
            #expect(kinds.count { $0 == "due_soon" } == 10)
            #expect(kinds.count { $0 == "escalated" } == 10)
            #expect(try await bench.told(.administrator).count == 10)
            #expect(try await bench.rounds("b").round() == nil)
            #expect(try await bench.told(.manager).count == 20)
        }
    }

    @Test(arguments: Engine.available)
    func aCaseThatCannotBeToldKeepsNoOtherFromIt(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let broken = try await bench.open()
            for _ in 0..<3 { _ = try await bench.open() }
            try await database.write { connection in
                try connection.run(
                    """
                    UPDATE case_clocks SET calendar = 'gone'
                    WHERE case_id = \(ID<Case>(broken.string ?? "")?.raw ?? 0)
                    """)
            }
            bench.test.pass(.minutes(12))
            let rounds = bench.rounds("a")
            for _ in 0..<2 {
                let wrong = await #expect(throws: Refusal.self) { try await rounds.round() }
                #expect(wrong?.code == "noSuchCalendar")
                #expect(try await bench.told(.manager).count == 3, "the others, once")
            }
            try await database.write { connection in
                try connection.run("UPDATE case_clocks SET calendar = NULL WHERE calendar = 'gone'")
            }
            _ = try await rounds.round()
            #expect(try await bench.told(.manager).count == 4)
        }
    }

    /// The rounds that a node has ended do not keep the next one from telling.
    @Test func afterTheEndAnotherTakesOverAtOnce() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await bench.open()
            bench.test.pass(.minutes(12))
            let first = bench.rounds("a")
            _ = try await first.round()
            bench.test.pass(.minutes(3) + .seconds(1))
            try await first.end()
            _ = try await bench.rounds("b").round()
            #expect(try await bench.told(.manager) == ["escalated", "due_soon"])
        }
    }

    @Test func openingTheCaseIsSeeingItsNotices() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            bench.test.pass(.minutes(13))
            _ = try await bench.rounds("a").round()
            #expect(try await bench.told(.manager) == ["due_soon"])
            _ = try await bench.manager.perform(SeeNotices.self, ["case": id])
            #expect(try await bench.told(.manager) == [])
        }
    }
}
