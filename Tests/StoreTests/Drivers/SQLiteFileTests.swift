import Base
import Domain
import Foundation
import SQL
import SQLiteDriver
import Store
import TestSupport
import Testing

/// What can be wrong with files, said in one sentence; and copies of them.
@Suite struct SQLiteFileTests {
    @Test func namesAFolderThatIsMissing() throws {
        let path = Scratch.path("nowhere") + "/nuo.sqlite"
        let error = #expect(throws: DatabaseError.self) { try SQLiteDatabase(path: path) }
        #expect(error?.kind == .unwritable)
        #expect(error?.message.hasPrefix(path) == true)
    }

    @Test func namesAFileThatIsNoDatabase() throws {
        let path = Scratch.path("picture.sqlite")
        try Data(repeating: 7, count: 10_000).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: DatabaseError.self) { try SQLiteDatabase(path: path) }
        #expect(error?.kind == .unusable)
        #expect(error?.message == "\(path) is not a database of Nuo: name another file.")
    }

    @Test func namesAFolderGivenAsFile() throws {
        let path = try Scratch.newFolder("folder")
        let error = #expect(throws: DatabaseError.self) { try SQLiteDatabase(path: path) }
        #expect(error?.kind == .unwritable)
    }

    /// A full disk fails the writes that do not fit and nothing else; then work goes on.
    @Test func aFullDiskLosesNothingAcknowledged() async throws {
        try await Engine.sqlite.withDatabase(migrated: false) { database in
            try await database.write {
                try $0.script("CREATE TABLE t (n BIGINT NOT NULL PRIMARY KEY, b BYTEA)")
            }
            // SQLite reports the same for a file that may not grow.
            try await database.write { try $0.each("PRAGMA max_page_count = 100") { _ in } }
            let acknowledged = await withTaskGroup { group in
                for n in 0..<200 {
                    group.addTask { () -> Int? in
                        do {
                            let blob = SQLValue.blob([UInt8](repeating: 1, count: 3_000))
                            try await database.write {
                                try $0.run("INSERT INTO t (n, b) VALUES (\(n), \(blob))")
                            }
                            return n
                        } catch let error as DatabaseError {
                            #expect(error.kind == .unwritable, "\(error)")
                            return nil
                        } catch {
                            Issue.record(error)
                            return nil
                        }
                    }
                }
                return await group.reduce(into: [Int]()) { if let n = $1 { $0.append(n) } }
            }
            #expect(acknowledged.count > 10 && acknowledged.count < 100)
            let kept = try await database.read {
                try $0.rows("SELECT n FROM t ORDER BY n") { $0.int(0) }
            }
            #expect(kept == acknowledged.sorted())
            try await database.write { try $0.each("PRAGMA max_page_count = 100000") { _ in } }
            try await database.write { try $0.run("INSERT INTO t (n) VALUES (1000)") }
        }
    }

    @Test func aBackupIsWholeWhileWritingGoesOn() async throws {
        try await Engine.sqlite.withPlace { place in
            let database = try SQLiteDatabase(path: place.address)
            let copy = place.address + ".backup"
            async let writing: Void = withThrowingTaskGroup { group in
                for n in 1...500 {
                    group.addTask {
                        try await database.write { connection in
                            try connection.append([event(2 * n), event(2 * n + 1)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await database.backup(to: copy)
            try await writing
            #expect(!FileManager.default.fileExists(atPath: copy + ".partial"))
            let found = try await ids(in: copy)
            // Pairs are written together, so they are copied together.
            #expect(found.count.isMultiple(of: 2))
            #expect(Set(found.map { $0 / 2 }).count == found.count / 2)
            try await database.backup(to: copy)
            #expect(try await ids(in: copy).count == 1_000)
            try await database.close()
        }
    }

    @Test func aBackupComesBack() async throws {
        try await Engine.sqlite.withPlace { place in
            let copy = place.address + ".backup"
            let database = try SQLiteDatabase(path: place.address)
            try await database.write { try $0.append((1...10).map { event($0) }) }
            try await database.backup(to: copy)
            try await database.write { try $0.append((11...20).map { event($0) }) }
            try await database.restore(from: copy)
            let now = try await database.read {
                try $0.rows("SELECT id FROM events ORDER BY id") { $0.int64(0) }
            }
            #expect(now == Array(1...10))
            try await database.write { try $0.append([event(30)]) }
            try await database.close()
            #expect(try await ids(in: place.address) == Array(1...10) + [30])
        }
    }

    @Test func refusesABackupThatIsNone() async throws {
        try await Engine.sqlite.withPlace { place in
            let database = try SQLiteDatabase(path: place.address)
            try await database.write { try $0.append([event(1)]) }
            let text = Scratch.path("text")
            try Data("no database".utf8).write(to: URL(fileURLWithPath: text))
            for source in [text, Scratch.path("missing")] {
                let error = await #expect(throws: DatabaseError.self) {
                    try await database.restore(from: source)
                }
                #expect(error?.kind == .unusable)
            }
            let unwritable = await #expect(throws: DatabaseError.self) {
                try await database.backup(to: Scratch.path("nowhere") + "/x")
            }
            #expect(unwritable?.kind == .unwritable)
            try await database.close()
            #expect(try await ids(in: place.address) == [1])
        }
    }

    /// A closed database is one file, which may be copied.
    @Test func closingLeavesOneFile() async throws {
        try await Engine.sqlite.withPlace { place in
            let database = try SQLiteDatabase(path: place.address)
            try await database.write { try $0.append([event(1)]) }
            _ = try await database.read { try $0.newestEvent() }
            try await database.close()
            let moved = Scratch.path("moved.sqlite")
            try FileManager.default.copyItem(atPath: place.address, toPath: moved)
            #expect(try await ids(in: moved) == [1])
        }
    }

    private func ids(in path: String) async throws -> [Int64] {
        let database = try SQLiteDatabase(path: path)
        let found = try await database.read {
            try $0.rows("SELECT id FROM events ORDER BY id") { $0.int64(0) }
        }
        try await database.close()
        return found
    }
}
