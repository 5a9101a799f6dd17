import Base
import Columns
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

@Suite struct SnapshotFolderTests {
    /// A workspace with answers, whose tables lie in a folder of their own; houses on the same
    /// database and folder are this program started again.
    private struct Stay {
        let database: any Database
        let path: String
        let answers: AnsweredInstrument

        init(_ database: any Database, rows: Int = 200) async throws {
            self.database = database
            path = Scratch.path("columns")
            let house = TestHouse(
                database, snapshots: SnapshotFolder(path, build: "a", fewestRows: 1))
            answers = try await AnsweredInstrument(try await house.workspace())
            for place in 0..<rows {
                try await answers.answer(
                    score: place % 11, clean: 1 + place % 5, class: place % 2 == 0 ? "Eco" : nil)
            }
        }

        var key: TableKey {
            .init(workspace: answers.workspace.id, rows: .answers(answers.id))
        }
        var first: RowTables { answers.workspace.house.tables }
        var file: String { "\(path)/\(key.workspace)-\(key.rows.text).columns" }
        var hasFile: Bool { FileManager.default.fileExists(atPath: file) }

        func startAgain(build: String = "a") -> RowTables {
            let folder = SnapshotFolder(path, build: build, fewestRows: 1)
            return TestHouse(database, seed: 99, snapshots: folder).house.tables
        }

        func set(_ tables: RowTables) async throws -> AnswerSet {
            try await tables.answers(to: answers.id, in: answers.workspace.id)
        }

        /// Writes the table to disk as at the end of a run. While somebody else writes on the same
        /// server, it may be that nothing is settled yet, and nothing is written.
        func keep() async throws {
            try await Waiting.until {
                _ = try await set(first)
                await first.keep()
                return hasFile
            }
        }

        func erase(_ id: ID<Response>) async throws {
            try await answers.workspace.system.write { ledger in
                try ledger.connection.run(
                    """
                    DELETE FROM responses WHERE workspace = \(ledger.workspace) AND id = \(id)
                    """)
                try ledger.record("response.erased", .init("response", id))
            }
        }

        /// Another start takes nothing from disk, removes what is there and counts right.
        func expectRefused(build: String = "a", answers count: Int = 200) async throws {
            let again = startAgain(build: build)
            await again.takeUp()
            #expect(await again.entries.isEmpty)
            #expect(!hasFile)
            #expect(try await set(again).table.count == count)
        }
    }

    private func with(
        _ engine: Engine, _ body: @escaping @Sendable (Stay) async throws -> Void
    ) async throws {
        try await engine.withDatabase { try await body(try await Stay($0)) }
    }

