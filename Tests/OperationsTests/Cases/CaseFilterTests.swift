import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

/// The report and the queue ask the same of the same cases.
@Suite struct CaseFilterTests {
    private let customers: [[String: JSON]] = [
        ["key": "a-1", "name": "Ada", "traits": ["tier": "vip"]],
        ["key": "b-2", "name": "Bo", "traits": ["tier": "plain"]],
    ]

    /// Six cases of two customers, of which each figure counts some and leaves some.
    func fill(_ bench: CaseBench) async throws -> [JSON] {
        var people: [JSON] = []
        for customer in customers {
            let made = try await bench.agent.perform(
                CreateCustomer.self, customer.members)
            people.append(.string(made.id.description))
        }
        var cases: [JSON] = []
        func open(_ customer: Int?, _ channel: JSON) async throws -> JSON {
            var input: [String: JSON] = [
                "title": "Late", "team": .string("\(bench.team)"), "channel": channel,
                "assignee": .string("\(bench.place.user(.agent))"), "kind": "feedback",
                "words": "Nobody answered.",
            ]
            if let customer { input["customer"] = people[customer] }
            let id = try await bench.agent.perform(OpenCase.self, input.members).json["id"] ?? .null
            cases.append(id)
            return id
        }
        let first = try await open(0, "phone")
        try await bench.resolve(first)
        bench.test.pass(.days(3))
        _ = try await open(0, "mail")
        let given = try await open(1, "phone")
        _ = try await bench.manager.perform(
            AssignCase.self,
            [
                "case": given, "team": .string("\(bench.team)"),
                "assignee": .string("\(bench.place.user(.manager))"),
            ])
        try await bench.resolve(given, by: bench.manager)
        let upset = try await open(nil, "mail")
        _ = try await bench.agent.perform(
            ReceiveOnCase.self, ["case": upset, "text": "I am very disappointed"])
        let again = try await open(1, "web")
        try await bench.resolve(again)
        _ = try await bench.close(again)
        _ = try await bench.manager.perform(
            ReopenCase.self, ["case": again, "reason": "Not settled"])
        _ = try await bench.agent.perform(
            TagCase.self, ["case": again, "tags": ["refund"]])
        bench.test.pass(.days(20))
        _ = try await open(1, "phone")
        bench.test.pass(.minutes(1))
        return cases
    }

    private func found(_ bench: CaseBench, _ query: [String: JSON]) async throws -> Int {
        var query = query
        query["status"] = "any"
        return try await bench.agent.perform(ListCases.self, query.members).items.count
    }

