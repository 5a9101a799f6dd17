import Foundation
import PostgresDriver
import SQL
import TestSupport
import Testing

/// What only a server can do to us.
@Suite(.enabled(if: Engine.available.contains(.postgres)), .timeLimit(.minutes(60)))
struct PostgresServerTests {
    @Test(arguments: [
        "postgres://nobody@127.0.0.1:1/nuo", "postgres://127.0.0.1:1/nuo?connect_timeout=2",
        "postgres://x@/nuo?host=%2Fnowhere", "postgres://[broken",
    ])
    func namesADatabaseThatDoesNotAnswer(_ url: String) async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await PostgresDatabase(url: url)
        }
        #expect(error?.kind == .unreachable)
        #expect(error?.message.hasPrefix("The database cannot be reached (") == true)
        #expect(error?.message.contains("\n") == false)
    }

    /// Two transactions that lock two rows crosswise: the server stops one, which runs again.
    @Test func aDeadlockIsRunAgain() async throws {
        try await Engine.postgres.withDatabase(migrated: false) { database in
            try await database.write {
                try $0.script(
                    """
                    CREATE TABLE pair (n BIGINT NOT NULL PRIMARY KEY, v BIGINT NOT NULL);
                    INSERT INTO pair VALUES (1, 0), (2, 0);
                    """)
            }
            try await withThrowingTaskGroup { group in
                for first in [1, 2] {
                    group.addTask {
                        try await database.write { connection in
                            try connection.run("UPDATE pair SET v = v + 1 WHERE n = \(first)")
                            Thread.sleep(forTimeInterval: 0.3)
                            try connection.run("UPDATE pair SET v = v + 1 WHERE n = \(3 - first)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let values = try await database.read { try $0.rows("SELECT v FROM pair") { $0.int(0) } }
            #expect(values == [2, 2])
        }
    }

    /// A connection that the server has cut is replaced without anybody noticing.
    @Test func aCutConnectionIsReplaced() async throws {
        try await Engine.postgres.withDatabase(migrated: false) { database in
            try await database.write {
                try $0.script("CREATE TABLE t (n BIGINT NOT NULL PRIMARY KEY)")
            }
            for n in 0..<5 {
                try await database.write { try $0.run("INSERT INTO t VALUES (\(n))") }
                try await cutConnections(database)
            }
            let count = try await database.read {
                try $0.first("SELECT COUNT(*) FROM t") { $0.int(0) }
            }
            #expect(count == 5)
        }
    }

    /// A table that changes under prepared statements.
    @Test func aChangedTableIsNoticed() async throws {
        try await Engine.postgres.withDatabase(migrated: false) { database in
            try await database.write {
                try $0.script("CREATE TABLE t (a BIGINT); INSERT INTO t VALUES (1)")
            }
            let all: SQL = "SELECT * FROM t"
            var rows: [[SQLValue]] = []
            for column in ["b", "c"] {
                rows += try await database.read { try $0.rows(all) { $0.values } }
                try await database.write {
                    try $0.script("ALTER TABLE t ADD COLUMN \(column) TEXT")
                }
            }
            rows += try await database.read { try $0.rows(all) { $0.values } }
            #expect(rows.map(\.count) == [1, 2, 3])
        }
    }

    /// One node's commit wakes the other's followers, also after the connection was cut.
    @Test func otherNodesAreNotified() async throws {
        try await Engine.postgres.withPlace { place in
            let here = try await place.open()
            let there = try await place.open()
            var pokes = there.notifications("things").makeAsyncIterator()
            // That it listens.
            await pokes.next()
            for round in 0..<3 {
                if round == 2 {
                    try await cutConnections(here)
                    // After reconnecting it pokes once, because it may have missed some.
                    await pokes.next()
                }
                try await here.write { $0.notify("things") }
                await pokes.next()
            }
            try await here.close()
            try await there.close()
        }
    }

    /// A body that has lost its connection half-way runs again from the start.
    @Test func aBodyCutHalfWayRunsAgain() async throws {
        try await Engine.postgres.withPlace { place in
            let database = try await place.open()
            let other = try await place.open()
            try await database.write {
                try $0.script("CREATE TABLE t (n BIGINT NOT NULL PRIMARY KEY)")
            }
            let begun = DispatchSemaphore(value: 0)
            let cut = DispatchSemaphore(value: 0)
            async let writing: Void = database.write { connection in
                try connection.run("INSERT INTO t VALUES (1)")
                begun.signal()
                _ = cut.wait(timeout: .now() + 0.5)
                try connection.run("INSERT INTO t VALUES (2)")
            }
            await withCheckedContinuation { done in
                DispatchQueue.global().async {
                    begun.wait()
                    done.resume()
                }
            }
            try await cutConnections(other)
            cut.signal()
            try await writing
            let found = try await other.read {
                try $0.rows("SELECT n FROM t ORDER BY n") { $0.int(0) }
            }
            #expect(found == [1, 2])
            try await database.close()
            try await other.close()
        }
    }

    private func cutConnections(_ database: any Database) async throws {
        _ = try await database.write { connection in
            try connection.rows(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            ) { _ in }
        }
    }
}
