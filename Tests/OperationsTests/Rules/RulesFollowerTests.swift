import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct RulesFollowerTests {
    @Test(arguments: Engine.available)
    func aLowScoreOpensOneCaseAndAHighOneNone(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            try await bench.brings("nps")
            _ = try await bench.answer("nps", 9)
            try await bench.follow(database)
            #expect(try await bench.queue() == [])
            _ = try await bench.answer("nps", 3)
            bench.test.pass(.minutes(4))
            try await bench.follow(database)
            let queue = try await bench.queue()
            let one = try #require(queue.first)
            #expect(queue.count == 1)
            #expect(one["rule"] == "low-score-opens-case")
            #expect(one["title"]?["zh"]?.string?.contains("3") == true)
            #expect(one["customerName"] == "c-1")
            // The promise counts from when the customer answered, not from when it was followed.
            #expect(bench.clock("first_response", of: one)?["elapsedSeconds"] == 240)
            let scores = try await bench.agent.perform(
                ShowCaseScores.self, ["case": one["id"] ?? .null])
            #expect(scores.json["before"]?["score"] == 3)
            // Followed again from the start, nothing happens twice.
            try await database.write { connection in
                try connection.run("UPDATE cursors SET tx = -1, event = 0")
            }
            try await bench.follow(database)
            #expect(try await bench.queue().count == 1)
            let firings = try await bench.agent.perform(
                ListRuleFirings.self, ["key": "low-score-opens-case"])
            #expect(firings.json["items"]?.array?.count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func afterClosingTheCustomerIsAskedAgainAndBothScoresStand(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            try await bench.brings("nps")
            _ = try await bench.answer("nps", 2)
            try await bench.follow(database)
            let id = try #require(try await bench.queue().first?["id"])
            // The rule gave it to a team; its steps are for that.
            try await bench.resolve(id, by: bench.manager)
            _ = try await bench.close(id, by: bench.manager)
            try await bench.follow(database)
            var scores = try await bench.agent.perform(ShowCaseScores.self, ["case": id]).json
            let invitations = try #require(scores["invitations"]?.array)
            #expect(invitations.count == 1)
            #expect(invitations.first?["instrument"] == "nps")
            #expect(scores["after"] == [])
            let path = try #require(invitations.first?["address"]?.string)
            try await bench.answer(at: path, 9)
            scores = try await bench.agent.perform(ShowCaseScores.self, ["case": id]).json
            #expect(scores["before"]?["score"] == 2)
            #expect(scores["after"]?.array?.first?["score"] == 9)
            // The answer to the invitation opens no new case; it is high.
            try await bench.follow(database)
            #expect(try await bench.queue() == [])
        }
    }

    @Test func whatCannotBeDoneIsNotedAndTheRestGoesOn() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            let rule = """
                key: hand-over
                name: Hand over
                when: case.opened
                do:
                  - assign: {team: Nobody knows it}
                  - tag: [seen]
                """
            _ = try await bench.manager.perform(
                SaveDocument<RuleDocuments>.self, ["text": .string(rule)])
            let id = try await bench.open()
            try await bench.follow(database)
            #expect(try await bench.show(id)["tags"] == ["seen"])
            let firings = try await bench.agent.perform(
                ListRuleFirings.self, ["key": "hand-over"]
            ).json["items"]?.array
            #expect(firings?.compactMap { $0["refused"]?.string } == ["noSuchTeam"])
        }
    }
}
