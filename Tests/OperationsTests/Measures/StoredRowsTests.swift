import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// The same question about cases, customers or events is answered from columns in memory and by the
/// database; the answers are equal, whatever happened, whatever is asked and whoever asks.
@Suite struct StoredRowsTests {
    /// What may be asked of one sort of rows.
    private struct Vocabulary {
        let of: String
        let conditions: [String]
        let columns: [String]
        let measures: [(kind: String?, item: String?, value: JSON?)]
    }

    private static let cases = Vocabulary(
        of: "cases",
        conditions: [
            "kind == \"complaint\"", "severity != \"major\"", "is_missing(team)",
            "is_missing(assignee)", "count(team, assignee, channel) == 2",
            "tags contains \"late\"", "is_missing(tags)", "length(tags) > 0",
            "customer.tier == \"gold\" and customer.age < 33", "not (status == \"closed\")",
            "transfers > 0 or reopened", "first_response_minutes > 600", "promises_kept",
            "not promises_kept", "is_missing(first_response_minutes)", "days_since_last < 3",
            "days_to_next >= 2", "settled_once", "not came_again", "messages >= 2",
            "replies > messages", "redress.CNY > 10", "is_missing(redress.EUR)",
            "effort_score <= 4", "effort_score != 4", "channel in [\"phone\", \"web\"]",
            "waited_minutes >= 60 and not upset", "clocks_missed > clocks_kept", "has_response",
            "process == \"closed-loop\"", "process_version >= 2", "process_version != 2",
            "outcome.key == \"answered\"", "outcome.early", "is_missing(outcome.early)",
            "stage in [\"grumble\", \"demand\"]", "length(step) > 6", "reopenings == 0",
            "not (resolution_minutes < 20000)", "resolution_minutes - first_response_minutes > 90",
            "fields.cause == \"procedure\"", "fields.sum > 40", "not (fields.sum <= 40)",
            "fields.odd == 3", "fields.odd != 3", "is_missing(fields.odd)",
            "fields.note == \"\"", "starts_with(fields.phone, \"138\")",
            "customer.key == \"c-1\"", "starts_with(customer.name, \"N\")",
            "customer.language == \"zh\"", "customer.nobody_has_this == 1",
        ],
        columns: [
            "kind", "status", "step", "severity", "team", "assignee", "tags", "channel", "stage",
            "process", "process_version", "outcome.key", "outcome.early", "has_response",
            "transfers", "promises_kept", "messages", "reopened", "settled_once", "upset",
            "came_again", "days_since_last", "days_to_next", "first_response_minutes",
            "resolution_minutes", "waited_minutes", "effort_score", "redress.CNY", "redress.EUR",
            "clocks_kept", "customer.tier", "customer.age", "customer.name", "fields.cause",
            "fields.sum", "fields.odd", "fields.note", "fields.phone",
        ],
        measures: [
            ("count", nil, nil), (nil, nil, nil), ("mean", "first_response_minutes", nil),
            ("median", "first_response_minutes", nil), ("p90", "waited_minutes", nil),
            ("mean", "resolution_minutes", nil), ("share", "promises_kept", nil),
            ("share", "kind", "complaint"), ("share", "tags", "late"), ("mean", "transfers", nil),
            ("mean", "redress.CNY", nil), ("share", "upset", nil), ("mean", "effort_score", nil),
            ("mean", "fields.sum", nil), ("count", "fields.odd", nil),
            ("count", "customer.name", nil), ("count", "fields.phone", nil),
            ("share", "outcome.early", nil), ("count", "assignee", nil),
        ])

    private static let customers = Vocabulary(
        of: "customers",
        conditions: [
            "customer.tier == \"gold\"", "customer.tier != \"gold\"", "is_missing(customer.tier)",
            "customer.age < 40", "not (customer.age < 40)", "customer.language == \"en\"",
            "consent.surveys", "not consent.surveys", "is_missing(consent.a_b)",
            "is_missing(consent.surveys)", "responses.count >= 2", "cases.count > cases.open",
            "cases.open == 1", "score.nps <= 6", "score.nps != 6", "score.csat >= 4",
            "is_missing(score.ces)", "first_contact >= \"2026-03-20\"",
            "first_contact == last_contact", "is_missing(last_contact)", "customer.vip",
            "starts_with(customer.phone, \"138\")", "customer.key == \"m-3\"",
            "length(customer.remark) > 3", "customer.name == \"Name 4\"",
            "customer.nobody_has_this == 1",
        ],
        columns: [
            "customer.tier", "customer.age", "customer.language", "customer.vip",
            "customer.phone", "customer.remark", "customer.key", "customer.name",
            "consent.surveys", "consent.a_b", "consent.none", "responses.count", "cases.count",
            "cases.open", "first_contact", "last_contact", "score.nps", "score.csat", "score.ces",
        ],
        measures: [
            ("count", nil, nil), (nil, nil, nil), ("mean", "responses.count", nil),
            ("nps", "score.nps", nil), ("mean", "score.csat", nil), ("mean", "cases.count", nil),
            ("share", "consent.surveys", nil), ("share", "customer.tier", "gold"),
            ("median", "customer.age", nil), ("mean", "customer.age", nil),
            ("count", "last_contact", nil), ("count", "customer.phone", nil),
            ("count", "customer.key", nil), ("count", "customer.remark", nil),
        ])

