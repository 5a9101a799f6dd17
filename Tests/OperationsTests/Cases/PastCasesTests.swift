import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct PastCasesTests {
    @Test(arguments: Engine.available)
    func importedContactsBecomeClosedCasesJudgedByTheirOwnTimes(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            try await bench.brings("nps")
            for minutes in [6, 90] {
                let started = bench.test.now - .days(300)
                _ = try await bench.place.system.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "nps", "answers": ["recommend": 2],
                        "hidden": ["region": "North"],
                        "startedAt": .string(started.iso8601),
                        "completedAt": .string((started + .minutes(Int64(minutes))).iso8601),
                    ])
            }
            try await bench.follow(database)
            #expect(try await bench.queue() == [], "history opens no cases")
            let past = PastCases(
                instrument: "nps", title: Wording(zh: "{hidden.region}", en: "{hidden.region}"))
            #expect(try await past.run(on: bench.manager) == 2)
            #expect(try await past.run(on: bench.manager) == 0, "each once")
            let all = try await bench.agent.perform(ListCases.self, ["status": "closed"])
            let cases = try #require(all.json["items"]?.array)
            #expect(cases.allSatisfy { $0["title"]?["en"] == "North" })
            let states = cases.compactMap {
                bench.clock("first_response", of: $0)?["state"]?.string
            }
            #expect(states.sorted() == ["met", "missed"])
            // Nothing rings, nobody is invited.
            #expect(try await bench.rounds("a").round() == nil)
            try await bench.follow(database)
            let scores = try await bench.agent.perform(
                ShowCaseScores.self, ["case": cases[0]["id"] ?? .null])
            #expect(scores.json["invitations"] == [])
            #expect(scores.json["before"]?["score"] == 2)
            let rates = try await bench.agent.perform(
                ShowKeptRates.self,
                ["from": .string((bench.test.now - .days(301)).iso8601)]
            ).json["items"]?.array
            let contact = try #require(rates?.first { $0["promise"] == "contact-response" })
            #expect(contact["rate"] == 0.5)
            await #expect(throws: Refusal.self) { try await past.run(on: bench.agent) }
            guard database.dialect == .postgres else { return }
            // The planner knows of them at once.
            let known = try await database.read { connection in
                try connection.first(
                    """
                    SELECT COUNT(DISTINCT tablename) FROM pg_stats
                    WHERE tablename IN ('cases', 'case_clocks')
                    """
                ) { $0.int(0) }
            }
            #expect(known == 2)
        }
    }
}
