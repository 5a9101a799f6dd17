import Base
import Domain
import Foundation
import Store
import TestSupport
import Testing

@testable import Operations

/// What was taken out comes back the same.
@Suite struct RoundTripTests {
    /// What must be equal after the way there and back.
    private static func facts(_ desk: Desk) async throws -> [String] {
        try await desk.perform(ListResponses.self, [:]).items.map { one in
            [
                sorted(one.response.answers.values), sorted(one.hidden),
                one.language, one.channel, one.startedAt.iso8601,
                one.response.completedAt?.iso8601 ?? "", one.response.status.rawValue,
                one.response.answers.score.map { "\($0)" } ?? "",
            ].joined(separator: "|")
        }
    }

    /// The order of names says nothing.
    private static func sorted(_ object: JSON.Object) -> String {
        JSON.object(JSON.Object(object.members.sorted { $0.key < $1.key })).text
    }

    @Test(arguments: Engine.available)
    func csvAndJSONLinesComeBackEqual(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let from = try await test.workspace("From")
            let id = try await ExportTests.answered(from)
            let before = try await Self.facts(from.desk(.analyst))
            #expect(before.count == 3)
            for format in ["csv", "jsonl"] {
                let bytes = try await ExportTests.file(
                    id, from.desk(.analyst), ["format": .string(format)])
                let path = Scratch.path("round-trip-\(engine).\(format)")
                try Data(bytes).write(to: URL(fileURLWithPath: path))
                let file = ImportFile(path: path, name: "trip.\(format)")
                let to = try await Self.workspace(format, test)
                let desk = Desk(
                    test.house,
                    actor: Actor(.system("test"), workspace: to, rights: Set(Right.allCases)))
                _ = try await desk.perform(
                    CreateInstrument.self, ["document": .string(ExportTests.document)])
                let plan = try await ResponseImport(
                    file, instrument: "trip", mapping: nil, on: desk)
                let done = try await plan.run(on: desk)
                #expect(done.state.imported == 3 && done.state.refused == 0, "\(format)")
                let after = try await Self.facts(desk)
                for (one, other) in zip(after, before) { #expect(one == other, "\(format)") }
                let again = try await plan.run(on: desk)
                #expect(again.state.imported == 0 && again.state.known == 3, "\(format)")
                // Where they came from they are known, too.
                let home = try await ResponseImport(
                    file, instrument: "trip", mapping: nil, on: from.system)
                let known = try await home.run(on: from.system)
                #expect(known.state.imported == 0 && known.state.known == 3, "\(format)")
            }
        }
    }

    private static func workspace(_ name: String, _ test: TestHouse) async throws -> ID<Workspace> {
        let id: ID<Workspace> = test.house.newID()
        try await Desk(test.house, actor: .system("test", in: id)).write { ledger in
            try ledger.begin(.init(id: id, name: name, zone: "Asia/Shanghai", language: "en"))
        }
        return id
    }

    @Test(arguments: Engine.available)
    func unfinishedOnesStayOutAndWrongLinesAreNamed(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.system
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            func bring(_ text: String) async throws -> ImportResource {
                let path = Scratch.path("lines-\(engine).jsonl")
                try Data(text.utf8).write(to: URL(fileURLWithPath: path))
                let plan = try await ResponseImport(
                    ImportFile(path: path, name: "a.jsonl"), instrument: "nps", mapping: nil,
                    on: desk)
                return try await plan.run(on: desk)
            }
            let done = try await bring(
                """
                {"id":"a","status":"completed","version":1,"answers.recommend":9}

                {"id":"b","status":"partial","version":1,"answers.recommend":3}
                {"id":"c","version":1,"status":"completed","answers.recommend":0,"extra":[1,2]}
                """)
            #expect(done.state.imported == 2 && done.state.refused == 1)
            await #expect(throws: Refusal.self) { try await bring("{\"id\":1}\nnonsense") }
        }
    }
}
