import SQL
import TestSupport
import Testing

/// What goes in comes out, alike on both engines.
@Suite struct ValueTests {
    static let kept: [SQLValue] = [
        .null, .integer(0), .integer(.min), .integer(.max), .integer(-1),
        .double(0.1), .double(-0.0), .double(.infinity), .double(-.infinity),
        .double(.greatestFiniteMagnitude), .double(.leastNonzeroMagnitude),
        .text(""), .text("诺 · ñ · 👩‍👩‍👧 · e\u{301}"), .text("it's \"?\" -- ? /* ? */"),
        .text(String(repeating: "长", count: 1_000_000)),
        .blob([]), .blob([0, 255, 0]), .blob([UInt8](repeating: 7, count: 5_000_000)),
    ]

    @Test(arguments: Engine.available)
    func roundTrips(_ engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            try await database.write { connection in
                try connection.script(
                    """
                    CREATE TABLE kept (
                        n BIGINT NOT NULL PRIMARY KEY, i BIGINT, d DOUBLE PRECISION, t TEXT, b BYTEA
                    )
                    """)
                for (index, value) in ValueTests.kept.enumerated() {
                    try insert(value, index, connection)
                }
            }
            let found = try await database.read { connection in
                try connection.rows("SELECT i, d, t, b FROM kept ORDER BY n") { row in
                    row.values.first { $0 != .null } ?? .null
                }
            }
            #expect(found.count == ValueTests.kept.count)
            for (before, after) in zip(ValueTests.kept, found) {
                #expect(before == after, "\(String(describing: before).prefix(80))")
            }
        }
    }

    @Test(arguments: Engine.available)
    func whatNoEngineHoldsIsChangedAlike(_ engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            let found = try await database.write { connection in
                try connection.script(
                    "CREATE TABLE odd (n BIGINT NOT NULL PRIMARY KEY, d DOUBLE PRECISION, t TEXT)")
                try connection.run(
                    "INSERT INTO odd (n, d, t) VALUES (1, \(Double.nan), \("a\0b"))")
                return try connection.first("SELECT d, t FROM odd") { $0.values }
            }
            #expect(found == [.null, .text("a\u{FFFD}b")])
        }
    }

    @Test(arguments: Engine.available)
    func expressionsHaveTheSameTypes(_ engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            let found = try await database.write { connection in
                try connection.script(
                    """
                    CREATE TABLE n (a BIGINT NOT NULL PRIMARY KEY, d DOUBLE PRECISION);
                    INSERT INTO n (a, d) VALUES (1, 1), (2, 2.5), (4, NULL);
                    """)
                return try connection.rows(
                    """
                    SELECT COUNT(*), SUM(a), SUM(d), AVG(d), MIN(a), a_text, 7 / 2,
                        COALESCE(SUM(CASE WHEN a > \(1) THEN 1 ELSE 0 END), 0)
                    FROM n, (SELECT CAST(5 AS TEXT) AS a_text) AS t GROUP BY a_text
                    """
                ) { $0.values }
            }
            #expect(
                found == [
                    [
                        .integer(3), .integer(7), .double(3.5), .double(1.75), .integer(1),
                        .text("5"), .integer(3), .integer(2),
                    ]
                ])
        }
    }

    @Test(arguments: Engine.available)
    func oneStatementCanRunInsideItself(_ engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            let pairs = try await database.read { connection in
                let numbers: SQL =
                    "SELECT a FROM (SELECT 1 AS a UNION ALL SELECT 2) AS n ORDER BY a"
                return try connection.rows(numbers) { outer in
                    try connection.rows(numbers) { outer.int(0) * 10 + $0.int(0) }
                }
            }
            #expect(pairs == [[11, 12], [21, 22]])
        }
    }
}

private func insert(_ value: SQLValue, _ n: Int, _ connection: any Connection) throws {
    let column: SQL =
        switch value {
        case .null, .integer: "i"
        case .double: "d"
        case .text: "t"
        case .blob: "b"
        }
    try connection.run("INSERT INTO kept (n, \(column)) VALUES (\(n), \(value))")
}