    private static let events = Vocabulary(
        of: "events",
        conditions: [
            "kind == \"case.opened\"", "starts_with(kind, \"clock.\")", "object != \"case\"",
            "by == \"user\"", "by in [\"system\", \"respondent\"]", "has_customer",
            "not has_customer", "clock == \"first_response\"", "is_missing(clock)",
            "promise == \"plain\"", "length(promise) > 6", "level > 1", "not (level > 1)",
            "level != 2", "is_missing(step)", "step == \"classify\"", "language == \"en\"",
            "metric == \"nps\"", "is_missing(medium)", "purpose == \"case\"", "reason == \"x\"",
        ],
        columns: [
            "kind", "object", "by", "actor", "has_customer", "clock", "promise", "reason",
            "level", "step", "instrument", "channel", "language", "metric", "medium", "purpose",
        ],
        measures: [
            ("count", nil, nil), (nil, nil, nil), ("share", "by", "user"),
            ("share", "has_customer", nil), ("mean", "level", nil), ("count", "promise", nil),
            ("count", "clock", nil), ("share", "kind", "case.opened"),
        ])

    private static func question(_ words: Vocabulary, _ chance: inout Dice) -> JSON.Object {
        var question = JSON.Object([.init(key: "of", value: .string(words.of))])
        if chance.below(5) > 0 {
            let (one, other) = (chance.one(of: words.conditions), chance.one(of: words.conditions))
            let text =
                switch chance.below(5) {
                case 0: "(\(one)) and (\(other))"
                case 1: "not ((\(one)) or (\(other)))"
                default: one
                }
            question.append("filter", .string(text))
        }
        var left = words.columns
        let sides = (0..<chance.below(4)).map { _ in
            JSON.string(left.remove(at: chance.below(left.count)))
        }
        if !sides.isEmpty { question.append("dimensions", .array(sides)) }
        if chance.below(2) == 0 {
            question.append("grain", .string(chance.one(of: ["day", "week", "month"])))
        }
        if chance.below(2) == 0 {
            // From before a change of clocks in Berlin to after it.
            question.append("from", .string((TestHouse.start + .days(15)).iso8601))
            question.append("to", .string((TestHouse.start + .days(70)).iso8601))
            if chance.below(2) == 0 { question.append("compare", "previous") }
        }
        func measure() -> JSON.Object {
            let one = chance.one(of: words.measures)
            var all = JSON.Object()
            if let kind = one.kind { all.append("measure", .string(kind)) }
            if let item = one.item { all.append("item", .string(item)) }
            if let value = one.value { all.append("value", value) }
            return all
        }
        if chance.below(3) > 0 {
            question.append(
                "measures", .array((0...chance.below(3)).map { _ in .object(measure()) }))
        } else {
            question.members += measure().members
        }
        return question
    }

