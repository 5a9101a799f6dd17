import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

private let spoken = ["touchpoint.use", "topic.parking"]

/// The same question is answered from columns in memory and by the database; the answers are equal,
/// whatever was answered and whatever is asked.
@Suite struct StoredAnswersTests {
    /// A questionnaire with every kind of column.
    private static let document = """
        key: visit
        title: {zh: 到访, en: Visit}
        languages: [zh, en]
        hidden:
          - {key: shop, title: {zh: 门店, en: Shop}}
          - {key: spent, kind: number, title: {zh: 花费, en: Spent}}
        pages:
          - items:
              - {key: recommend, kind: nps, score: true, title: {zh: 推荐, en: Recommend}}
              - key: clean
                kind: rating
                title: {zh: 清洁, en: Clean}
                not_applicable: true
                dont_know: true
                scale: &scale {points: 5, labels: {1: {zh: 差, en: Poor}, 5: {zh: 好, en: Good}}}
              - key: liked
                kind: multiple
                title: {zh: 喜欢, en: Liked}
                options: &options
                  - {code: food, title: {zh: 菜, en: Food}}
                  - {code: staff, title: {zh: 人, en: Staff}}
                  - {code: place, title: {zh: 店, en: Place}}
              - key: order
                kind: ranking
                title: {zh: 次序, en: Order}
                options: *options
              - key: parts
                kind: matrix
                title: {zh: 各项, en: Parts}
                rows:
                  - {code: price, title: {zh: 价, en: Price}}
                  - {code: speed, title: {zh: 速, en: Speed}}
                scale: *scale
              - {key: remark, kind: long_text, title: {zh: 意见, en: Remark}}
        """

    private static let shops = ["浦东", "Nord \"7\"", "it's", "a,b", ""]

    /// One answer in which nearly everything may be missing, odd or of another kind.
    private static func answer(
        _ stay: AnsweredInstrument, _ chance: inout Dice, _ customers: [ID<Customer>]
    ) -> Responses.Stored {
        func maybe(_ value: @autoclosure () -> JSON, _ share: Int = 8) -> JSON? {
            // A plain nil would be a null that stands there.
            chance.below(10) < share ? value() : JSON?.none
        }
        var values = JSON.Object()
        func put(_ key: String, _ value: JSON?) { if let value { values.append(key, value) } }
        let score = chance.below(11)
        let hasScore = chance.below(10) < 9
        put("recommend", hasScore ? .integer(score) : JSON?.none)
        let oddities: [JSON] = [.null, "dk", 7, 2.5, true]
        put(
            "clean",
            maybe(chance.below(6) == 0 ? chance.one(of: oddities) : .integer(1 + chance.below(5))))
        let codes = ["food", "staff", "place"]
        let chosen = codes.filter { _ in chance.below(2) == 0 }
        put("liked", maybe(.array(chosen.map(JSON.string))))
        put("order", maybe(.array(chosen.reversed().map(JSON.string)), 6))
        let price = JSON.integer(1 + chance.below(5))
        put("parts", maybe(["price": price, "speed": chance.below(3) == 0 ? .null : price]))
        put("gone", maybe(.string(chance.one(of: ["x", "y"])), 3))
        put("remark", maybe(.string(String(repeating: "words ", count: 1 + chance.below(30))), 5))
        var hidden = JSON.Object()
        if let shop = maybe(.string(chance.one(of: shops))) { hidden.append("shop", shop) }
        if let spent = maybe(.number(Double(chance.below(4_000)) / 4), 9) {
            hidden.append("spent", spent)
        }
        // From the day before a change of clocks in Berlin to the day after, and years around.
        let changes = ["2026-03-28T20:00:00Z", "2025-10-25T20:00:00Z", "2026-01-01T00:00:00Z"]
        let near = Instant(iso8601: chance.one(of: changes)) ?? TestHouse.start
        let at = near + .minutes(Int64(chance.below(3_600)))
        let (response, _) = Response.completed(
            Answers(values: values, score: hasScore ? Double(score) : nil), at: at)
        return Responses.Stored(
            id: stay.workspace.house.newID(), instrument: stay.id, version: 1,
            customer: chance.below(3) > 0 ? chance.one(of: customers) : nil,
            language: chance.one(of: ["zh", "en"]), channel: chance.one(of: ["web", "kiosk"]),
            metric: .nps, hidden: hidden, startedAt: at - .seconds(Int64(chance.below(90))),
            response: response)
    }

