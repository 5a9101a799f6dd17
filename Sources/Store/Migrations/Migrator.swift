public import Base
public import SQL

/// Brings a database to the schema that this program knows.
public struct Migrator: Sendable {
    private let migrations: [Migration]

    public init(_ migrations: [Migration] = Migrations.all) {
        let numbers = migrations.map(\.number)
        precondition(numbers == Set(numbers).sorted(), "migrations ascend, each number once")
        self.migrations = migrations
    }

    /// Runs what is missing, each in its own transaction, under a lock that makes other nodes wait.
    /// - Parameter beforeChange: called once before the first change to a schema that holds
    ///   something already: the time for a backup.
    /// - Returns: what was run.
    @discardableResult
    public func migrate(
        _ database: any Database, at now: Instant,
        beforeChange: () async throws -> Void = {}
    ) async throws -> [Migration] {
        let applied = try await database.write { try self.applied(on: $0) }
        let missing = migrations.filter { !applied.contains($0.number) }
        if !missing.isEmpty, !applied.isEmpty { try await beforeChange() }
        var run: [Migration] = []
        for migration in missing {
            let isOurs = try await database.write { connection in
                // Another node may have been quicker.
                guard try !self.applied(on: connection).contains(migration.number) else {
                    return false
                }
                try connection.script(migration.text + migration.own(connection.dialect))
                try connection.run(
                    """
                    INSERT INTO migrations (number, name, checksum, at)
                    VALUES (\(migration.number), \(migration.name), \(migration.checksum), \(now))
                    """)
                return true
            }
            if isOurs { run.append(migration) }
        }
        if !applied.isEmpty { try await mendOrder(database) }
        return run
    }

    private func mendOrder(_ database: any Database) async throws {
        let foundation = M0001_Foundation.migration.checksum
        guard migrations.contains(where: { $0.checksum == foundation }) else { return }
        try await database.write { connection in
            // Under the lock, so that two nodes that start together do it once.
            _ = try self.applied(on: connection)
            try EventOrder.mend(on: connection)
        }
    }

    /// Numbers of the migrations that the database has; takes the lock.
    private func applied(on connection: any Connection) throws -> Set<Int> {
        if let lock = connection.dialect.lock("nuo migrations") {
            try connection.each(lock) { _ in }
        }
        try connection.script(
            """
            CREATE TABLE IF NOT EXISTS migrations (
                number BIGINT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                checksum TEXT NOT NULL,
                at BIGINT NOT NULL
            )
            """)
        let found = try connection.rows(
            "SELECT number, name, checksum FROM migrations ORDER BY number"
        ) { (number: $0.int(0), name: $0.text(1), checksum: $0.text(2)) }
        for (number, name, checksum) in found {
            guard let known = migrations.first(where: { $0.number == number }) else {
                throw DatabaseError(
                    .unusable,
                    """
                    The database was written by a newer program (it has migration \(number), \
                    \(name)): start that one.
                    """)
            }
            guard known.checksum == checksum else {
                throw DatabaseError(
                    .unusable,
                    """
                    Migration \(number), \(name), is not the one that made this database: start \
                    the program that made it, or restore a backup.
                    """)
            }
        }
        return Set(found.map(\.number))
    }
}
