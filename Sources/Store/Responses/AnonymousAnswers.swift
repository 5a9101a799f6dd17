public import Base
public import Domain
public import SQL

/// Answers that lead to nobody.
public enum AnonymousAnswers {
    /// Keeps an answer among others.
    /// - Parameters:
    ///   - key: of the form, so that it counts once; kept for two days apart from the answer.
    ///   - mixed: how many earlier ones are written anew with it.
    /// - Returns: false where the key is spent.
    public static func keep(
        _ row: Responses.Stored, key: String?, mixed: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        if let lock = connection.dialect.lock("anonymous \(row.instrument)") {
            try connection.each(lock) { _ in }
        }
        if let key {
            let isNew = try connection.run(
                """
                INSERT INTO spent_keys (workspace, instrument, key, day)
                VALUES (\(workspace), \(row.instrument), \(key), \(row.at)) ON CONFLICT DO NOTHING
                """)
            guard isNew == 1 else { return false }
            try connection.run(
                "DELETE FROM spent_keys WHERE workspace = \(workspace) AND day < \(row.at - .days(2))"
            )
        }
        var rows = try neighbours(of: row, count: mixed, workspace, connection)
        if !rows.isEmpty {
            try connection.run(
                """
                DELETE FROM responses
                WHERE workspace = \(workspace) AND id IN \(SQL.list(rows.map(\.id)))
                """)
        }
        rows.append(row)
        let inserted = try Responses.insert(
            rows.sorted { $0.id < $1.id }, in: workspace, on: connection)
        guard inserted.count == rows.count else {
            throw DatabaseError(.other, "anonymous answers were lost while they were mixed")
        }
        return true
    }

    /// Earlier answers whose ids, drawn by lot, come next.
    private static func neighbours(
        of row: Responses.Stored, count: Int, _ workspace: ID<Workspace>,
        _ connection: any Connection
    ) throws -> [Responses.Stored] {
        func some(_ side: SQL, _ limit: Int) throws -> [Responses.Stored] {
            try connection.rows(
                """
                SELECT \(Responses.columns) FROM responses
                WHERE workspace = \(workspace) AND instrument = \(row.instrument)
                  AND is_anonymous = 1 AND \(side)
                ORDER BY id LIMIT \(limit)
                """, Responses.read)
        }
        let above = try some("id > \(row.id)", count)
        return above + (try some("id < \(row.id)", count - above.count))
    }

    public static func isSpent(
        _ key: String, of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        try connection.first(
            """
            SELECT 1 FROM spent_keys
            WHERE workspace = \(workspace) AND instrument = \(instrument) AND key = \(key)
            """
        ) { $0.int(0) } != nil
    }

    public static func ids(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Response>] {
        try connection.rows(
            """
            SELECT id FROM responses
            WHERE workspace = \(workspace) AND instrument = \(instrument) AND is_anonymous = 1
            """
        ) { $0.id(0) }
    }

    public static func count(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) FROM responses
            WHERE workspace = \(workspace) AND instrument = \(instrument) AND is_anonymous = 1
            """
        ) { $0.int(0) } ?? 0
    }
}