    /// A server that stops waits for no table.
    @Test(arguments: Engine.available)
    func loadsNothingOnceItStops(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let tables = stay.startAgain()
            await tables.stopLoading()
            await #expect(throws: CancellationError.self) { try await stay.set(tables) }
            await #expect(throws: CancellationError.self) { try await tables.warmUp() }
            #expect(await tables.entries.isEmpty)
        }
    }

    /// What came, was changed and was erased after the table was written counts at the next start.
    @Test(arguments: Engine.available)
    func goesOnWhereItStopped(_ engine: Engine) async throws {
        try await with(engine) { stay in
            try await stay.keep()
            let mode = try FileManager.default.attributesOfItem(atPath: stay.file)
            #expect(mode[.posixPermissions] as? Int == 0o600)
            let folder = try FileManager.default.attributesOfItem(atPath: stay.path)
            #expect(folder[.posixPermissions] as? Int == 0o700)
            let late = try await stay.answers.answer(score: 3, class: "First")
            let changed = try await stay.answers.answer(score: 4)
            try await stay.answers.put([stay.answers.row(changed, 10)])

            let again = stay.startAgain()
            await again.takeUp()
            #expect(await again.entries[stay.key]?.table.count == 200)
            let (old, new) = (try await stay.set(stay.first), try await stay.set(again))
            #expect(new.table.count == 202 && old.table.count == 202)
            #expect(new.table.record(late.raw)?.values["hidden.class"] == "First")
            #expect(new.table.record(changed.raw)?.values["score"] == 10)
            let all = Filter(try Expression(parsing: "score >= 0"))
            for id in all.ids(in: old.table, limit: .max) {
                #expect(new.table.record(id)?.values == old.table.record(id)?.values)
            }
            // Nothing changed since: the file stays as it is.
            await again.keep()
            let written = try FileManager.default.attributesOfItem(atPath: stay.file)
            await again.keep()
            let still = try FileManager.default.attributesOfItem(atPath: stay.file)
            #expect(
                written[.systemFileNumber] as? Int == still[.systemFileNumber] as? Int)
        }
    }

    @Test(arguments: Engine.available)
    func anErasedPersonLeavesTheFileAtOnce(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let id = try await stay.answers.answer(score: 1, class: "张三的舱位")
            try await stay.keep()
            #expect(try holds(stay.file, "张三的舱位"))
            try await stay.erase(id)
            try await stay.first.catchUp()
            #expect(!stay.hasFile)
            await stay.first.keep()
            #expect(try !holds(stay.file, "张三的舱位"))
            // Erased while nobody ran: the next start takes the file up, hears of it, removes it.
            let other = try await stay.answers.answer(score: 1, class: "李四的舱位")
            try await stay.keep()
            try await stay.erase(other)
            let again = stay.startAgain()
            #expect(try await stay.set(again).table.count == 200)
            #expect(!stay.hasFile)
        }
    }

    private func holds(_ file: String, _ text: String) throws -> Bool {
        let bytes = try #require(FileManager.default.contents(atPath: file))
        return bytes.range(of: Data(text.utf8)) != nil
    }

    /// Whatever is wrong with a file, the answers come from the store, all of them.
    @Test func aDamagedFileIsNotTaken() async throws {
        try await with(.sqlite) { stay in
            for damage in 0..<6 {
                try await stay.keep()
                var bytes = try #require(FileManager.default.contents(atPath: stay.file))
                switch damage {
                case 0: bytes = Data()
                case 1: bytes = bytes.prefix(bytes.count / 2)
                case 2: bytes[bytes.count - 5] ^= 1
                case 3: bytes[40] ^= 8
                case 4: bytes += [0]
                default: bytes = Data((0..<5_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
                }
                try bytes.write(to: URL(fileURLWithPath: stay.file))
                try await stay.expectRefused()
                await stay.first.forget(stay.key.workspace)
            }
        }
    }

    @Test(arguments: Engine.available)
    func aFileOfAnotherProgramOrStoreIsNotTaken(_ engine: Engine) async throws {
        try await with(engine) { stay in
            try await stay.keep()
            try await stay.expectRefused(build: "b")
            await stay.first.forget(stay.key.workspace)
            // The store was put back to a day before: it never had these events.
            try await stay.answers.answer(score: 5)
            try await stay.keep()
            try await stay.answers.workspace.system.write { ledger in
                let newest = try ledger.connection.newestEvent().event
                let connection = ledger.connection
                try connection.run("DELETE FROM events WHERE id = \(newest)")
            }
            try await stay.answers.answer(score: 6)
            try await stay.expectRefused(answers: 202)
            await stay.first.forget(stay.key.workspace)
            // Under the name of another questionnaire.
            try await stay.keep()
            let other = try await AnsweredInstrument(
                stay.answers.workspace,
                document: AnsweredInstrument.document.replacingOccurrences(
                    of: "key: stay", with: "key: other"))
            try FileManager.default.moveItem(
                atPath: stay.file, toPath: "\(stay.path)/\(stay.key.workspace)-\(other.id).columns")
            let again = stay.startAgain()
            await again.takeUp()
            #expect(await again.entries.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: stay.path) == [])
        }
    }

    @Test(arguments: Engine.available)
    func aFileFarBehindTheLogIsNotTaken(_ engine: Engine) async throws {
        try await with(engine) { stay in
            try await stay.keep()
            _ = try await stay.answers.workspace.system.write { ledger in
                try ledger.connection.run(
                    """
                    WITH RECURSIVE n (i) AS (
                        SELECT 1 UNION ALL SELECT i + 1 FROM n
                        WHERE i <= \(SnapshotHead.mostEvents))
                    INSERT INTO events
                        (workspace, id, tx, at, kind, subject_kind, subject, actor, data)
                    SELECT \(ledger.workspace), 9000000000000000000 + i,
                        \(ledger.connection.dialect.eventTransaction), 0, 'user.renamed', 'user', i,
                        'test', '{}' FROM n
                    """)
            }
            try await stay.expectRefused()
        }
    }

    @Test(arguments: Engine.available)
    func nothingAnonymousIsWritten(_ engine: Engine) async throws {
        try await with(engine) { stay in
            try await stay.keep()
            let id = try await stay.answers.answer(score: 5)
            let day = TestHouse.start.wholeSeconds / 86_400
            let noon = Instant(seconds: day * 86_400 + 43_200)
            _ = try await stay.answers.workspace.system.write { ledger in
                try ledger.connection.run(
                    """
                    UPDATE responses
                    SET is_anonymous = 1, started = \(noon), at = \(noon), completed = \(noon)
                    WHERE workspace = \(ledger.workspace) AND id = \(id)
                    """)
            }
            _ = try await stay.set(stay.first)
            await stay.first.keep()
            #expect(!stay.hasFile)
        }
    }

    @Test func whatIsGoneLeavesNoFile() async throws {
        try await with(.sqlite) { stay in
            try await stay.keep()
            await stay.first.forget(stay.key.workspace)
            #expect(!stay.hasFile)
            try await stay.keep()
            // What an interrupted writer left is removed at the next start.
            let partial = "\(stay.path)/7.1.partial"
            try Data([1]).write(to: URL(fileURLWithPath: partial))
            let again = stay.startAgain()
            await again.takeUp()
            #expect(!FileManager.default.fileExists(atPath: partial) && stay.hasFile)
            try await stay.answers.workspace.system.write { ledger in
                try Workspaces.erase(ledger.workspace, on: ledger.connection)
            }
            let last = stay.startAgain()
            await last.takeUp()
            #expect(!stay.hasFile)
        }
    }
}
