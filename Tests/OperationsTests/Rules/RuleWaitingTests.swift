import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct RuleWaitingTests {
    private static let remind = """
        key: remind
        name: Remind
        when: case.opened
        do:
          - tag: [waiting]
          - wait: {for: 24 h, if: status != "closed"}
          - escalate: {reason: Still open after a day}
          - set: {severity: major, fields: {summary: Late}}
        """

    private func save(_ rule: String, _ bench: CaseBench) async throws {
        _ = try await bench.manager.perform(
            SaveDocument<RuleDocuments>.self, ["text": .string(rule)])
    }

    private func firings(_ key: String, _ bench: CaseBench) async throws -> [JSON] {
        try await bench.agent.perform(ListRuleFirings.self, ["key": .string(key)])
            .json["items"]?.array ?? []
    }

    @Test(arguments: Engine.available)
    func whatWaitsGoesOnOnceWhereItsConditionStillHolds(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            try await save(Self.remind, bench)
            let open = try await bench.open("Stays open")
            let closed = try await bench.open("Is closed")
            try await bench.follow(database)
            #expect(try await bench.show(open)["tags"] == ["waiting"])
            #expect(try await bench.show(open)["severity"] == "ordinary")
            try await bench.resolve(closed)
            _ = try await bench.close(closed)
            bench.test.pass(.hours(23))
            _ = try await bench.rounds("a").round()
            #expect(try await bench.show(open)["severity"] == "ordinary", "not yet")
            bench.test.pass(.hours(1))
            _ = try await bench.rounds("a").round()
            _ = try await bench.rounds("b").round()
            #expect(try await bench.show(open)["severity"] == "major")
            #expect(try await bench.show(open)["fields"]?["summary"] == "Late")
            #expect(try await bench.show(closed)["severity"] == "ordinary")
            let all = try await firings("remind", bench)
            #expect(all.count { $0["action"] == "escalate" } == 1)
            let ended = all.first { $0["refused"] == "noLongerHolds" }
            #expect(ended?["action"] == "wait")
            let reason = all.first { $0["action"] == "escalate" }?["why"]
            #expect(reason?["if"] == "status != \"closed\"" && reason?["holds"] == true)
            #expect(reason?["values"]?["status"]?.string != "closed")
            // Followed again from the start, nothing waits twice.
            try await database.write { connection in
                try connection.run("UPDATE cursors SET tx = -1, event = 0")
            }
            try await bench.follow(database)
            bench.test.pass(.days(2))
            _ = try await bench.rounds("a").round()
            #expect(try await firings("remind", bench).count == all.count)
        }
    }

    @Test func aRuleSwitchedOffEndsItsWaiting() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            try await save(Self.remind, bench)
            let id = try await bench.open()
            try await bench.follow(database)
            try await save(Self.remind + "\non: false\n", bench)
            bench.test.pass(.days(2))
            _ = try await bench.rounds("a").round()
            #expect(try await bench.show(id)["severity"] == "ordinary")
            #expect(try await firings("remind", bench).contains { $0["refused"] == "ruleIsOff" })
        }
    }

    @Test(arguments: Engine.available)
    func twoRulesThatCallForEachOtherAreStopped(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            for (key, condition, kind) in [
                ("to-complaint", "kind == \"feedback\"", "complaint"),
                ("to-feedback", "kind == \"complaint\"", "feedback"),
            ] {
                try await save(
                    """
                    key: \(key)
                    name: \(key)
                    when: case.classified
                    if: \(condition)
                    do:
                      - set: {kind: \(kind)}
                    """, bench)
            }
            let id = try await bench.open()
            _ = try await bench.manager.perform(
                ClassifyCase.self, ["case": id, "kind": "complaint", "severity": "ordinary"])
            // Without the guard this would follow for ever.
            try await bench.follow(database)
            let done = try await firings("to-feedback", bench)
            #expect(done.count { $0["refused"] == .null } == 20)
            #expect(done.first?["refused"] == "firesTooOften")
        }
    }

    @Test func aComplaintStartsItsCorrectiveActionOnce() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            try await save(
                """
                key: mend
                name: Mend the cause
                when: case.classified
                if: kind == "complaint"
                do:
                  - start_process: {process: corrective-action}
                  - clock: {pause: Wait for the factory}
                """, bench)
            let id = try await bench.open("Broken lid")
            _ = try await bench.manager.perform(
                ClassifyCase.self, ["case": id, "kind": "complaint", "severity": "ordinary"])
            try await bench.follow(database)
            _ = try await bench.manager.perform(
                ClassifyCase.self, ["case": id, "kind": "complaint", "severity": "major"])
            try await bench.follow(database)
            #expect(try await bench.show(id)["status"] == "pending")
            let ties = try await bench.agent.perform(ListCaseTies.self, ["case": id]).json
            let other = try #require(ties["items"]?.array?.first?["case"])
            #expect(ties["items"]?.array?.count == 1)
            let started = try await bench.show(other)
            #expect(started["process"] == "corrective-action" && started["kind"] == "corrective")
            #expect(started["title"]?["en"] == "Broken lid" && started["rule"] == "mend")
            #expect(
                try await firings("mend", bench).compactMap { $0["refused"]?.string }.sorted()
                    == ["caseIsPaused", "processHasBegun"])
        }
    }

    @Test(arguments: Engine.available)
    func aRuleAsksOneCustomerThreeTimesAMonth(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            try await bench.brings("nps")
            try await save(
                """
                key: ask-always
                name: Ask always
                when: case.received
                do:
                  - invite: {instrument: nps}
                """, bench)
            let id = try await bench.open()
            for _ in 0..<5 {
                _ = try await bench.agent.perform(
                    ReceiveOnCase.self, ["case": id, "text": "And another thing"])
                bench.test.pass(.minutes(1))
            }
            try await bench.follow(database)
            let done = try await firings("ask-always", bench)
            #expect(done.count { $0["refused"] == .null } == 3)
            #expect(done.count { $0["refused"] == "invitedOften" } == 2)
        }
    }

    @Test(arguments: Engine.available)
    func aTrialTellsWhatWouldHaveFiredAndDoesNothing(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let major = try await bench.open("Grave")
            _ = try await bench.manager.perform(
                ClassifyCase.self, ["case": major, "kind": "complaint", "severity": "major"])
            let ordinary = try await bench.open("Small")
            let rule: JSON = """
                key: grave
                name: Grave
                when: case.opened
                if: severity == "major" and kind == "complaint"
                do:
                  - tag: [grave]
                  - escalate: {reason: Grave}
                """
            let trial = try await bench.manager.perform(TryRule.self, ["text": rule]).json
            #expect(trial["looked"] == 2 && trial["fired"] == 1 && trial["cut"] == false)
            #expect(trial["actions"] == ["tag", "escalate"])
            let events = trial["events"]?.array ?? []
            #expect(events.first { $0["fires"] == true }?["about"] == major)
            let passed = events.first { $0["fires"] == false }
            #expect(passed?["about"] == ordinary)
            #expect(passed?["why"]?["values"] == ["severity": "ordinary", "kind": "feedback"])
            #expect(try await bench.show(major)["tags"] == [])
            #expect(try await firings("grave", bench).isEmpty)
            bench.test.pass(.days(40))
            let later = try await bench.manager.perform(TryRule.self, ["text": rule]).json
            #expect(later["looked"] == 0)
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(TryRule.self, ["text": rule])
            }
        }
    }
}
