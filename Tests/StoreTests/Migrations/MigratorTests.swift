import Base
import SQL
import Store
import TestSupport
import Testing

@Suite struct MigratorTests {
    static let first = Migration(
        number: 1, name: "First", text: "CREATE TABLE a (n BIGINT NOT NULL PRIMARY KEY);")
    static let second = Migration(
        number: 20, name: "Second",
        text: "ALTER TABLE a ADD COLUMN t TEXT; INSERT INTO a (n, t) VALUES (1, 'x');")
    static let now = Instant(seconds: 1_700_000_000)

    @Test(arguments: Engine.available)
    func runsWhatIsMissingOnce(_ engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            let numbers = try await Migrator([Self.first]).migrate(database, at: Self.now)
                .map(\.number)
            #expect(numbers == [1])
            var asked = 0
            let both = Migrator([Self.first, Self.second])
            let later = try await both.migrate(database, at: Self.now) { asked += 1 }.map(\.number)
            #expect(later == [20])
            let again = try await both.migrate(database, at: Self.now) { asked += 1 }.map(\.number)
            #expect(again == [])
            #expect(asked == 1)
            let row = try await database.read {
                try $0.first("SELECT n, t FROM a") { $0.values }
            }
            #expect(row == [.integer(1), .text("x")])
        }
    }

    @Test(arguments: Engine.available)
    func aMigrationThatFailsLeavesNothing(_ engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            let broken = Migration(
                number: 2, name: "Broken",
                text:
                    "CREATE TABLE b (n BIGINT NOT NULL PRIMARY KEY); INSERT INTO nowhere VALUES (1);"
            )
            await #expect(throws: DatabaseError.self) {
                try await Migrator([Self.first, broken]).migrate(database, at: Self.now)
            }
            let mended = Migration(
                number: 2, name: "Mended", text: "CREATE TABLE b (n BIGINT NOT NULL PRIMARY KEY);")
            let run = try await Migrator([Self.first, mended]).migrate(database, at: Self.now)
            #expect(run.map(\.number) == [2])
        }
    }

    @Test(arguments: Engine.available)
    func refusesWhatItDoesNotKnow(_ engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            try await Migrator([Self.first, Self.second]).migrate(database, at: Self.now)
            let newer = await #expect(throws: DatabaseError.self) {
                try await Migrator([Self.first]).migrate(database, at: Self.now)
            }
            #expect(newer?.kind == .unusable)
            #expect(newer?.message.contains("newer program") == true)
            let changed = Migration(number: 1, name: "First", text: Self.first.text + " ")
            let other = await #expect(throws: DatabaseError.self) {
                try await Migrator([changed, Self.second]).migrate(database, at: Self.now)
            }
            #expect(other?.kind == .unusable)
            #expect(other?.message.contains("Migration 1, First") == true)
        }
    }

    @Test(arguments: Engine.available)
    func manyNodesMayStartAtOnce(_ engine: Engine) async throws {
        try await engine.withPlace(migrated: false) { place in
            let databases = [try await place.open(), try await place.open()]
            let runs = try await withThrowingTaskGroup { group in
                for database in databases + databases {
                    group.addTask { try await Migrator().migrate(database, at: Self.now).count }
                }
                return try await group.reduce(0, +)
            }
            #expect(runs == Migrations.all.count)
            for database in databases { try await database.close() }
        }
    }

    /// What has shipped never changes: a changed line here is a database that will not start. A
    /// release adds the lines of its new migrations and touches no other.
    @Test func shippedMigrationsAreFrozen() {
        let shipped: [Int: String] = [
            1: "89e9f26158d12bb7"
        ]
        for (number, checksum) in shipped {
            let migration = Migrations.all.first { $0.number == number }
            #expect(migration?.checksum == checksum, "migration \(number) has changed or is gone")
        }
    }
}