    private static let conditions = [
        "score <= 6", "not (score > 8)", "score != 5", "score == 10 or answers.clean >= 4",
        "answers.clean == 3", "answers.clean != 3", "not (answers.clean == 3)",
        "is_missing(answers.clean)", "answers.clean.missing == \"dont_know\"",
        "not is_missing(answers.clean.missing)", "hidden.shop == \"浦东\"",
        "hidden.shop != \"it's\" and not (hidden.shop == \"a,b\")",
        "hidden.shop in [\"浦东\", \"a,b\"]", "starts_with(hidden.shop, \"Nord\")",
        "length(hidden.shop) > 3", "answered(hidden.shop)", "hidden.spent > 412.25",
        "hidden.spent <= 100 or is_missing(hidden.spent)", "answers.liked contains \"food\"",
        "not (answers.liked contains \"staff\")", "is_missing(answers.liked)",
        "answers.order.food == 1", "is_missing(answers.order.place)",
        "answers.parts.price == answers.parts.speed", "answers.parts.price + score > 9",
        "not (answers.parts.speed < 3)", "answers.gone == \"x\"", "language == \"zh\"",
        "quality.flagged", "not quality.flagged and score >= 3", "customer.tier == \"gold\"",
        "is_missing(customer.tier)", "mood == \"negative\"",
        "mood.touchpoint.use < 0", "is_missing(mood.topic.parking)",
        "not (mood_score >= 0.1)", "customer.age < 40", "not (customer.age >= 40)",
        "if(score > 5, answers.clean, answers.parts.price) >= 3",
        "count(answers.clean, answers.parts.price, answers.parts.speed) >= 2",
        "customer.nobody_has_this == 1", "round(score / 3) == 2", "abs(score - 5) <= 1",
    ]
    private static let columns = [
        "score", "answers.clean", "answers.clean.missing", "hidden.shop", "hidden.spent",
        "answers.liked", "answers.order.food", "answers.parts.price", "answers.parts.speed",
        "answers.gone", "language", "channel", "quality.flagged", "quality.seconds",
        "customer.tier", "customer.age", "mood", "mood_score", "mood.touchpoint.use",
        "mood.touchpoint.nobody_speaks_of_this", "mood.topic.parking",
    ]

    private static func question(_ chance: inout Dice) -> JSON.Object {
        var question = JSON.Object()
        func condition() -> String {
            let one = chance.one(of: conditions)
            switch chance.below(4) {
            case 0: return "(\(one)) and (\(chance.one(of: conditions)))"
            case 1: return "not ((\(one)) or (\(chance.one(of: conditions))))"
            default: return one
            }
        }
        if chance.below(5) > 0 { question.append("filter", .string(condition())) }
        let sides = chance.below(4)
        if sides > 0 {
            var left = columns
            question.append(
                "dimensions",
                .array(
                    (0..<sides).map { _ in .string(left.remove(at: chance.below(left.count))) }))
        }
        if chance.below(2) == 0 {
            question.append("grain", .string(chance.one(of: ["day", "week", "month", "quarter"])))
        }
        if chance.below(2) == 0 {
            question.append("from", "2025-10-25T21:30:00Z")
            question.append("to", "2026-03-29T20:00:00Z")
            if chance.below(2) == 0 { question.append("compare", "previous") }
        }
        if chance.below(4) == 0 { question.append("quality", "clean") }
        let measures: [JSON] = [
            ["measure": "nps"], ["measure": "mean", "item": "answers.clean"],
            ["measure": "csat", "item": "answers.parts.price"], ["measure": "count"],
            ["measure": "share", "item": "answers.liked", "value": "food"],
            ["measure": "share", "item": "hidden.shop", "value": "浦东"],
            ["measure": "mean", "item": "hidden.spent"],
            ["measure": "mean", "item": "customer.age"],
            ["measure": "mean", "item": "answers.order.food"],
        ]
        if chance.below(3) > 0 {
            question.append(
                "measures", .array((0...chance.below(3)).map { _ in chance.one(of: measures) }))
        } else if let one = chance.one(of: measures).object {
            for member in one.members { question.append(member.key, member.value) }
        }
        return question
    }

