import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

/// The number by which people speak of a case.
@Suite struct CaseNumbersTests {
    private func number(_ id: JSON?, _ bench: CaseBench) async throws -> Int? {
        try await bench.show(id ?? .null)["number"]?.integer
    }

    /// Nuo's own desk in another workspace on the same database.
    private func elsewhere(_ bench: CaseBench) async throws -> Desk {
        let id: ID<Workspace> = bench.test.house.newID()
        let desk = Desk(bench.test.house, actor: .system("test", in: id))
        try await desk.write { ledger in
            try ledger.begin(
                .init(id: id, name: "Other", zone: "Asia/Shanghai", language: "en"))
        }
        return desk
    }

    private func found(
        _ text: String, _ desk: Desk, _ more: [String: JSON] = [:]
    ) async throws -> [JSON] {
        var raw = more
        raw["text"] = .string(text)
        return try await desk.perform(SearchRecords.self, raw.members).json["items"]?.array ?? []
    }

    @Test(arguments: Engine.available)
    func casesOpenedAtOnceHaveNumbersOfTheirOwn(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let ids = try await withThrowingTaskGroup(of: JSON.self) { group in
                for turn in 1...20 {
                    group.addTask { try await bench.open("At once \(turn)") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            var numbers: [Int] = []
            for id in ids { numbers.append(try #require(try await number(id, bench))) }
            #expect(numbers.sorted() == Array(1...20))
            let listed = try await bench.agent.perform(ListCases.self, ["limit": 100])
                .json["items"]?.array
            #expect(Set((listed ?? []).compactMap { $0["number"]?.integer }) == Set(1...20))
            // Another workspace counts for itself.
            let other = try await elsewhere(bench)
            let first = try await other.perform(OpenCase.self, ["title": "Here"])
            #expect(first.json["number"] == 1)
        }
    }

    @Test(arguments: Engine.available)
    func aNumberStaysAndIsNeverGivenAgain(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let (one, two) = (try await bench.open("One"), try await bench.open("Two"))
            let said = try await bench.agent.perform(ListCaseMessages.self, ["case": one])
                .json["items"]?.array?.first?["id"]
            let split = try await bench.agent.perform(
                SplitCase.self, ["case": one, "message": said ?? .null, "title": "A part"]
            ).json
            #expect(split["number"] == 3, "one of its own")
            _ = try await bench.agent.perform(UnsplitCase.self, ["case": split["id"] ?? .null])
            #expect(try await number(split["id"], bench) == 3)
            #expect(try await number(one, bench) == 1)
            _ = try await bench.manager.perform(MergeCases.self, ["case": two, "into": one])
            #expect(try await number(two, bench) == 2)
            #expect(try await number(one, bench) == 1)
            _ = try await bench.manager.perform(
                CloseCase.self, ["case": one, "outcome": "duplicate", "text": "Done"])
            _ = try await bench.manager.perform(ReopenCase.self, ["case": one, "reason": "Again"])
            #expect(try await number(one, bench) == 1)
            // One that was refused has used none up.
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    OpenCase.self, ["title": "No", "customer": "cus_0000000000001"])
            }
            let four = try await bench.open("Four")
            #expect(try await number(four, bench) == 4)
        }
    }

    @Test(arguments: Engine.available)
    func pastCasesOfABatchTakeOneRange(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await bench.open("Before")
            try await bench.brings("nps")
            for _ in 1...3 {
                _ = try await bench.place.system.perform(
                    SubmitResponse.self, ["instrument": "nps", "answers": ["recommend": 9]])
            }
            let past = PastCases(instrument: "nps", title: Wording(zh: "旧", en: "Old"))
            #expect(try await past.run(on: bench.manager) == 3)
            #expect(try await past.run(on: bench.manager) == 0, "and nothing takes none")
            let all =
                try await bench.agent.perform(ListCases.self, ["status": "any"])
                .json["items"]?.array ?? []
            #expect(all.compactMap { $0["number"]?.integer }.sorted() == [1, 2, 3, 4])
            let after = try await bench.open("After")
            #expect(try await number(after, bench) == 5)
        }
    }

    @Test(arguments: Engine.available)
    func theNumberFindsTheCaseFirst(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let one = try await bench.open("A lamp")
            let two = try await bench.open("Room 1 and room 1 again")
            for typed in ["1", "#1", "＃１"] {
                let hits = try await found(typed, bench.agent)
                #expect(hits.first?["case"] == one && hits.first?["number"] == 1, "\(typed)")
                #expect(hits.first?["excerpt"]?.array?.first?["text"] == "A lamp")
            }
            // What holds the figure comes after it, and what it finds twice stands there once.
            #expect(try await found("1", bench.agent).map { $0["case"] } == [one, two])
            #expect(try await found("2", bench.agent).map { $0["case"] } == [two])
            #expect(try await found("3", bench.agent).isEmpty)
            for narrow: [String: JSON] in [
                ["kind": "note"], ["status": "closed"], ["before": "2001-01-01T00:00:00Z"],
            ] {
                #expect(try await found("#1", bench.agent, narrow).isEmpty, "\(narrow)")
            }
            #expect(try await found("1", bench.agent, ["kind": "title"]).count == 2)
            // The rest goes on behind it.
            let page = try await bench.agent.perform(
                SearchRecords.self, ["text": "1", "limit": 1]
            ).json
            #expect(page["items"]?.array?.map { $0["case"] } == [one])
            let rest = try await bench.agent.perform(
                SearchRecords.self,
                ["text": "1", "limit": 1, "cursor": page["nextCursor"] ?? .null]
            ).json
            #expect(rest["items"]?.array?.map { $0["case"] } == [two])
            await #expect(throws: Refusal.self) { try await found("#1", bench.place.desk(.viewer)) }
            let shown = try await bench.agent.perform(FindCase.self, ["number": "#2"]).json
            #expect(shown["id"] == two)
            await #expect(throws: Refusal.self) {
                try await bench.place.desk(.viewer).perform(FindCase.self, ["number": "2"])
            }
            for typed: JSON in ["9", "two", "0"] {
                let none = await #expect(throws: Refusal.self) {
                    try await bench.agent.perform(FindCase.self, ["number": typed])
                }
                #expect(none?.kind == .notFound)
            }
            // Of another workspace nothing is found.
            #expect(try await found("#1", try await elsewhere(bench)).isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func aConditionMayAskForIt(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            for title in ["One", "Two", "Three"] { _ = try await bench.open(title) }
            let listed =
                try await bench.agent.perform(
                    ListCases.self, ["filter": "number == 2"]
                ).json["items"]?.array ?? []
            #expect(listed.map { $0["title"]?["en"] } == ["Two"])
            let counted = try await bench.manager.perform(
                QueryInsight.self,
                [
                    "of": "cases", "dimensions": ["kind"], "filter": "number >= 2",
                    "measures": [["measure": "count"]],
                ])
            let cell = counted.json["cells"]?.array?.first
            #expect(cell?["values"]?.array?.first?["measure"]?["n"] == 2, "\(counted.json.text)")
            let source = try await bench.manager.perform(ShowTableSource.self, ["of": "cases"])
            #expect(!source.columns.contains { $0.name == "number" }, "it is nothing to measure")
            let rows = try await bench.manager.perform(ExportCases.self, ["format": "csv"])
            var bytes: [UInt8] = []
            while let more = try await rows.next() { bytes += more }
            let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            #expect(lines.first?.contains("id,number,external") == true)
            let numbers = lines.dropFirst().map { $0.split(separator: ",")[1] }
            #expect(numbers == ["1", "2", "3"])
        }
    }
}
