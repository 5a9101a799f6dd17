import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// An anonymous answer leads to nobody, whatever one looks at.
@Suite struct AnonymityTests {
    static let document = """
        key: mood
        title: {zh: 心情, en: Mood}
        anonymous: true
        hidden:
          - {key: site, title: {zh: 地点, en: Site}}
        pages:
          - items:
              - key: mood
                kind: rating
                required: true
                score: true
                title: {zh: 心情, en: Mood}
                scale: {points: 5, labels: {1: {zh: 差, en: Poor}, 5: {zh: 好, en: Good}}}
          - items:
              - {key: remark, kind: long_text, title: {zh: 意见, en: Remark}}
        """

    private struct Person {
        let customer: ID<Customer>
        let link: Links.Stored
        let answeredAt: Instant
    }

    /// Each of some people answers by a link of their own, at a time of their own.
    private static func answered(
        _ test: TestHouse, _ workspace: TestWorkspace, people: Int
    ) async throws -> (ID<Instrument>, [Person]) {
        let made = try await workspace.desk(.manager).perform(
            CreateInstrument.self, ["document": .string(document)])
        var persons: [Person] = []
        for number in 0..<people {
            let link = try await workspace.system.write { ledger in
                let customer = try ledger.findOrMakeCustomer(key: "P-\(number)", language: "en")
                let link = try ledger.openLink(
                    to: made.id, name: "mood", channel: "invitation", customer: customer,
                    terms: Instrument.Link(isOpen: true, closesAt: nil, limit: 1),
                    isAnonymous: true)
                return (customer, link)
            }
            persons.append(
                Person(customer: link.0, link: link.1, answeredAt: Instant(microseconds: 0)))
        }
        var answered: [Person] = []
        for (number, person) in persons.enumerated() {
            // Seconds and microseconds that are met nowhere else.
            test.pass(.seconds(3_700) + Span(microseconds: 100_003))
            try await answer(person.link.token, number, in: test.house)
            answered.append(
                Person(customer: person.customer, link: person.link, answeredAt: test.now))
        }
        return (made.id, answered)
    }

    private static func answer(_ token: String, _ number: Int, in house: House) async throws {
        let key = house.randomBytes(32).hexadecimal
        let first = try await PageTurn(
            token: token, key: key,
            turn: .init(
                page: 0, form: [("mood", "\(number % 5 + 1)")], shown: ["mood"], way: .next),
            query: [("customer", "P-\(number)"), ("site", "north")],
            language: "en", trace: AnswerTrace(device: "device-\(number)")
        ).perform(in: house)
        #expect(first.page == 1 && first.isAnonymous && !first.isKept)
        let last = PageTurn(
            token: token, key: key,
            turn: .init(page: 1, form: [("remark", "words")], shown: ["remark"], way: .next),
            query: [("site", "north")], language: "en",
            carried: first.carried.map { JSON.object($0).text })
        let done = try await last.perform(in: house)
        #expect(done.page == nil)
        // Sent twice, it counts once.
        _ = try await last.perform(in: house)
    }

