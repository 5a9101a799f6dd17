import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// What is hidden from somebody cannot be found, counted or opened by asking for it either.
@Suite struct HiddenFindingTests {
    private static let document = """
        key: stay
        title: {zh: 入住, en: Stay}
        hidden:
          - {key: contact, title: {zh: 联系方式, en: Contact}}
          - {key: room, title: {zh: 房型, en: Room}}
        pages:
          - items:
              - {key: recommend, kind: nps, title: {zh: 推荐, en: Recommend}}
              - {key: remark, kind: long_text, title: {zh: 意见, en: Remark}}
        """

    private static func answered(_ workspace: TestWorkspace) async throws -> ID<Instrument> {
        let desk = workspace.desk(.manager)
        let made = try await desk.perform(CreateInstrument.self, ["document": .string(document)])
        for place in 0..<12 {
            try await desk.perform(
                SubmitResponse.self,
                [
                    "instrument": "stay",
                    "answers": [
                        "recommend": .integer(place % 11),
                        "remark": .string("Ring 1381234567\(place % 10) please"),
                    ],
                    "hidden": [
                        "contact": .string("1391234567\(place % 10)"),
                        "room": .string(place % 2 == 0 ? "suite" : "single"),
                    ],
                ])
        }
        return made.id
    }

    @Test(arguments: Engine.available)
    func conditionsOverAnswersSeeWhatIsShown(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let id = try await Self.answered(workspace)
            func found(_ role: Role, _ filter: String, named: Bool) async throws -> Int {
                var input: JSON.Object = .init([.init(key: "filter", value: .string(filter))])
                if named { input["instrument"] = .string(id.description) }
                return try await workspace.desk(role).perform(ListResponses.self, input)
                    .items.count
            }
            for (filter, open, hidden) in [
                ("hidden.contact == \"13912345673\"", 1, 0),
                ("starts_with(hidden.contact, \"1391234\")", 12, 0),
                ("hidden.room == \"suite\"", 6, 6),
                ("answers.remark contains \"13812345673\"", 1, 0),
                ("answers.remark contains \"please\"", 12, 12),
            ] {
                for named in [true, false] {
                    #expect(try await found(.manager, filter, named: named) == open, "\(filter)")
                    #expect(try await found(.analyst, filter, named: named) == hidden, "\(filter)")
                }
            }
            let file = try await ExportTests.file(
                id, workspace.desk(.analyst), ["filter": "hidden.contact == \"13912345673\""])
            #expect(!String(decoding: file, as: UTF8.self).contains("Ring"))
        }
    }

    @Test(arguments: Engine.available)
    func countsDoNotTellIt(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let id = JSON.string(try await Self.answered(workspace).description)
            func ask(_ role: Role, _ more: KeyValuePairs<String, JSON>) async throws -> JSON {
                var input = JSON.Object(more.map { .init(key: $0.key, value: $0.value) })
                input["instrument"] = id
                return try await workspace.desk(role).perform(QueryInsight.self, input).json
            }
            let filter: JSON = "hidden.contact == \"13912345673\""
            #expect(try await ask(.manager, ["filter": filter])["total"]?["n"] == 1)
            _ = try await ask(.manager, ["dimensions": ["hidden.contact"]])
            for role in [Role.analyst, .auditor, .viewer] {
                await #expect(throws: Refusal.self) { try await ask(role, ["filter": filter]) }
                await #expect(throws: Refusal.self) {
                    try await ask(role, ["dimensions": ["hidden.contact"]])
                }
                let rooms = try await ask(role, ["dimensions": ["hidden.room"]])
                #expect(rooms["groups"]?.array?.count == 2)
                let source = try await workspace.desk(role).perform(
                    ShowInsightSource.self, ["instrument": id])
                let columns = source.columns.filter(\.isDimension).map(\.name)
                #expect(columns.contains("hidden.room") && !columns.contains("hidden.contact"))
            }
        }
    }

    @Test(arguments: Engine.available)
    func whatPeopleWroteOnACaseIsMaskedToo(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let agent = workspace.desk(.agent)
            let opened = try await agent.perform(
                OpenCase.self,
                ["title": "Ring 13812345678", "kind": "feedback", "words": "It is late"])
            let id = opened.json["id"] ?? .null
            _ = try await agent.perform(
                RecordOnCase.self,
                ["case": id, "fields": ["summary": "Call 13812345678 at noon"]])
            _ = try await agent.perform(
                AddCaseTask.self, ["case": id, "text": "Call 13812345678"])
            func texts(_ role: Role) async throws -> String {
                let desk = workspace.desk(role)
                let one = try await desk.perform(ShowCase.self, ["case": id]).json
                let tasks = try await desk.perform(ListCaseTasks.self, ["case": id]).json
                let found = try await desk.perform(ListCases.self, [:]).json
                return [one, tasks, found].map(\.text).joined()
            }
            #expect(try await texts(.agent).contains("13812345678"))
            for role in [Role.analyst, .auditor] {
                let shown = try await texts(role)
                #expect(!shown.contains("13812345678") && shown.contains("***"))
            }
            func count(_ role: Role, _ filter: String) async throws -> Int {
                try await workspace.desk(role).perform(
                    ListCases.self, ["filter": .string(filter)]
                ).items.count
            }
            let filter = "fields.summary contains \"1381234\""
            #expect(try await count(.agent, filter) == 1)
            #expect(try await count(.analyst, filter) == 0)
            #expect(try await count(.analyst, "fields.summary contains \"noon\"") == 1)
        }
    }
}