    @Test(arguments: Engine.available)
    func memoryAndDatabaseSayTheSame(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            try await workspace.system.write { ledger in
                try ledger.connection.set(
                    "zone", to: "Europe/Berlin", workspace: ledger.workspace)
            }
            let stay = try await AnsweredInstrument(workspace, document: Self.document)
            var chance = Dice(seed: 7)
            let customers = try await Self.customers(workspace)
            try await stay.put((0..<700).map { _ in Self.answer(stay, &chance, customers) })
            try await Self.readTexts(stay, &chance)
            let other = TestHouse(database, seed: 99, answersMemory: 0).house
            let stored = Desk(other, actor: workspace.desk(.viewer).actor)
            var answered = 0
            for round in 0..<160 {
                if round == 80 { try await Self.change(stay, &chance, customers) }
                var question = JSON.Object([
                    .init(key: "instrument", value: .string(stay.id.description))
                ])
                question.members += Self.question(&chance).members
                let asked = JSON.object(question).text
                let memory = await Outcome.of(workspace.desk(.viewer), question)
                let sql = await Outcome.of(stored, question)
                // Memory still counts values of answers that are gone when it bounds a cut.
                if memory == ["dimensions tooManyGroups"] { continue }
                let told = Outcome.difference(memory, sql).map { "\($0) of \(asked)" }
                #expect(told == nil)
                if memory.object?["total"] != nil { answered += 1 }
            }
            #expect(answered > 120)
        }
    }

    private static func customers(_ workspace: TestWorkspace) async throws -> [ID<Customer>] {
        var all: [ID<Customer>] = []
        for place in 0..<30 {
            let made = try await workspace.system.perform(
                CreateCustomer.self,
                [
                    "key": .string("c\(place)"),
                    "traits": [
                        "tier": .string(["gold", "silver"][place % 2]),
                        "age": .integer(20 + place * 2),
                    ],
                ])
            if place % 5 > 0, let id = made.json["id"]?.string.flatMap(ID<Customer>.init) {
                all.append(id)
            }
        }
        return all
    }

    /// What a follower reads in remarks, one or two of an answer.
    private static func readTexts(_ stay: AnsweredInstrument, _ chance: inout Dice) async throws {
        let rolls = (0..<4_000).map { _ in chance.below(41) - 20 }
        try await stay.workspace.system.write { ledger in
            let ids: [Int64] = try ledger.connection.rows(
                "SELECT id FROM responses WHERE workspace = \(ledger.workspace) ORDER BY id"
            ) { $0.int64(0) }
            var rest = rolls[...]
            try TextReadings.keep(
                ids.filter { $0 % 3 > 0 }.flatMap { id in
                    (0..<(1 + Int(id % 2))).map { part in
                        let score = Double(rest.popFirst() ?? 0) / 40
                        return TextReadings.Stored(
                            place: .init(kind: .answer, subject: id, item: "remark\(part)"),
                            parent: stay.id.raw, at: TestHouse.start, customer: nil,
                            reading: TextReading(
                                language: "en", score: score,
                                mood: score > 0.1
                                    ? .positive : score < -0.1 ? .negative : .neutral,
                                words: [],
                                themes: id % 5 == 0
                                    ? [] : spoken.map { .init(key: $0, mood: -score) },
                                model: 0))
                    }
                }, in: ledger.workspace, on: ledger.connection)
        }
    }

    /// Some answers go, some change, some were given to an older version of the questionnaire.
    private static func change(
        _ stay: AnsweredInstrument, _ chance: inout Dice, _ customers: [ID<Customer>]
    ) async throws {
        let system = stay.workspace.system
        try await system.write { ledger in
            let some: [ID<Response>] = try ledger.connection.rows(
                """
                SELECT id FROM responses WHERE workspace = \(ledger.workspace) AND id % 5 = 0
                """
            ) { $0.id(0) }
            try ledger.connection.run(
                """
                DELETE FROM responses WHERE workspace = \(ledger.workspace) AND id % 5 = 0
                """)
            for id in some { try ledger.record("response.erased", .init("response", id)) }
        }
        let text = document.replacing("code: speed", with: "code: haste")
            .replacing("points: 5, labels", with: "points: 4, labels")
            .replacing("5: {zh: 好, en: Good}", with: "4: {zh: 好, en: Good}")
        try await system.perform(
            EditInstrument.self,
            [
                "instrument": .string(stay.id.description), "document": .string(text),
                "version": 1, "confirmed": true,
            ])
        try await stay.put((0..<200).map { _ in answer(stay, &chance, customers) })
    }

    /// What only memory can tell is refused, told at its place; so is a condition that would ask
    /// the database for too much, and a page that needs the rows.
    @Test(arguments: Engine.available)
    func whatTheDatabaseCannotSayIsRefused(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let document =
                Self.document + """

                    computed:
                      - {key: twice, title: {zh: 两倍, en: Twice}, value: answers.clean * 2}
                    """
            let stay = try await AnsweredInstrument(workspace, document: document)
            try await stay.put(
                (0..<6_000).map { place in
                    stay.row(
                        JSON.Object([.init(key: "recommend", value: .integer(place % 11))]),
                        score: place % 11,
                        hidden: JSON.Object([
                            .init(key: "spent", value: .number(Double(place) + 0.5)),
                            .init(key: "shop", value: .string("shop \(place)")),
                        ]))
                })
            let stored = Desk(
                TestHouse(database, answersMemory: 0).house,
                actor: workspace.desk(.viewer).actor)
            func fault<O: Operation>(
                _: O.Type, _ name: String = "filter", _ value: JSON? = nil
            ) async -> String? {
                var question = JSON.Object([
                    .init(key: "instrument", value: .string(stay.id.description))
                ])
                if let value { question.append(name, value) }
                let refusal = await #expect(throws: Refusal.self) {
                    _ = try await stored.perform(O.self, question)
                }
                return refusal?.faults.first.map { "\($0.path) \($0.code)" }
            }
            #expect(
                await fault(QueryInsight.self, "filter", "computed.twice > 4")
                    == "filter needsMemory")
            #expect(
                await fault(QueryInsight.self, "dimensions", ["computed.twice"])
                    == "dimensions needsMemory")
            #expect(
                await fault(QueryInsight.self, "filter", "hidden.spent * 2 > 900")
                    == "filter needsMemory")
            #expect(
                await fault(QueryInsight.self, "filter", "length(hidden.shop) > score")
                    == "filter filterTooWide")
            #expect(await fault(FindDrivers.self) == "instrument outgrowsMemory")
            // A number with many values is grouped and averaged all the same.
            let report = try await stored.perform(
                QueryInsight.self,
                [
                    "instrument": .string(stay.id.description), "item": "hidden.spent",
                    "measure": "mean", "dimensions": ["hidden.spent"],
                    "filter": "hidden.spent >= 1000 and not (hidden.spent == 1000.5)",
                ])
            #expect(report.total.n == 4_999 && report.total.value == 3_500.5)
            #expect(report.groups.count == 5)
        }
    }
}