    @Test(arguments: Engine.available)
    func nothingInTheDatabaseLeadsFromAnAnswerToAPerson(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let (id, people) = try await Self.answered(test, workspace, people: 6)
            let rows = try await database.read { connection in
                try Responses.list(.init(instrument: id), in: workspace.id, on: connection)
            }
            #expect(rows.count == 6)
            for row in rows {
                #expect(row.isAnonymous && row.customer == nil && row.link == nil)
                #expect(row.key == nil && row.hidden.keys == ["site"])
                #expect(row.at.microseconds % 86_400_000_000 == 43_200_000_000)
                #expect(row.response.answers.values["remark"] == "words")
            }
            let answers = Set(rows.map(\.id.raw))
            for table in Workspaces.tables where "\(table)" != "workspaces" {
                let found = try await database.read { connection in
                    try connection.rows(
                        "SELECT * FROM \(name: table) WHERE workspace = \(workspace.id)"
                    ) { $0.values }
                }
                for row in found {
                    Self.check(row, "\(table)", answers, rows, people)
                }
            }
            // Who has answered is known all the same.
            for person in people {
                let count = try await database.read {
                    try Links.completed(person.link.id, in: workspace.id, on: $0)
                }
                #expect(count == 1)
            }
        }
    }

    /// Outside the answers nothing names one; inside nothing names a person; nowhere stands the
    /// moment at which one was given.
    private static func check(
        _ row: [SQLValue], _ table: String, _ answers: Set<Int64>, _ rows: [Responses.Stored],
        _ people: [Person]
    ) {
        for value in row {
            switch value {
            case .integer(let number):
                #expect(table == "responses" || !answers.contains(number), "\(table)")
                for person in people {
                    #expect(number != person.answeredAt.microseconds, "\(table) has the time")
                    guard table == "responses" else { continue }
                    #expect(number != person.customer.raw && number != person.link.id.raw)
                }
            case .text(let text):
                for row in rows where table != "responses" {
                    #expect(!text.contains(row.id.description), "\(table) names an answer")
                }
                for person in people where table == "responses" {
                    let names = ["\(person.customer)", "\(person.link.id)", person.link.token]
                    for name in names + ["P-"] { #expect(!text.contains(name), "\(text)") }
                }
                #expect(!text.contains("device-"))
            default: break
            }
        }
    }

    @Test(arguments: Engine.available)
    func theSchemaRefusesARowThatLeadsToSomeone(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let noon = Anonymity.moment(of: test.now, in: .utc)
            @Sendable func row(
                customer: Int64? = nil, link: Int64? = nil, key: String? = nil,
                hidden: String = "{}",
                at: Instant
            ) -> SQL {
                """
                INSERT INTO responses (workspace, id, instrument, version, link, customer, status,
                  language, channel, answers, hidden, started, completed, at, key, is_anonymous)
                VALUES (\(workspace.id), \(test.house.newID(Response.self)), 1, 1, \(link),
                  \(customer), 'completed', 'en', 'web', '{}', \(hidden), \(at), \(at), \(at),
                  \(key), 1)
                """
            }
            try await database.write { try $0.run(row(at: noon)) }
            let wrong = [
                row(customer: 1, at: noon), row(link: 1, at: noon), row(key: "k", at: noon),
                row(hidden: "{\"customer\":\"C\"}", at: noon), row(at: noon + .seconds(1)),
            ]
            for sql in wrong {
                await #expect(throws: DatabaseError.self) {
                    try await database.write { try $0.run(sql) }
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func theOrderOfRowsTellsNothing(_ engine: Engine) async throws {
        guard engine == .sqlite else { return }
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            _ = try await Self.answered(test, workspace, people: 6)
            let ids = try await database.read { connection in
                try connection.rows("SELECT id FROM responses ORDER BY rowid") { $0.int64(0) }
            }
            #expect(ids.count == 6 && ids == ids.sorted(), "rows lie in the order of lots")
        }
    }

    @Test(arguments: Engine.available)
    func whatWasPromisedStands(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            let (id, people) = try await Self.answered(test, workspace, people: 4)
            let instrument = JSON.string(id.description)
            let named = Self.document.replacing("anonymous: true", with: "anonymous: false")
            do {
                try await desk.perform(
                    EditInstrument.self,
                    ["instrument": instrument, "document": .string(named), "version": 1])
                Issue.record("a live questionnaire was switched")
            } catch let refusal as Refusal {
                #expect(refusal.faults.map(\.code) == ["anonymityIsSettled"])
            }
            // Fewer than five are shown nowhere; the fifth brings all.
            let list: KeyValuePairs<String, JSON> = ["instrument": instrument]
            #expect(try await desk.perform(ListResponses.self, list).items.isEmpty)
            let mean: KeyValuePairs<String, JSON> = ["instrument": instrument, "measure": "mean"]
            #expect(try await desk.perform(QueryInsight.self, mean).total.isHidden)
            let submitted = try await desk.perform(
                SubmitResponse.self, ["instrument": "mood", "answers": ["mood": 4]])
            #expect(submitted.id == nil)
            #expect(try await desk.perform(ListResponses.self, list).items.count == 5)
            try await nothingSmallIsListed(desk, instrument)
            #expect(try await desk.perform(QueryInsight.self, mean).total.n == 5)
            await #expect(throws: Refusal.self) {
                try await desk.perform(
                    SubmitResponse.self,
                    ["instrument": "mood", "answers": ["mood": 4], "customer": "C-1"])
            }
            var keyed = desk
            keyed.idempotency = try Idempotency(key: "k", operation: "x", input: [:])
            await #expect(throws: Refusal.self) {
                try await keyed.perform(
                    SubmitResponse.self, ["instrument": "mood", "answers": ["mood": 4]])
            }
            // Who has answered is let in no more.
            await #expect(throws: Refusal.self) {
                try await Self.answer(people[0].link.token, 0, in: test.house)
            }
        }
    }

    /// Neither pages of one nor two conditions together show fewer answers than the floor.
    private func nothingSmallIsListed(_ desk: Desk, _ instrument: JSON) async throws {
        let small = "answers.mood >= 2 and answers.mood <= 3"
        for limit in [1, 2, 50] {
            let all = try await desk.perform(
                ListResponses.self, ["instrument": instrument, "limit": .integer(limit)])
            #expect(all.items.count == min(limit, 5))
            let few = try await desk.perform(
                ListResponses.self,
                [
                    "instrument": instrument, "filter": .string(small), "limit": .integer(limit),
                ])
            #expect(few.items.isEmpty)
        }
        let export = try await AnswerExport(
            #require(ID<Instrument>(instrument.string ?? "")),
            ResponseSelection(
                Input(
                    JSON.Object([.init(key: "filter", value: .string(small))]),
                    as: ResponseSelection.fields)),
            ExportStyle(.csv), zone: .utc, on: desk)
        #expect(try await export.rows(after: export.start).rows.isEmpty)
    }
}