    @Test(arguments: Engine.available)
    func memoryAndDatabaseSayTheSame(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            var desk = try await BusyDesk(database, seed: 21)
            for _ in 0..<220 { try await desk.happen() }
            try await Self.write(more: &desk)
            try await Self.keepOddities(of: &desk)
            let place = desk.bench.place
            func house(_ seed: UInt64, _ memory: Int) -> House {
                let test = TestHouse(database, seed: seed, answersMemory: memory)
                test.pass(desk.bench.test.now - test.now)
                return test.house
            }
            let (memory, stored) = (house(98, House.answersMemory), house(99, 0))
            for words in [Self.cases, Self.customers, Self.events] {
                var answered = 0
                for _ in 0..<100 {
                    let question = Self.question(words, &desk.chance)
                    for role in [Role.manager, .auditor] {
                        let actor = place.desk(role).actor
                        let own = await Outcome.of(Desk(memory, actor: actor), question)
                        let sql = await Outcome.of(Desk(stored, actor: actor), question)
                        // Memory bounds a cut by all values, also those that its filter leaves out.
                        if own == ["dimensions tooManyGroups"] { continue }
                        let told = Outcome.difference(own, sql).map {
                            "\($0) of \(role) \(JSON.object(question).text)"
                        }
                        #expect(told == nil)
                        if own.object?["total"] != nil { answered += 1 }
                    }
                }
                #expect(answered > 100, "\(words.of): \(answered)")
                for role in [Role.manager, .auditor] {
                    let actor = place.desk(role).actor
                    let show = (["of": .string(words.of)] as [String: JSON]).members
                    let own = try await Desk(memory, actor: actor)
                        .perform(ShowTableSource.self, show)
                    let sql = try await Desk(stored, actor: actor)
                        .perform(ShowTableSource.self, show)
                    #expect(own.json == sql.json)
                }
            }
            for rows in [AskedRows.cases, .customers, .events] {
                let key = TableKey(workspace: place.id, rows: rows)
                #expect(await stored.tables.outgrown.contains(key))
                #expect(await memory.tables.entries[key] != nil)
            }
        }
    }

    /// Customers of every sort, who answered and consented.
    private static func write(more desk: inout BusyDesk) async throws {
        let bench = desk.bench
        try await bench.place.system.write { ledger in
            try ledger.connection.set("zone", to: "Europe/Berlin", workspace: ledger.workspace)
        }
        for (number, customer) in desk.customers.enumerated() {
            _ = try await bench.manager.perform(
                EditCustomer.self,
                [
                    "customer": .string(customer), "name": .string("N\(number % 2)"),
                    "language": number == 0 ? "zh" : "en",
                ])
        }
        for number in 0..<40 {
            var traits: [String: JSON] = [:]
            if number % 3 > 0 { traits["tier"] = .string(desk.chance.one(of: ["gold", "plain"])) }
            if number % 4 > 0 { traits["age"] = .integer(20 + number) }
            if number % 2 > 0 { traits["vip"] = .bool(desk.chance.below(2) == 0) }
            if number % 5 == 0 { traits["phone"] = .string("1381234567\(number % 10)") }
            if number > 36 { traits["remark"] = .string(String(repeating: "long ", count: 30)) }
            bench.test.pass(.minutes(Int64(desk.chance.below(3_000))))
            let made = try await bench.manager.perform(
                CreateCustomer.self,
                ["key": .string("m-\(number)"), "traits": .object(traits.members)])
            var edit: [String: JSON] = ["customer": .string("\(made.id)")]
            if number % 3 == 0 { edit["name"] = .string("Name \(number)") }
            if number % 4 == 0 { edit["language"] = .string(number % 8 == 0 ? "zh" : "en") }
            var consents: [String: JSON] = [:]
            if number % 2 == 0 { consents["surveys"] = .bool(number % 4 == 0) }
            if number % 7 == 0 { consents["a_b"] = true }
            if number % 9 == 0 { consents["a%b"] = false }
            edit["consents"] = .object(consents.members)
            _ = try await bench.manager.perform(EditCustomer.self, edit.members)
            for _ in 0..<desk.chance.below(4) {
                let metric = desk.chance.one(of: [Metric.nps, .csat, .ces, nil])
                let score = metric.map { _ in Double(1 + desk.chance.below(5)) }
                let at = bench.test.now - .minutes(Int64(desk.chance.below(90_000)))
                let (response, _) = Response.completed(
                    Answers(values: .init(), score: score), at: at)
                try await desk.effort.put([
                    Responses.Stored(
                        id: bench.test.house.newID(), instrument: desk.effort.id, version: 1,
                        customer: made.id, language: "en", channel: "web", metric: metric,
                        hidden: .init(), startedAt: at, response: response)
                ])
            }
        }
    }

    /// What seldom comes, or only from other programs.
    private static func keepOddities(of desk: inout BusyDesk) async throws {
        let rolls = (0..<400).map { _ in desk.chance.below(1_000) }
        try await desk.bench.place.system.write { ledger in
            let (workspace, connection) = (ledger.workspace, ledger.connection)
            let ids: [ID<Case>] = try connection.rows(
                "SELECT id FROM cases WHERE workspace = \(workspace) ORDER BY id"
            ) { $0.id(0) }
            for (number, id) in ids.enumerated() {
                let roll = rolls[number % rolls.count]
                var fields: [String: JSON] = [:]
                let causes = ["procedure", "person \"x\"", "浦东"]
                if roll % 4 > 0 { fields["cause"] = .string(causes[roll % 3]) }
                if roll % 3 > 0 { fields["sum"] = .number(Double(roll) / 8) }
                let odd: [JSON] = [3, "3", true, ["a", 3], .null, -2.5]
                if roll % 5 > 0 { fields["odd"] = odd[roll % 6] }
                if roll % 50 == 0 { fields["note"] = .string(String(repeating: "w ", count: 60)) }
                if roll % 6 == 0 { fields["phone"] = .string("1381234567\(roll % 10)") }
                try connection.run(
                    """
                    UPDATE cases SET fields = \(JSON.object(fields.members)),
                      process = \(roll % 7 == 0 ? "other-9@12" : "closed-loop@\(1 + roll % 2)"),
                      opened = opened - \(Int64(roll % 11) * 86_400_000_000 * 9)
                    WHERE workspace = \(workspace) AND id = \(id)
                    """)
            }
            let messages: [ID<CaseMessage>] = try connection.rows(
                "SELECT id FROM case_messages WHERE workspace = \(workspace) ORDER BY id"
            ) { $0.id(0) }
            for (number, id) in messages.enumerated() {
                let roll = rolls[(7 * number) % rolls.count]
                try connection.run(
                    """
                    UPDATE case_messages SET settles = \(roll % 9 == 0),
                      automatic = \(roll % 8 == 0), at = at + \(Int64(roll) * 30_000_000),
                      kind = \(["received", "reply", "note", "received"][roll % 4])
                    WHERE workspace = \(workspace) AND id = \(id)
                    """)
            }
            let long = JSON.string(String(repeating: "x", count: 70))
            for data in [
                ["clock": long, "promise": "plain", "level": 3, "reason": "x"],
                ["clock": 5, "promise": "plain@4", "level": "3", "reason": ["x"]],
                ["clock": "first_response", "promise": 7, "level": 1.5, "reason": .null],
            ] as [JSON] {
                try ledger.record("clock.odd", .init("case", 1), data)
                try ledger.record("clocks.odd", .init("case", 1), data)
            }
            try ledger.record("message.odd", .init("message", 1), ["kind": "sms", "purpose": long])
            try ledger.record("case.odd", .init("case", 1), ["step": "nowhere"])
        }
    }

    /// More numbers than can be counted one by one are summed up and compared; what more a
    /// condition makes of them only memory can tell.
    @Test(arguments: Engine.available)
    func manyNumbersAreSummedUp(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            try await bench.place.system.write { ledger in
                for number in 0..<4_200 {
                    let traits: [String: JSON] = [
                        "spent": .number(Double(number) + 0.5), "half": .integer(number % 2),
                    ]
                    let customer = try Customer(key: "k\(number)", traits: traits.members)
                    _ = try Customers.insert(
                        Customers.Stored(
                            id: ledger.newID(), customer: customer, createdAt: ledger.now,
                            changedAt: ledger.now),
                        in: ledger.workspace, on: ledger.connection)
                }
            }
            let desk = Desk(
                TestHouse(database, seed: 9, answersMemory: 0).house, actor: bench.manager.actor)
            let report = try await desk.perform(
                QueryInsight.self,
                [
                    "of": "customers", "measure": "mean", "item": "customer.spent",
                    "dimensions": ["customer.half", "customer.spent"],
                    "filter": "customer.spent >= 1000 and not (customer.spent == 1000.5)",
                ])
            #expect(report.total.n == 3_199 && report.total.value == 2_600.5)
            #expect(report.groups.count == 8)
            let refused = await #expect(throws: Refusal.self) {
                try await desk.perform(
                    QueryInsight.self, ["of": "customers", "filter": "customer.spent * 2 > 900"])
            }
            #expect(refused?.faults.first?.code == "needsMemory")
            #expect(refused?.faults.first?.path == "filter")
        }
    }

    /// What a sample does not show is hidden all the same: of answers, too.
    @Test(arguments: Engine.available)
    func whatIsHiddenIsNotCounted(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let stay = try await AnsweredInstrument(workspace)
            // Only one amid many gives somebody away.
            try await stay.put(
                (0..<4_400).map { place in
                    stay.row(
                        workspace.house.newID(), place % 11, nil,
                        place == 2_200 ? "13812345678" : "suite", "en",
                        TestHouse.start + .minutes(Int64(place)))
                })
            let stored = TestHouse(database, seed: 9, answersMemory: 0).house
            func ask(_ role: Role, _ more: KeyValuePairs<String, JSON>) async -> JSON {
                var input = JSON.Object(more.map { .init(key: $0.key, value: $0.value) })
                input.append("instrument", .string(stay.id.description))
                return await Outcome.of(
                    Desk(stored, actor: workspace.desk(role).actor), input)
            }
            let filter: JSON = "hidden.class == \"13812345678\""
            #expect(await ask(.manager, ["filter": filter])["total"]?["n"] == 1)
            #expect(
                await ask(.analyst, ["filter": filter]) == ["filter tooDiverseToFilter"])
            #expect(
                await ask(.analyst, ["dimensions": ["hidden.class"]])
                    == ["dimensions tooDiverse"])
            let counted = await ask(.analyst, ["measure": "count", "item": "hidden.class"])
            #expect(counted["total"]?["n"] == 4_400)
            #expect(!counted.text.contains("13812345678"))
            let shown = await ask(.manager, ["measure": "count", "item": "hidden.class"])
            #expect(shown.text.contains("13812345678"))
        }
    }
}
