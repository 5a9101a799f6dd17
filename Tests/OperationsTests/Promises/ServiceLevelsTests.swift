import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct ServiceLevelsTests {
    /// A gold and a platinum customer; the case by phone and by mail; a team with hours of its own.
    @Test(arguments: Engine.available)
    func tierAndChannelDecideAndATeamHasItsHours(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            func customer(_ tier: String, _ key: String) async throws -> JSON {
                let made = try await bench.place.system.perform(
                    CreateCustomer.self,
                    ["key": .string(key), "traits": ["tier": .string(tier)]])
                return made.json["id"] ?? .null
            }
            func budgets(_ tier: String, _ channel: String) async throws -> [Double] {
                let opened = try await bench.agent.perform(
                    OpenCase.self,
                    [
                        "title": "Q", "kind": "request",
                        "customer": try await customer(tier, tier + channel),
                        "channel": .string(channel),
                    ])
                return opened.json["clocks"]?.array?.compactMap { $0["budgetSeconds"]?.number }
                    ?? []
            }
            #expect(try await budgets("platinum", "phone") == [300, 28_800])
            #expect(try await budgets("platinum", "mail") == [1_800, 86_400])
            #expect(try await budgets("gold", "mail") == [7_200, 86_400])
            #expect(try await budgets("silver", "phone") == [3_600], "the promise to everybody")
            // 17:00 in Shanghai, 09:00 in London: a day of work ends elsewhere.
            let gold = try await customer("gold", "gold")
            func due() async throws -> JSON? {
                let opened = try await bench.agent.perform(
                    OpenCase.self,
                    [
                        "title": "Q", "kind": "request", "customer": gold,
                        "team": .string("\(bench.team)"),
                    ])
                return bench.clock("resolution", of: opened.json)?["dueAt"]
            }
            let usual = try await due()
            _ = try await bench.place.system.perform(
                SaveDocument<CalendarDocuments>.self,
                [
                    "text": """
                    key: london
                    name: London
                    zone: Europe/London
                    week:
                      monday: ['09:00-17:00']
                      tuesday: ['09:00-17:00']
                      wednesday: ['09:00-17:00']
                    """
                ])
            _ = try await bench.place.system.perform(
                EditTeam.self,
                [
                    "team": .string("\(bench.team)"), "name": "Front line", "calendar": "london",
                ])
            #expect(try await due() == "2026-03-04T17:00:00Z", "three days of eight hours")
            #expect(usual != "2026-03-04T17:00:00Z")
        }
    }

    /// Rounds are stored each, counted each, and only the last is the case's clock.
    @Test(arguments: Engine.available)
    func eachRoundIsKeptOrBrokenByItself(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let made = try await bench.place.system.perform(
                CreateCustomer.self, ["key": "g", "traits": ["tier": "gold"]])
            let opened = try await bench.agent.perform(
                OpenCase.self,
                [
                    "title": "Q", "kind": "request", "customer": made.json["id"] ?? .null,
                    "team": .string("\(bench.team)"),
                ])
            let id = opened.json["id"] ?? .null
            #expect(opened.json["clocks"]?.array?.count == 2, "what is not owed is not shown")
            func say(_ text: JSON, after span: Span) async throws {
                bench.test.pass(span)
                _ = try await bench.agent.perform(ReceiveOnCase.self, ["case": id, "text": text])
            }
            func reply(after span: Span) async throws {
                bench.test.pass(span)
                _ = try await bench.agent.perform(ReplyToCase.self, ["case": id, "text": "Hi"])
            }
            try await reply(after: .minutes(5))
            try await say("one", after: .minutes(5))
            try await reply(after: .minutes(30))
            try await say("two", after: .days(1))
            try await reply(after: .days(1))
            try await say("three", after: .minutes(1))
            let one = try await bench.show(id)
            #expect(bench.clock("next_response", of: one)?["round"] == 3)
            let rates = try await bench.agent.perform(ShowKeptRates.self, [:]).json["items"]?.array
            let next = try #require(
                rates?.first { $0["promise"] == "by-tier" && $0["clock"] == "next_response" })
            #expect(next["kept"] == 1 && next["broken"] == 1 && next["open"] == 1)
            #expect(next["brokenCases"] == 1)
            // The agent may not begin a clock anew; who directs cases may, with a reason.
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    ResetClock.self, ["case": id, "clock": "next_response", "reason": "x"])
            }
            _ = try await bench.manager.perform(
                ResetClock.self, ["case": id, "clock": "next_response", "reason": "wrong case"])
            let entries = try await bench.agent.perform(ListClockEntries.self, ["case": id])
            #expect(entries.json["items"]?.array?.last?["kind"] == "reset")
            // Reopening never counts twice.
            let first = try #require(
                rates?.first { $0["promise"] == "by-tier" && $0["clock"] == "first_response" })
            #expect(first["kept"] == 1 && first["broken"] == 0)
        }
    }

    /// What ran before the rounds came goes on as the first.
    @Test(arguments: Engine.available)
    func clocksOfBeforeAreTheirFirstRound(engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            let before = Migrations.all.filter { $0.number < 100 }
            try await Migrator(before).migrate(database, at: TestHouse.start)
            try await database.write { connection in
                try connection.run(
                    """
                    INSERT INTO case_clocks (workspace, case_id, kind, promise, promise_version,
                        calendar, budget, due_soon, pausable, escalations, state, started, counted,
                        levels_told)
                    VALUES (1, 2, 'resolution', 'p', 3, NULL, 9, 8, 1, '[]', 'met', 5, 7, 0)
                    """)
            }
            try await Migrator().migrate(database, at: TestHouse.start)
            let row = try await database.read {
                try $0.first("SELECT round, promise_version, counted, level FROM case_clocks") {
                    $0.values
                }
            }
            #expect(row == [.integer(1), .integer(3), .integer(7), .null])
        }
    }
}
