import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct SearchTests {
    private func find(
        _ text: String, _ more: [String: JSON] = [:], as desk: Desk
    ) async throws -> [JSON] {
        var raw = JSON.Object([.init(key: "text", value: .string(text))])
        for (name, value) in more { raw[name] = value }
        return try await desk.perform(SearchRecords.self, raw).json["items"]?.array ?? []
    }

    @Test(arguments: Engine.available)
    func findsWhatWasSaidNotedAndWrittenOver(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open("Suitcase lost 行李丢失")
            _ = try await bench.agent.perform(
                ReceiveOnCase.self, ["case": id, "text": "我要退款，申请编号 A1024"])
            _ = try await bench.agent.perform(
                NoteOnCase.self, ["case": id, "text": "Refund was promised by the hotel"])
            _ = try await bench.open("Another")
            for (text, kind) in [
                ("退款", "received"), ("a1024", "received"), ("refu", "note"), ("行李", "title"),
                ("SUITCASE lost", "title"), ("promised refund", "note"),
            ] {
                let hits = try await find(text, as: bench.agent)
                #expect(hits.count == 1 && hits.first?["kind"]?.string == kind, "\(text)")
                #expect(hits.first?["case"] == id && hits.first?["title"]?["en"] != nil)
            }
            let hit = try await find("退款", as: bench.agent).first
            #expect(
                hit?["excerpt"] == [
                    ["text": "我要", "found": false], ["text": "退款", "found": true],
                    ["text": "，申请编号 A1024", "found": false],
                ])
            #expect(try await find("退款 nothing", as: bench.agent).isEmpty)
            #expect(try await find("nobody", as: bench.agent).count == 2, "the words of opening")
            #expect(try await find("退款", ["kind": "note"], as: bench.agent).isEmpty)
            let empty = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(SearchRecords.self, ["text": "…!"])
            }
            #expect(empty?.faults.first?.code == "noSearchWords")
        }
    }

    @Test(arguments: Engine.available)
    func narrowsByStatusTeamAndTimeAndGoesOnByCursor(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let first = try await bench.open("Parcel one")
            _ = try await bench.agent.perform(
                PauseCase.self, ["case": first, "reason": "asked back"])
            bench.test.pass(.days(2))
            let second = try await bench.open("Parcel two")
            _ = try await bench.agent.perform(OpenCase.self, ["title": "Parcel of no team"])
            let team: [String: JSON] = ["team": .string("\(bench.team)")]
            func cases(_ more: [String: JSON]) async throws -> [JSON?] {
                try await find("parcel", more, as: bench.agent).map { $0["case"] }
            }
            #expect(try await cases([:]).count == 3)
            #expect(try await cases(team) == [second, first])
            #expect(try await cases(["status": "pending"]) == [first])
            let yesterday = JSON.string((bench.test.now - .days(1)).iso8601)
            #expect(try await cases(["before": yesterday]) == [first])
            #expect(try await cases(["from": yesterday]).count == 2)
            let page = try await bench.agent.perform(
                SearchRecords.self, ["text": "parcel", "limit": 2]
            ).json
            let rest = try await bench.agent.perform(
                SearchRecords.self,
                ["text": "parcel", "limit": 2, "cursor": page["nextCursor"] ?? .null]
            ).json
            #expect(page["items"]?.array?.count == 2 && rest["items"]?.array?.count == 1)
            #expect(rest["items"]?.array?.first?["case"] == first)
            #expect(rest["nextCursor"] == .null)
        }
    }

    @Test(arguments: Engine.available)
    func showsEachOnlyWhatTheyMaySee(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let made = try await bench.agent.perform(
                CreateCustomer.self, ["key": "c-77", "name": "Wang Xiaoming 王小明"])
            #expect(try await find("王小明", as: bench.agent).count == 1)
            let workspace = bench.place.id
            let clerk = Desk(
                bench.test.house,
                actor: Actor(
                    .token(bench.test.house.newID()), workspace: workspace, rights: [.casesRead]))
            #expect(try await find("王小明", as: clerk).isEmpty)
            let viewer = bench.place.desk(.viewer)
            await #expect(throws: Refusal.self) { try await find("王小明", as: viewer) }
            let elsewhere = Desk(
                bench.test.house,
                actor: .system("test", in: bench.test.house.newID(Workspace.self)))
            #expect(try await find("王小明", as: elsewhere).isEmpty)
            _ = try await bench.agent.perform(
                EditCustomer.self,
                ["customer": .string(made.id.description), "name": "Li Lei"])
            #expect(try await find("王小明", as: bench.agent).isEmpty, "what he was called before")
            #expect(try await find("lei c-77", as: bench.agent).count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func whatIsHiddenIsNotFoundEither(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            _ = try await bench.agent.perform(
                ReceiveOnCase.self, ["case": id, "text": "Please call 13812345678 tonight"])
            _ = try await bench.agent.perform(
                CreateCustomer.self, ["key": "c-9", "name": "Wang Xiaoming"])
            let analyst = bench.place.desk(.analyst)
            #expect(try await find("13812345678", as: bench.agent).count == 1)
            #expect(try await find("13812345678", as: analyst).isEmpty)
            let hit = try #require(try await find("tonight", as: analyst).first)
            let shown = hit["excerpt"]?.array?.compactMap { $0["text"]?.string }.joined() ?? ""
            #expect(shown.contains("tonight") && !shown.contains("13812345678"))
            #expect(try await find("xiaoming", as: analyst).isEmpty)
            #expect(try await find("c 9", as: analyst).count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func readsWhatWasThereBefore(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await bench.open("Old suitcase")
            try await database.write { connection in
                try connection.run(
                    """
                    INSERT INTO search_backlog (workspace, id, kind, case_id)
                    SELECT workspace, id, kind, case_id FROM search_entries
                    """)
                try connection.run("DELETE FROM search_entries")
            }
            #expect(try await find("suitcase", as: bench.agent).isEmpty)
            try await SearchBacklog.run(on: bench.test.house)
            #expect(try await find("suitcase", as: bench.agent).count == 1)
            #expect(try await find("nobody answered", as: bench.agent).count == 1)
        }
    }

    /// Words that an older version read otherwise are read again, and what is new stays.
    @Test(arguments: Engine.available)
    func readsAnewWhatWasReadOtherwise(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open("我的訂單遲到")
            #expect(try await find("订单", as: bench.agent).count == 1)
            try await database.write { connection in
                try connection.run(
                    "UPDATE search_entries SET words = '訂 單 訂單' WHERE kind = 'title'")
                try connection.run(
                    """
                    INSERT INTO search_backlog (workspace, id, kind, case_id)
                    SELECT workspace, id, kind, case_id FROM search_entries
                    """)
            }
            #expect(try await find("订单", as: bench.agent).isEmpty)
            try await SearchBacklog.run(on: bench.test.house)
            for text in ["订单", "訂單", "迟到"] {
                let hits = try await find(text, as: bench.agent)
                #expect(hits.map { $0["case"] } == [id], "\(text)")
            }
        }
    }
}
