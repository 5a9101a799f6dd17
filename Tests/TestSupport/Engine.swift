import Foundation
public import SQL
import SQLiteDriver
import Store

/// The engines to test on: `@Test(arguments: Engine.available)`, then
/// `try await engine.withDatabase { database in … }`.
public enum Engine: String, CaseIterable, Sendable {
    case sqlite, postgres

    /// Those of this machine. Without PostgreSQL the tests run on SQLite and say so, or fail where
    /// `NUO_REQUIRE_POSTGRES=1` is set.
    public static let available: [Engine] = {
        let environment = ProcessInfo.processInfo.environment
        let isThere =
            environment["NUO_TEST_POSTGRES"] != nil || PostgresServer.programs != nil
            || environment["NUO_REQUIRE_POSTGRES"] == "1"
        if !isThere { print("PostgreSQL is not installed: testing on SQLite only.") }
        return isThere ? [.sqlite, .postgres] : [.sqlite]
    }()

    /// Runs `body` on a new database of its own, with all migrations, thrown away afterwards.
    /// Few run at a time, however many tests do; so a test asks for no second inside the first.
    public func withDatabase<T: Sendable>(
        migrated: Bool = true, _ body: (any Database) async throws -> T
    ) async throws -> T {
        try await withPlace(migrated: migrated) { place in
            let database = try await place.open()
            do {
                let value = try await body(database)
                try await database.close()
                return value
            } catch {
                try await database.close()
                throw error
            }
        }
    }

    /// The same for tests that open the database themselves: twice, or again after closing.
    public func withPlace<T: Sendable>(
        migrated: Bool = true, _ body: (DatabasePlace) async throws -> T
    ) async throws -> T {
        await gate.enter()
        do {
            let place = try await DatabasePlace.make(self, migrated: migrated)
            do {
                let value = try await body(place)
                try await place.remove()
                await gate.leave()
                return value
            } catch {
                try await place.remove()
                throw error
            }
        } catch {
            await gate.leave()
            throw error
        }
    }

    private var gate: Gate {
        switch self {
        case .sqlite: Engine.sqliteGate
        case .postgres: Engine.postgresGate
        }
    }

    private static let sqliteGate = Gate(16)
    private static let postgresGate = Gate(8)
}

/// Lets a few in at a time.
actor Gate {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ size: Int) { free = size }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
