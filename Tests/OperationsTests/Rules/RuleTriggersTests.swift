import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

/// What rules can follow and ask of cases.
@Suite struct RuleTriggersTests {
    /// A rule that tags what it fires on with its own key.
    private func tag(
        _ key: String, when: String, if condition: String, _ bench: CaseBench
    ) async throws {
        let rule = Self.tagging(key, when: when, if: condition)
        _ = try await bench.manager.perform(
            SaveDocument<RuleDocuments>.self, ["text": .string(rule)])
    }

    private static func tagging(_ key: String, when: String, if condition: String) -> String {
        """
        key: \(key)
        name: \(key)
        when: \(when)
        if: '\(condition)'
        do:
          - tag: [\(key)]
        """
    }

    private func tags(_ id: JSON, _ bench: CaseBench) async throws -> Set<String> {
        Set((try await bench.show(id)["tags"]?.array ?? []).compactMap(\.string))
    }

    @Test(arguments: Engine.available)
    func everyDeedOnACaseCanBeFollowed(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let rules = [
                ("given", "case.assigned", "is_missing(event.was_assignee)"),
                ("answered", "case.replied", "words contains \"sorry\" and not event.automatic"),
                ("marked", "case.tagged", "event.tags contains \"vip\" and tags contains \"vip\""),
                ("raised", "case.escalated", "event.reason contains \"chief\""),
                ("angry", "case.stage_changed", "stage == \"complaint\" and event.advanced"),
                (
                    "classed", "case.step_changed",
                    "step == \"classify\" and event.was == \"record\""
                ),
            ]
            for (key, when, condition) in rules {
                try await tag(key, when: when, if: condition, bench)
            }
            let (id, other) = (try await bench.open(), try await bench.open("Quiet"))
            for one in [id, other] {
                _ = try await bench.manager.perform(
                    TagCase.self, ["case": one, "tags": [one == id ? "vip" : "slow"]])
            }
            let me = JSON.string("\(bench.place.user(.agent))")
            _ = try await bench.agent.perform(
                AssignCase.self, ["case": id, "team": .string("\(bench.team)"), "assignee": me])
            _ = try await bench.agent.perform(
                ReplyToCase.self, ["case": id, "text": "We are sorry."])
            _ = try await bench.agent.perform(
                ReplyToCase.self, ["case": other, "text": "Hello."])
            _ = try await bench.agent.perform(
                EscalateCase.self, ["case": id, "reason": "Wants the chief"])
            _ = try await bench.agent.perform(
                SenseStage.self, ["case": id, "stage": "complaint", "reason": "Said so"])
            _ = try await bench.agent.perform(
                MoveCase.self,
                ["case": id, "step": "classify", "fields": ["summary": "Waited"]])
            try await bench.follow(database)
            #expect(try await tags(id, bench) == Set(rules.map(\.0) + ["vip"]))
            #expect(try await tags(other, bench) == ["slow"])
        }
    }

    @Test(arguments: Engine.available)
    func conditionsKnowTheCaseByNames(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let rules = [
                ("by-team", "team.name == \"Front line\""),
                ("by-title", "title contains \"refund\""),
                ("by-words", "words contains \"Nobody answered\""),
                ("by-channel", "channel == \"phone\""),
                ("by-nobody", "is_missing(assignee.login)"),
            ]
            for (key, condition) in rules {
                try await tag(key, when: "case.opened", if: condition, bench)
            }
            let opened = try await bench.agent.perform(
                OpenCase.self,
                [
                    "title": "I want a refund", "team": .string("\(bench.team)"),
                    "channel": "phone", "words": "Nobody answered.",
                ])
            let plain = try await bench.agent.perform(OpenCase.self, ["title": "Plain"])
            try await bench.follow(database)
            let all = try await tags(opened.json["id"] ?? .null, bench)
            #expect(all == Set(rules.map(\.0)))
            #expect(try await tags(plain.json["id"] ?? .null, bench) == ["by-nobody"])
            // What somebody said is told where it was said, not in the log of a rule.
            let log = try await bench.agent.perform(ListRuleFirings.self, ["key": "by-words"]).json
            let why = log["items"]?.array?.first?["why"]
            #expect(why?["holds"] == true && why?["values"] == .object(.init()))
        }
    }

    @Test(arguments: Engine.available)
    func redressAppealsAndTasksThatAreDueCanBeFollowed(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let rules = [
                ("dear", "case.redress_offered", "event.cost > 10 and event.state == \"granted\""),
                ("late", "case.task_due", "event.count == 2"),
                ("again", "case.appealed", "appeals == 1 and event.reason contains \"broken\""),
            ]
            for (key, when, condition) in rules {
                try await tag(key, when: when, if: condition, bench)
            }
            let id = try await bench.complaint()
            _ = try await bench.manager.perform(
                AddCaseTask.self, ["case": id, "text": "Call\nWrite", "due": "2026-03-03"])
            bench.test.pass(.days(1))
            _ = try await bench.rounds("a").round()
            _ = try await bench.rounds("b").round()
            _ = try await bench.manager.perform(
                OfferRedress.self,
                ["case": id, "kind": "voucher", "cost": 20, "note": "For the wait"])
            _ = try await bench.closeComplaint(id, by: bench.manager)
            _ = try await bench.manager.perform(
                AppealCase.self, ["case": id, "reason": "It is broken again."])
            try await bench.follow(database)
            #expect(try await tags(id, bench).isSuperset(of: rules.map(\.0)))
        }
    }

    @Test(arguments: Engine.available)
    func aRuleGivesACaseToAPerson(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            func save(_ key: String, _ text: String, _ whom: String) async throws {
                _ = try await bench.manager.perform(
                    SaveDocument<RuleDocuments>.self,
                    [
                        "text": .string(
                            """
                            key: \(key)
                            name: \(key)
                            when: case.opened
                            if: 'title contains "\(text)"'
                            do:
                              - assign: \(whom)
                            """)
                    ])
            }
            try await save("to-agent", "Bike", "{assignee: agent}")
            try await save("to-ghost", "Ghost", "{assignee: nobody.here}")
            try await save("to-reader", "Reader", "{assignee: analyst}")
            let (bike, ghost) = (try await bench.open("Bike"), try await bench.open("Ghost"))
            let reader = try await bench.open("Reader")
            try await bench.follow(database)
            let one = try await bench.show(bike)
            #expect(one["assignee"]?.string == "\(bench.place.user(.agent))")
            #expect(one["team"]?.string == "\(bench.team)", "the team stays")
            #expect(try await bench.show(ghost)["assignee"] == .null)
            #expect(try await bench.show(reader)["assignee"] == .null)
            for (key, code) in [("to-ghost", "noSuchUser"), ("to-reader", "cannotTakeCases")] {
                let log = try await bench.agent.perform(
                    ListRuleFirings.self, ["key": .string(key)]
                ).json
                #expect(log["items"]?.array?.map { $0["refused"] } == [.string(code)])
            }
        }
    }

    @Test(arguments: Engine.available)
    func aTrialSeesTheSameEventsAndDoesNothing(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            for text in ["We are sorry.", "Please wait."] {
                _ = try await bench.agent.perform(
                    ReplyToCase.self, ["case": id, "text": .string(text)])
            }
            bench.test.pass(.days(2))
            let rule = Self.tagging("said", when: "case.replied", if: "words contains \"sorry\"")
            let trial = try await bench.manager.perform(
                TryRule.self, ["text": .string(rule)]
            ).json
            #expect(trial["looked"] == 2 && trial["fired"] == 1)
            #expect(trial["events"]?.array?.first?["about"] == id)
            #expect(try await tags(id, bench).isEmpty)
        }
    }

    /// A wait is played through: with the case as it was at its end, where that is over.
    @Test(arguments: Engine.available)
    func aTrialTellsWhatItsWaitsCameTo(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let closed = try await bench.open("Closed before")
            let later = try await bench.open("Closed after")
            try await bench.resolve(closed)
            _ = try await bench.close(closed)
            bench.test.pass(.days(2))
            try await bench.resolve(later)
            _ = try await bench.close(later)
            _ = try await bench.manager.perform(
                TagCase.self, ["case": later, "tags": ["late"]])
            let fresh = try await bench.open("Waits still")
            bench.test.pass(.hours(1))
            let rule = """
                key: remind
                name: Remind
                when: case.opened
                do:
                  - wait: {for: 24 h, if: 'status != "closed"'}
                  - escalate: {reason: Still open after a day}
                """
            let trial = try await bench.manager.perform(
                TryRule.self, ["text": .string(rule)]
            ).json
            #expect(trial["fired"] == 3 && trial["stopped"] == 0)
            func steps(_ id: JSON) -> [JSON] {
                trial["events"]?.array?.first { $0["about"] == id }?["steps"]?.array ?? []
            }
            #expect(steps(closed).map { $0["refused"] } == ["noLongerHolds"])
            // Closed today, open when the wait was over.
            #expect(steps(later).map { $0["action"] } == ["wait", "escalate"])
            #expect(steps(later).allSatisfy { $0["refused"] == .null })
            #expect(steps(later).first?["why"]?["values"]?["status"] != "closed")
            #expect(steps(later).first?["asToday"] == [])
            // Nobody knows yet what will be asked then.
            #expect(steps(fresh).map { $0["action"] } == ["wait"])
            #expect(
                steps(fresh).first?["until"]?.string
                    == (bench.test.now + .hours(23)).iso8601)
            #expect(steps(fresh).first?["why"]?["holds"] == nil)
        }
    }

    /// And its guards: more events of one case a day than it acts on.
    @Test(arguments: Engine.available)
    func aTrialTellsWhatItsGuardsWouldStop(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            for number in 0..<23 {
                _ = try await bench.agent.perform(
                    ReplyToCase.self, ["case": id, "text": .string("Reply \(number)")])
            }
            let rule = Self.tagging("said", when: "case.replied", if: "status != \"closed\"")
            let trial = try await bench.manager.perform(
                TryRule.self, ["text": .string(rule)]
            ).json
            #expect(trial["fired"] == 23 && trial["stopped"] == 3)
            let stopped = trial["events"]?.array?.filter {
                $0["steps"]?.array?.first?["refused"] == "firesTooOften"
            }
            #expect(stopped?.count == 3, "the last three, as they happened")
            let newest = trial["events"]?.array?.prefix(3).map { $0["event"] }
            #expect(newest == stopped?.map { $0["event"] })
        }
    }

    @Test(arguments: Engine.available)
    func tagsThatCallForEachOtherEnd(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            try await tag("ping", when: "case.tagged", if: "event.tags contains \"pong\"", bench)
            try await tag("pong", when: "case.tagged", if: "event.tags contains \"ping\"", bench)
            let id = try await bench.open()
            _ = try await bench.agent.perform(TagCase.self, ["case": id, "tags": ["ping"]])
            try await bench.follow(database)
            #expect(try await tags(id, bench) == ["ping", "pong"])
        }
    }
}
