public import Base
public import Domain
public import SQL

/// Addresses that are not written to any more.
public enum Suppressions {
    private static let columns: SQL = "kind, address, reason, at, source"

    /// The weightier reason stays: who complained is not only unsubscribed.
    public static func put(
        _ suppression: Suppression, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        let address = Suppression.canonical(suppression.address, suppression.kind)
        try connection.run(
            """
            INSERT INTO suppressions (workspace, \(columns))
            VALUES (\(workspace), \(suppression.kind.rawValue), \(address),
              \(suppression.reason.rawValue), \(suppression.at), \(suppression.source))
            ON CONFLICT (workspace, kind, address) DO UPDATE
            SET reason = excluded.reason, at = excluded.at, source = excluded.source
            WHERE suppressions.reason = 'unsubscribed'
            """)
    }

    /// - Returns: whether it was there.
    public static func remove(
        _ kind: Message.Kind, _ address: String, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            DELETE FROM suppressions WHERE workspace = \(workspace) AND kind = \(kind.rawValue)
              AND address = \(Suppression.canonical(address, kind))
            """) == 1
    }

    /// Canonical address → why nothing is sent there.
    public static func find(
        _ addresses: [(kind: Message.Kind, address: String)], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [String: Suppression] {
        var found: [String: Suppression] = [:]
        let texts = Set(addresses.map { Suppression.canonical($0.address, $0.kind) }).sorted()
        for part in texts.parts(of: 500) {
            let rows = try connection.rows(
                """
                SELECT \(columns) FROM suppressions
                WHERE workspace = \(workspace) AND address IN \(SQL.list(Array(part)))
                """, read)
            for one in rows { found[one.address] = one }
        }
        return found
    }

    /// By address; `after` is the last of the page before, `passed` how many pages before had.
    public static func list(
        text: String?, reason: Suppression.Reason?, after: String?, passed: Int = 0, limit: Int,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Suppression] {
        var conditions: [SQL] = ["workspace = \(workspace)"]
        if let text { conditions.append("address LIKE \(text.containingPattern) ESCAPE '!'") }
        if let reason { conditions.append("reason = \(reason.rawValue)") }
        if let after { conditions.append("address > \(after)") }
        return try connection.rows(
            """
            SELECT \(columns) FROM suppressions WHERE \(SQL.joined(conditions, by: " AND "))
            ORDER BY address LIMIT \(limit) OFFSET \(passed)
            """, read)
    }

    private static func read(_ row: Row) throws -> Suppression {
        guard let kind = Message.Kind(rawValue: row.text(0)),
            let reason = Suppression.Reason(rawValue: row.text(2))
        else { throw DatabaseError(.other, "a suppression of no known kind") }
        return Suppression(
            kind: kind, address: row.text(1), reason: reason, at: row.instant(3),
            source: row.text(4))
    }
}
