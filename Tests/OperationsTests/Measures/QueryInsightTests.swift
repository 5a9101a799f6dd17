import Base
import Dispatch
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct QueryInsightTests {
    private func with(
        _ engine: Engine, _ body: @escaping @Sendable (AnsweredInstrument) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            try await body(try await AnsweredInstrument(workspace))
        }
    }

    /// Random rows: what memory counts, the database counts too.
    @Test(arguments: Engine.available)
    func equalsGroupingInTheDatabase(_ engine: Engine) async throws {
        try await with(engine) { stay in
            var chance = SystemRandomNumberGenerator()
            var rows: [Responses.Stored] = []
            for _ in 0..<3_000 {
                let day = Int64.random(in: -90..<0, using: &chance)
                rows.append(
                    stay.row(
                        stay.workspace.house.newID(),
                        Int.random(in: 0...11, using: &chance) % 11,
                        Int.random(in: 1...5, using: &chance),
                        ["Eco", "Business", nil].randomElement(using: &chance) ?? nil,
                        ["en", "zh"].randomElement(using: &chance) ?? "en",
                        TestHouse.start + .days(day)))
            }
            try await stay.put(rows)
            let from = TestHouse.start - .days(30)
            let report = try await stay.ask([
                "from": .string(from.iso8601), "to": .string(TestHouse.start.iso8601),
                "dimensions": ["language", "hidden.class"],
            ])
            let wanted = try await counted(stay, from)
            let groups = report["groups"]?.array ?? []
            #expect(groups.count == 6)
            for group in groups {
                let keys = (group["keys"]?.array ?? []).map { $0["value"]?.string ?? "" }
                let found = wanted[keys.joined(separator: " ")]
                #expect(group["measure"]?["n"]?.integer == found?.n)
                let value = try #require(group["measure"]?["value"]?.number)
                #expect(abs(value - (found?.nps ?? .nan)) < 1e-9)
            }
            let total = wanted.values.reduce(0) { $0 + $1.n }
            #expect(report["total"]?["n"]?.integer == total)
        }
    }

    private func counted(
        _ stay: AnsweredInstrument, _ from: Instant
    ) async throws -> [String: (n: Int, nps: Double)] {
        try await stay.workspace.system.read { connection in
            var found: [String: (n: Int, nps: Double)] = [:]
            try connection.each(
                """
                SELECT language, hidden, COUNT(*),
                    SUM(CASE WHEN score >= 9 THEN 100.0 WHEN score <= 6 THEN -100.0 ELSE 0 END)
                FROM responses WHERE workspace = \(stay.workspace.id) AND at >= \(from)
                    AND at < \(TestHouse.start)
                GROUP BY language, hidden
                """
            ) { row in
                let group = try row.json(1)["class"]?.string ?? ""
                found["\(row.text(0)) \(group)"] = (
                    row.int(2), row.double(3) / Double(row.int(2))
                )
            }
            return found
        }
    }

    /// Several measures by dimensions and weeks in one answer, each cell as if asked alone.
    @Test(arguments: Engine.available)
    func cellsAreWhatEachWouldBeAlone(_ engine: Engine) async throws {
        try await with(engine) { stay in
            var chance = SystemRandomNumberGenerator()
            try await stay.put(
                (0..<2_000).map { _ in
                    stay.row(
                        stay.workspace.house.newID(), Int.random(in: 0...10, using: &chance),
                        Int.random(in: 1...5, using: &chance),
                        ["Eco", "Business"].randomElement(using: &chance),
                        ["en", "zh"].randomElement(using: &chance) ?? "en",
                        TestHouse.start - .days(Int64.random(in: 1...60, using: &chance)))
                })
            let measures: JSON = [
                ["measure": "nps"], ["measure": "mean", "item": "answers.clean"],
            ]
            let weekly = try await stay.ask([
                "measures": measures, "dimensions": ["language", "hidden.class"],
                "grain": "week",
            ])
            let cells = weekly["cells"]?.array ?? []
            #expect(cells.count >= 4 * 8)
            let some = try #require(
                cells.first { ($0["values"]?.array?[0]["measure"]?["n"]?.integer ?? 0) > 40 })
            for (place, measure) in (measures.array ?? []).enumerated() {
                let shown = try #require(some["values"]?.array?[place]["measure"])
                let alone = try await stay.ask([
                    "measure": measure["measure"] ?? .null,
                    "item": measure["item"] ?? "score", "filter": shown["filter"] ?? .null,
                    "from": some["from"] ?? .null, "to": some["to"] ?? .null,
                ])
                #expect(alone["total"]?["n"] == shown["n"])
                #expect(alone["total"]?["value"] == shown["value"])
            }
            let compared = try await stay.ask([
                "measures": measures, "dimensions": ["language"], "compare": "previous",
                "from": .string((TestHouse.start - .days(30)).iso8601),
                "to": .string(TestHouse.start.iso8601),
            ])
            for cell in compared["cells"]?.array ?? [] {
                let value = try #require(cell["values"]?.array?[0])
                let difference = try #require(value["change"]?["value"]?.number)
                let now = try #require(value["measure"]?["value"]?.number)
                let before = try #require(value["previous"]?["value"]?.number)
                #expect(abs(now - before - difference) < 1e-9)
            }
        }
    }

    @Test(arguments: Engine.available)
    func countsWhatWasJustAcknowledged(_ engine: Engine) async throws {
        try await with(engine) { stay in
            #expect(try await stay.ask([:])["total"]?["n"] == 0)
            var ids: [ID<Response>] = []
            for score in 1...10 { ids.append(try await stay.answer(score: score)) }
            #expect(try await stay.ask([:])["total"]?["n"] == 10)
            // Changed: the same response with another score.
            try await stay.put([stay.row(ids[0], 10)])
            #expect(try await stay.ask(["filter": "score == 10"])["total"]?["n"] == 2)
            // Erased: the row is gone, the event says so.
            let erased = ids[1]
            try await stay.workspace.system.write { ledger in
                try ledger.connection.run(
                    """
                    DELETE FROM responses WHERE workspace = \(ledger.workspace) AND id = \(erased)
                    """)
                try ledger.record("response.erased", .init("response", erased))
            }
            #expect(try await stay.ask([:])["total"]?["n"] == 9)
        }
    }

    /// Answers that come while the table is loaded are counted once each.
    @Test(arguments: Engine.available)
    func losesNothingWhileLoading(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let house = stay.workspace.house
            try await stay.put((0..<4_500).map { stay.row(house.newID(), $0 % 11) })
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for _ in 0..<10 { try await stay.answer(score: writer) }
                    }
                }
                for _ in 0..<4 { group.addTask { _ = try await stay.ask([:]) } }
                try await group.waitForAll()
            }
            let report = try await stay.ask(["measure": "count"])
            #expect(report["total"]?["n"] == 4_580)
        }
    }

    /// While somebody writes for long nothing after it is settled: it counts all the same, once.
    @Test(arguments: Engine.available)
    func whatIsNotSettledYetCountsOnce(_ engine: Engine) async throws {
        guard engine == .postgres else { return }
        try await with(engine) { stay in
            let begun = DispatchSemaphore(value: 0)
            let end = DispatchSemaphore(value: 0)
            let database = stay.workspace.house.database
            let writer = Task.detached {
                try await database.write { connection in
                    try connection.run("UPDATE workspaces SET name = name")
                    begun.signal()
                    _ = end.wait(timeout: .now() + 120)
                }
            }
            defer { end.signal() }
            await withCheckedContinuation { begins in
                DispatchQueue.global().async {
                    begun.wait()
                    begins.resume()
                }
            }
            func counted() async throws -> JSON? {
                try await stay.ask(["measure": "count"])["total"]?["n"]
            }
            for round in 1...3 {
                try await stay.put((0..<20).map { stay.row(stay.workspace.house.newID(), $0 % 11) })
                for _ in 0..<2 { #expect(try await counted() == .integer(20 * round)) }
            }
            end.signal()
            try await writer.value
            #expect(try await counted() == 60)
        }
    }

    @Test(arguments: Engine.available)
    func hidesFewAnswersAndWhatWouldTellThem(_ engine: Engine) async throws {
        try await with(engine) { stay in
            for place in 0..<40 {
                let group = place < 3 ? "First" : place < 15 ? "Business" : "Eco"
                try await stay.answer(score: 5 + place % 6, class: group)
            }
            let report = try await stay.ask(["dimensions": ["hidden.class"]])
            var hidden: [String: Bool] = [:]
            for group in report["groups"]?.array ?? [] {
                let key = group["keys"]?.array?.first?["value"]?.string ?? "-"
                hidden[key] = group["measure"]?["isHidden"]?.bool
                #expect((group["measure"]?["value"] == .null) == hidden[key])
            }
            #expect(hidden == ["First": true, "Business": true, "Eco": false])
            let few = try await stay.ask(["filter": "hidden.class == \"First\""])
            #expect(few["total"]?["isHidden"] == true && few["total"]?["value"] == .null)
            #expect(few["distribution"] == [])
        }
    }

    @Test(arguments: Engine.available)
    func marksAChangeOnlyWhenTested(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let house = stay.workspace.house
            func fill(_ days: Int64, _ scores: [Int]) async throws {
                try await stay.put(
                    scores.map {
                        stay.row(house.newID(), $0, nil, nil, "en", TestHouse.start + .days(days))
                    })
            }
            try await fill(-15, (0..<200).map { $0 % 2 == 0 ? 3 : 9 })
            try await fill(-5, (0..<200).map { $0 % 10 == 0 ? 3 : 9 })
            let period: KeyValuePairs<String, JSON> = [
                "from": .string((TestHouse.start - .days(10)).iso8601),
                "to": .string(TestHouse.start.iso8601), "compare": "previous", "grain": "day",
            ]
            let better = try await stay.ask(period)
            #expect(better["total"]?["value"] == 80 && better["change"]?["value"] == 80)
            #expect(better["change"]?["isClear"] == true)
            #expect(better["previous"]?["measure"]?["n"] == 200)
            let trend = better["trend"]?.array ?? []
            #expect(trend.compactMap { $0["measure"]?["n"]?.integer }.reduce(0, +) == 200)
        }
    }

    @Test(arguments: Engine.available)
    func theFilterOfAGroupFindsItsRecords(_ engine: Engine) async throws {
        try await with(engine) { stay in
            for place in 0..<60 {
                try await stay.answer(
                    score: place % 11, clean: 1 + place % 5, class: place % 3 == 0 ? "Eco" : nil)
            }
            let report = try await stay.ask([
                "item": "answers.clean", "measure": "mean", "filter": "score >= 2",
                "dimensions": ["hidden.class"],
            ])
            let groups = report["groups"]?.array ?? []
            #expect(groups.count == 2)
            for group in groups {
                let filter = try #require(group["measure"]?["filter"])
                let again = try await stay.ask([
                    "item": "answers.clean", "measure": "mean", "filter": filter,
                ])
                #expect(again["total"]?["value"] == group["measure"]?["value"])
                #expect(again["total"]?["n"] == group["measure"]?["n"])
            }
        }
    }

    @Test(
        arguments: [
            ("filter", "score <", "expression.unfinished"),
            ("filter", "scor < 3", "expression.unknownNameSuggest"),
            ("filter", "answers.remark == \"x\"", "expression.unknownName"),
            ("filter", "score + 1", "expression.notCondition"),
            ("item", "answers.nothing", "unknownColumn"),
            ("measure", "ces", "needsScale"),
            ("compare", "previous", "needsPeriod"),
        ])
    func refusesWhatDoesNotFit(_ field: String, _ value: String, _ code: String) async throws {
        try await with(.sqlite) { stay in
            let item: JSON = field == "measure" ? "hidden.class" : "score"
            let fields: KeyValuePairs<String, JSON> =
                field == "item" ? ["item": .string(value)] : ["item": item, field: .string(value)]
            let refusal = await #expect(throws: Refusal.self) { _ = try await stay.ask(fields) }
            #expect(refusal?.kind == .invalid)
            #expect(refusal?.faults.first?.path == field)
            #expect(refusal?.faults.first?.code.hasPrefix(code) == true)
        }
    }

    @Test func refusesAnUnknownInstrument() async throws {
        try await Engine.sqlite.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let nothing: ID<Instrument> = workspace.house.newID()
            let refusal = await #expect(throws: Refusal.self) {
                _ = try await workspace.desk(.viewer)
                    .perform(QueryInsight(nothing, InsightQuestion()))
            }
            #expect(refusal?.kind == .notFound)
        }
    }
}
