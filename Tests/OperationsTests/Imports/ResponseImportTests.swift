import Base
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

@Suite("Importing responses") struct ResponseImportTests {
    static let document = """
        key: visit
        title: {zh: 回访, en: Visit}
        hidden:
          - {key: branch}
          - {key: age, kind: number}
        pages:
          - items:
              - {key: score, kind: nps, title: {zh: 推荐, en: Would you recommend us}, required: true}
              - key: reason
                kind: single
                title: {zh: 原因, en: Reason}
                not_applicable: true
                options:
                  - {code: price, title: {zh: 价格, en: The price}}
                  - {code: long_wait, title: {zh: 等候, en: Waiting}}
              - {key: words, kind: text, title: {zh: 意见, en: Your words}}
        """

    static func file(_ text: String, name: String = "visits.csv") throws -> ImportFile {
        let path = Scratch.path(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return ImportFile(path: path, name: name)
    }

    /// A house with the questionnaire, and a desk in it.
    static func with(
        _ engine: Engine, _ body: @escaping @Sendable (Desk) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let desk = try await test.workspace().desk(.manager)
            try await desk.perform(CreateInstrument.self, ["document": .string(document)])
            try await body(desk)
        }
    }

    static func plan(
        _ text: String, _ columns: [ImportMapping.Column]? = nil, appliesRules: Bool = false,
        on desk: Desk
    ) async throws -> ResponseImport {
        try await ResponseImport(
            file(text), instrument: "visit", mapping: columns.map(ImportMapping.init),
            appliesRules: appliesRules, on: desk)
    }

    static let columns = [
        ImportMapping.Column("nr", to: "key"), .init("client", to: "customer"),
        .init("recommend", to: "score", missing: ["99"]),
        .init("why", to: "reason", notApplicable: ["none"], values: ["queue": "long_wait"]),
        .init("remark", to: "words"), .init("when", to: "completed"),
        .init("tier", to: "trait.tier"), .init("age", to: "hidden.age"),
    ]

    static let table = """
        nr,client,recommend,why,remark,when,tier,age
        1,C1,9,The price,good,31/12/2025 14:30,gold,40
        2,C1,3,queue,"so,so",01/02/2026 09:00,iron,
        3,C2,0,none,,02/02/2026 09:00,,17
        4,,10,LONG_WAIT,,03/02/2026 09:00,gold,
        """

