import Foundation
import SQL
import SQLiteDriver
import Synchronization
import TestSupport
import Testing

private struct Spoiled: Error {}

/// A write is all or nothing, and nobody hears of it before it is committed.
@Suite struct WriteTests {
    @Test(arguments: Engine.available)
    func aBodyThatThrowsLeavesNothing(_ engine: Engine) async throws {
        try await withNumbers(engine) { database in
            await #expect(throws: Spoiled.self) {
                try await database.write { connection in
                    try connection.run("INSERT INTO numbers (n) VALUES (1)")
                    throw Spoiled()
                }
            }
            let left = try await numbers(database)
            #expect(left.isEmpty)
        }
    }

    /// Many at once, every third of them failing in one way or another: the others stand.
    @Test(arguments: Engine.available)
    func failuresStayAlone(_ engine: Engine) async throws {
        try await withNumbers(engine) { database in
            try await database.write { try $0.run("INSERT INTO numbers (n) VALUES (-1)") }
            let failed = await withTaskGroup { group in
                for n in 0..<600 {
                    group.addTask { () -> Int? in
                        do {
                            try await database.write { connection in
                                try connection.run("INSERT INTO numbers (n) VALUES (\(n))")
                                if n % 6 == 0 { throw Spoiled() }
                                if n % 6 == 3 {
                                    try connection.run("INSERT INTO numbers (n) VALUES (-1)")
                                }
                            }
                            return nil
                        } catch {
                            return n
                        }
                    }
                }
                return await group.reduce(into: Set<Int>()) { if let n = $1 { $0.insert(n) } }
            }
            #expect(failed == Set(stride(from: 0, to: 600, by: 3)))
            #expect(try await numbers(database) == [-1] + (0..<600).filter { $0 % 3 != 0 })
        }
    }

    @Test(arguments: Engine.available)
    func whatIsAcknowledgedIsVisible(_ engine: Engine) async throws {
        try await withNumbers(engine) { database in
            let missing = try await withThrowingTaskGroup { group in
                for n in 0..<200 {
                    group.addTask { () -> Bool in
                        try await database.write {
                            try $0.run("INSERT INTO numbers (n) VALUES (\(n))")
                        }
                        return try await database.read {
                            try $0.first("SELECT n FROM numbers WHERE n = \(n)") { _ in } == nil
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(missing == 0)
        }
    }

    @Test(arguments: Engine.available)
    func aFailedStatementSpoilsItsBodyEvenIfCaught(_ engine: Engine) async throws {
        try await withNumbers(engine) { database in
            let error = await #expect(throws: DatabaseError.self) {
                try await database.write { connection in
                    try connection.run("INSERT INTO numbers (n) VALUES (1)")
                    do {
                        try connection.run("INSERT INTO numbers (n) VALUES (1)")
                    } catch {}
                }
            }
            #expect(error?.kind == .uniqueViolation)
            let left = try await numbers(database)
            #expect(left.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func aReaderCannotWriteAndSeesOneSnapshot(_ engine: Engine) async throws {
        try await withNumbers(engine) { database in
            await #expect(throws: DatabaseError.self) {
                try await database.read { try $0.run("INSERT INTO numbers (n) VALUES (1)") }
            }
            let inside = DispatchSemaphore(value: 0)
            let written = DispatchSemaphore(value: 0)
            async let counts = database.read { connection in
                let count: SQL = "SELECT COUNT(*) FROM numbers"
                let before = try connection.first(count) { $0.int(0) }
                inside.signal()
                written.wait()
                return [before, try connection.first(count) { $0.int(0) }]
            }
            await blocking { inside.wait() }
            try await database.write { try $0.run("INSERT INTO numbers (n) VALUES (1)") }
            written.signal()
            #expect(try await counts == [0, 0])
        }
    }

    @Test(arguments: Engine.available)
    func countsWhatItChanged(_ engine: Engine) async throws {
        try await withNumbers(engine) { database in
            let changed = try await database.write { connection in
                [
                    try connection.run("INSERT INTO numbers (n) VALUES (1), (2), (3)"),
                    try connection.run("UPDATE numbers SET n = n + 10 WHERE n > 1"),
                    try connection.run("DELETE FROM numbers WHERE n = 99"),
                    try connection.run(
                        "INSERT INTO numbers (n) VALUES (1) ON CONFLICT (n) DO NOTHING"),
                ]
            }
            #expect(changed == [3, 2, 0, 0])
        }
    }

    @Test(arguments: Engine.available)
    func notifiesAfterTheCommitOnly(_ engine: Engine) async throws {
        try await withNumbers(engine) { database in
            var pokes = database.notifications("things").makeAsyncIterator()
            do {
                try await database.write { connection in
                    connection.notify("things")
                    throw Spoiled()
                }
            } catch is Spoiled {}
            try await database.write { connection in
                try connection.run("INSERT INTO numbers (n) VALUES (5)")
                connection.notify("things")
            }
            await pokes.next()
            // Had the failed body poked, this would have come before the row.
            #expect(try await numbers(database) == [5])
        }
    }

    @Test(arguments: Engine.available)
    func refusesWorkOnceClosed(_ engine: Engine) async throws {
        try await engine.withPlace { place in
            let database = try await place.open()
            try await database.close()
            try await database.close()
            let read = await #expect(throws: DatabaseError.self) {
                try await database.read { _ in }
            }
            let write = await #expect(throws: DatabaseError.self) {
                try await database.write { _ in }
            }
            #expect(read?.kind == .closed)
            #expect(write?.kind == .closed)
        }
    }

    /// Bodies that are under way when the database closes are finished, not lost.
    @Test(arguments: Engine.available)
    func closingWaits(_ engine: Engine) async throws {
        try await engine.withPlace { place in
            let database = try await place.open()
            try await database.write {
                try $0.script("CREATE TABLE numbers (n BIGINT NOT NULL PRIMARY KEY)")
            }
            let acknowledged = await withTaskGroup { group in
                for n in 0..<100 {
                    group.addTask { () -> Int? in
                        do {
                            try await database.write {
                                try $0.run("INSERT INTO numbers (n) VALUES (\(n))")
                            }
                            return n
                        } catch {
                            return nil
                        }
                    }
                }
                group.addTask {
                    do { try await database.close() } catch { Issue.record(error) }
                    return nil
                }
                return await group.reduce(into: [Int]()) { if let n = $1 { $0.append(n) } }
            }
            let again = try await place.open()
            #expect(try await numbers(again) == acknowledged.sorted())
            try await again.close()
        }
    }

    private func withNumbers(
        _ engine: Engine, _ body: (any Database) async throws -> Void
    ) async throws {
        try await engine.withDatabase(migrated: false) { database in
            try await database.write {
                try $0.script("CREATE TABLE numbers (n BIGINT NOT NULL PRIMARY KEY)")
            }
            try await body(database)
        }
    }

    private func numbers(_ database: any Database) async throws -> [Int] {
        try await database.read {
            try $0.rows("SELECT n FROM numbers ORDER BY n") { $0.int(0) }
        }
    }

    /// Waits off the cooperative pool.
    private func blocking(_ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { done in
            DispatchQueue.global().async {
                work()
                done.resume()
            }
        }
    }
}
