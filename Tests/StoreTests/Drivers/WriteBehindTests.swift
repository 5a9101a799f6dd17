import Dispatch
import SQL
import SQLiteDriver
import Synchronization
import TestSupport
import Testing

/// Who goes first where there is one writer.
@Suite struct WriteBehindTests {
    private final class Watch: Sendable {
        let ran = Mutex<[String]>([])
        let isDone = Mutex(false)

        func note(_ name: String) { ran.withLock { $0.append(name) } }
        var isOver: Bool { isDone.withLock { $0 } }
    }

    /// The order in which bodies ran that were asked for while the writer was held.
    private static func order(on database: any Database) async throws -> [String] {
        let watch = Watch()
        let isHeld = DispatchSemaphore(value: 0)
        let mayGo = DispatchSemaphore(value: 0)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await database.write { _ in
                    isHeld.signal()
                    mayGo.wait()
                }
            }
            await withCheckedContinuation { done in
                DispatchQueue.global().async {
                    isHeld.wait()
                    done.resume()
                }
            }
            group.addTask {
                try await database.writeBehind { _ in watch.note("behind") }
            }
            for _ in 0..<3 {
                group.addTask {
                    try await database.write { _ in watch.note("ahead") }
                }
            }
            try await Task.sleep(for: .milliseconds(30))
            mayGo.signal()
            try await group.waitForAll()
            return watch.ran.withLock { $0 }
        }
    }

    @Test func whatGivesWayGoesLast() async throws {
        try await Engine.sqlite.withDatabase(migrated: false) { database in
            var orders: [[String]] = []
            // On a busy machine it may have waited long enough to go first.
            while orders.count < 50, orders.last != ["ahead", "ahead", "ahead", "behind"] {
                orders.append(try await Self.order(on: database))
            }
            #expect(orders.last == ["ahead", "ahead", "ahead", "behind"])
            #expect(orders.allSatisfy { $0.count == 4 })
        }
    }

    /// However many others there are.
    @Test func itsTurnComes() async throws {
        try await Engine.sqlite.withDatabase(migrated: false) { database in
            let watch = Watch()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        while !watch.isOver { try await database.write { _ in } }
                    }
                }
                try await database.writeBehind { _ in watch.isDone.withLock { $0 = true } }
                try await group.waitForAll()
            }
            #expect(watch.isOver)
        }
    }

    /// What it did is lost with its failure, and nothing else is.
    @Test func itFailsAlone() async throws {
        struct Wrong: Error {}
        try await Engine.sqlite.withDatabase(migrated: false) { database in
            try await database.write {
                try $0.script("CREATE TABLE t (n BIGINT NOT NULL PRIMARY KEY)")
            }
            await #expect(throws: Wrong.self) {
                try await database.writeBehind { connection in
                    try connection.run("INSERT INTO t (n) VALUES (1)")
                    throw Wrong()
                }
            }
            try await database.writeBehind { try $0.run("INSERT INTO t (n) VALUES (2)") }
            let kept = try await database.read { try $0.rows("SELECT n FROM t") { $0.int(0) } }
            #expect(kept == [2])
        }
    }
}