    @Test(arguments: Engine.available)
    func bringsInWhatCellsStandFor(_ engine: Engine) async throws {
        try await Self.with(engine) { desk in
            let plan = try await Self.plan(Self.table, Self.columns, on: desk)
            let done = try await plan.run(on: desk)
            #expect(done.state.status == .finished)
            #expect(done.state.imported == 4 && done.state.rows == 4 && done.state.refused == 0)
            let found = try await desk.perform(ListResponses.self, [:]).items
            #expect(found.map(\.response.answers.score) == [10, 0, 3, 9])
            #expect(
                found.map(\.response.answers.values).map(JSON.object) == [
                    ["score": 10, "reason": "long_wait"], ["score": 0, "reason": .null],
                    ["score": 3, "reason": "long_wait", "words": "so,so"],
                    ["score": 9, "reason": "price", "words": "good"],
                ])
            // The workspace is in Shanghai.
            #expect(found[3].response.completedAt == Instant(iso8601: "2025-12-31T06:30:00Z"))
            #expect(JSON.object(found[3].hidden) == ["customer": "C1", "age": 40])
            let customers = try await desk.perform(ListCustomers.self, [:]).items
            #expect(customers.map(\.customer.key).sorted() == ["C1", "C2"])
            let first = customers.first { $0.customer.key == "C1" }
            #expect(first.map { JSON.object($0.customer.traits) } == ["tier": "iron"])
            #expect(found[2].customer == first?.id && found[0].customer == nil)
            let events = try await desk.read {
                try $0.timeline(workspace: desk.workspace, limit: 50)
            }
            let kinds = Dictionary(grouping: events, by: \.kind).mapValues(\.count)
            #expect(kinds["response.imported"] == 4 && kinds["customer.created"] == 2)
            #expect(kinds["import.finished"] == 1 && kinds["response.completed"] == nil)
        }
    }

    /// Of tables that were empty a moment ago PostgreSQL would know nothing until it looked itself.
    @Test(arguments: Engine.available)
    func thePlannerKnowsWhatCameIn(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let desk = try await test.workspace().desk(.manager)
            try await desk.perform(
                CreateInstrument.self, ["document": .string(Self.document)])
            _ = try await Self.plan(Self.table, Self.columns, on: desk).run(on: desk)
            try await TextFollowerTests.follow(test.house)
            guard database.dialect == .postgres else { return }
            let known: [String] = try await desk.read { connection in
                try connection.rows(
                    """
                    SELECT DISTINCT tablename FROM pg_stats
                    WHERE tablename IN ('responses', 'customers', 'events', 'text_readings')
                    ORDER BY tablename
                    """
                ) { $0.text(0) }
            }
            #expect(known == ["customers", "events", "responses", "text_readings"])
        }
    }

    @Test(arguments: Engine.available)
    func theSameRowsCountOnce(_ engine: Engine) async throws {
        try await Self.with(engine) { desk in
            _ = try await Self.plan(Self.table, Self.columns, on: desk).run(on: desk)
            let again = try await Self.plan(Self.table, Self.columns, on: desk).run(on: desk)
            #expect(again.state.imported == 0 && again.state.known == 4)
            // Another file that overlaps: rows are known by their key.
            let longer = Self.table + "\n5,C3,7,,,04/02/2026 09:00,,"
            let more = try await Self.plan(longer, Self.columns, on: desk).run(on: desk)
            #expect(more.state.imported == 1 && more.state.known == 4)
            // Without a key column a row is known by its file and place.
            let plain = Self.columns.filter { $0.target != "key" }
            for expected in [4, 0] {
                let done = try await Self.plan(Self.table, plain, on: desk).run(on: desk)
                #expect(done.state.imported == expected)
            }
        }
    }

    @Test(arguments: Engine.available)
    func leavesOutRowsAtFaultAndSaysWhy(_ engine: Engine) async throws {
        try await Self.with(engine) { desk in
            let text = """
                nr,client,recommend,why,remark,when,tier,age
                1,C1,11,The price,,01/02/2026 09:00,,
                2,C1,5,the weather,,01/02/2026 09:00,,old
                3,C1,5,,,soon,,
                4,C1,99,,,01/02/2026 09:00,,
                ,C1,5,,,01/02/2026 09:00,,
                6,C1,5,,,01/02/2099 09:00,,
                7,C1,5
                8,C1,5,,"=1+1",01/02/2026 09:00,,
                """
            let plan = try await Self.plan(text, Self.columns, on: desk)
            let trial = try await plan.rehearse(on: desk)
            #expect(trial.rows == 8 && trial.refused == 7)
            #expect(try await desk.perform(ListResponses.self, [:]).items.isEmpty)
            let done = try await plan.run(on: desk)
            #expect(done.state.imported == 1 && done.state.refused == 7)
            let csv = try await ImportFaultFile.text(
                of: done.id, words: { $0.code }, on: desk)
            #expect(
                csv.split(separator: "\n") == [
                    "line,column,value,reason", "2,recommend,11,offScale",
                    "3,age,old,notANumber", "4,when,soon,notATime", "5,recommend,99,required",
                    "6,nr,,required", "7,when,01/02/2099 09:00,inTheFuture", "8,,,rowRagged",
                ])
        }
    }

    @Test(arguments: Engine.available)
    func goesOnWhereItStopped(_ engine: Engine) async throws {
        try await Self.with(engine) { desk in
            let rows = (1...5_500).map { "\($0),\($0 % 11)" }
            let text = "nr,recommend\n" + rows.joined(separator: "\n")
            let columns = [
                ImportMapping.Column("nr", to: "key"), .init("recommend", to: "score"),
            ]
            let plan = try await Self.plan(text, columns, on: desk)
            let begun = try await plan.begin(nil, on: desk)
            let source = try plan.rows(at: desk.now())
            // A task that dies after the second batch.
            for _ in 0..<2 {
                let batch = try #require(try await source.next())
                _ = try await plan.write(batch, of: begun.id, on: desk)
            }
            let other = try await Self.plan(text, columns, on: desk)
            let done = try await other.run(on: desk)
            #expect(done.id == begun.id)
            #expect(done.state.rows == 5_500 && done.state.imported == 5_500)
            let count = try await desk.read {
                try Responses.count(of: plan.head.id, in: desk.workspace, on: $0)
            }
            #expect(count == 5_500)
            // The one that stopped wakes up again: it must not write a batch a second time.
            let late = try #require(try await source.next())
            await #expect(throws: Refusal.self) {
                try await plan.write(late, of: begun.id, on: desk)
            }
        }
    }

    @Test(arguments: Engine.available)
    func asksForAMappingThatFits(_ engine: Engine) async throws {
        try await Self.with(engine) { desk in
            func codes(_ columns: [ImportMapping.Column]) async throws -> [String] {
                do {
                    _ = try await Self.plan(Self.table, columns, on: desk)
                    return []
                } catch let refusal as Refusal {
                    return refusal.faults.map(\.code)
                }
            }
            #expect(try await codes([.init("nr", to: "key")]) == ["mappingWithoutAnswers"])
            #expect(
                try await codes([
                    .init("nope", to: "score"), .init("nr", to: "nowhere"),
                    .init("client", to: "words"), .init("why", to: "words"),
                    .init("when", to: "completed", dateFormat: "soon"),
                ]) == ["columnUnknown", "targetUnknown", "targetTwice", "badDateFormat"])
            let guessed = try await ResponseImport.guessedMapping(
                Self.file("id,Score,Would you recommend?,REASON,Your words:,x\n1,2,3,4,5,6\n"),
                instrument: "visit", on: desk)
            #expect(
                guessed.columns.map(\.target) == [
                    "response.key", "score", "", "reason", "words", "",
                ])
            let chinese = try await ResponseImport.guessedMapping(
                Self.file("答卷编号,评分,客户编号,提交时间\n1,2,K,2026-11-01 10:00\n"),
                instrument: "visit", on: desk)
            #expect(
                chinese.columns.map(\.target) == [
                    "response.key", "score", "customer", "response.completed",
                ])
        }
    }

    /// Real answers, where they are at hand: every one of a whole journey's 14 ratings.
    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: "../shared/data/airline/train.csv.gz"),
            "the shared data are not here"))
    func bringsInARealSurvey() async throws {
        try await Engine.sqlite.withDatabase { database in
            let desk = try await TestHouse(database).workspace().desk(.manager)
            try await desk.perform(CreateInstrument.self, ["library": "airline-journey"])
            let file = ImportFile(
                path: "../shared/data/airline/train.csv.gz", name: "train.csv.gz")
            var mapping = try await ResponseImport.guessedMapping(
                file, instrument: "airline-journey", on: desk)
            #expect(mapping.columns.filter { !$0.target.isEmpty }.count == 24)
            for place in mapping.columns.indices
            where !mapping.columns[place].target.hasPrefix("hidden.") {
                mapping.columns[place].notApplicable = ["0"]
            }
            let plan = try await ResponseImport(
                file, instrument: "airline-journey", mapping: mapping, on: desk)
            let trial = try await plan.rehearse(on: desk)
            #expect(trial.rows == 103_904 && trial.refused == 0)
        }
    }
}