    @Test(arguments: Engine.available)
    func everyFigureFindsTheCasesItCounts(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let cases = try await fill(bench)
            for days in [2, 7, 30] {
                let report = try await bench.agent.perform(
                    ShowCaseReport.self, ["repeatDays": .integer(days)]
                ).json["all"]
                let figures = try #require(report)
                func share(_ name: String) -> Int {
                    let value = figures[name]?["value"]?.number ?? 0
                    return Int((value * (figures[name]?["n"]?.number ?? 0)).rounded())
                }
                let expected: [String: Int] = [
                    "all": figures["cases"]?.integer ?? 0,
                    "answered": figures["firstResponse"]?["n"]?.integer ?? 0,
                    "done": figures["resolution"]?["n"]?.integer ?? 0, "once": share("once"),
                    "transferred": share("transferred"), "upset": share("upset"),
                    "again": share("again"), "reopened": share("reopened"),
                ]
                for (figure, count) in expected {
                    let query: [String: JSON] = [
                        "figure": .string(figure), "repeatDays": .integer(days),
                    ]
                    #expect(try await found(bench, query) == count, "\(figure), \(days) days")
                    #expect((0...cases.count).contains(count), "\(figure)")
                }
                #expect(expected["all"] == 6 && expected["transferred"] == 1)
                #expect(expected["again"] == (days == 2 ? 1 : days == 7 ? 2 : 3))
            }
            let broken = try await found(bench, ["figure": "broken"])
            let kept = try await found(bench, ["figure": "kept"])
            #expect((broken, kept) == (3, 3), "the first answers of those who were answered")
        }
    }

    @Test(arguments: Engine.available)
    func aConditionMayAskForTheCustomerAndTheTags(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await fill(bench)
            for (filter, count) in [
                ("customer.tier == \"vip\"", 2), ("customer.name == \"Bo\"", 3),
                ("tags contains \"refund\"", 1), ("is_missing(customer.tier)", 1),
                ("channel == \"phone\" and customer.tier != \"vip\"", 2),
            ] {
                let query: [String: JSON] = ["filter": .string(filter)]
                #expect(try await found(bench, query) == count, "\(filter)")
                let report = try await bench.agent.perform(ShowCaseReport.self, query.members).json
                #expect(report["all"]?["cases"]?.integer == count, "\(filter)")
                let volumes = try await bench.agent.perform(ShowCaseVolumes.self, query.members)
                    .json
                let came = (volumes["items"]?.array ?? []).compactMap { $0["opened"]?.integer }
                #expect(came.reduce(0, +) == count, "\(filter)")
            }
            let causes = try await bench.agent.perform(
                ShowCauses.self, ["filter": "customer.tier == \"vip\""]
            ).json
            #expect(causes["cases"] == 1)
            // What is hidden from somebody is not found by asking for it either.
            let auditor = bench.place.desk(.auditor)
            let refused = await #expect(throws: Refusal.self) {
                try await auditor.perform(
                    ListCases.self, ["status": "any", "filter": "customer.name == \"Bo\""])
            }
            #expect(refused?.faults.first?.code == "filterIsPersonal")
        }
    }

    /// A report asks columns of the store what the queue asks of whole cases.
    @Test(arguments: Engine.available)
    func everyNameOfAConditionMeansTheSameInQueueAndReport(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let cases = try await fill(bench)
            _ = try await bench.close(cases[0])
            let agent = bench.place.user(.agent)
            for (filter, count) in [
                ("kind == \"feedback\"", 6), ("severity != \"ordinary\"", 0),
                ("status == \"closed\"", 1), ("step == \"verify\"", 2),
                ("process == \"closed-loop\" and process_version == 1", 6),
                ("process_version > 1", 0), ("channel == \"mail\"", 2),
                ("team == \"\(bench.team)\"", 6), ("assignee == \"\(agent)\"", 5),
                ("reopenings > 0", 1), ("has_response", 0), ("not has_response", 6),
                ("outcome.key == \"solved\"", 1), ("outcome.early == false", 1),
                ("is_missing(outcome.early)", 5), ("stage == \"grumble\"", 1),
                ("appeals == 0", 6), ("fields.cause == \"procedure\"", 3),
                ("is_missing(fields.cause)", 3), ("tags contains \"refund\"", 1),
                ("customer.key == \"a-1\" or customer.language == \"en\"", 2),
            ] {
                let query: [String: JSON] = ["filter": .string(filter)]
                #expect(try await found(bench, query) == count, "\(filter)")
                let report = try await bench.agent.perform(ShowCaseReport.self, query.members).json
                #expect(report["all"]?["cases"]?.integer == count, "\(filter)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func oneCaseTellsWhatItAsked(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let cases = try await fill(bench)
            let burden = try await bench.agent.perform(
                ShowCaseBurden.self, ["case": cases[1]]
            ).json
            #expect(burden["before"] == 1 && burden["after"] == 0 && burden["messages"] == 1)
            let waited = Double(20 * 86_400 + 60)
            #expect(burden["waitedSeconds"]?.number == waited && burden["waitsSince"] != .null)
            let reopened = try await bench.agent.perform(
                ShowCaseBurden.self, ["case": cases[4], "repeatDays": 30]
            ).json
            #expect(reopened["before"] == 1 && reopened["after"] == 1)
            #expect(reopened["reopenings"] == 1 && reopened["transfers"] == 0)
        }
    }
}
