public import Base
public import Domain
public import SQL

/// Alarms of what suddenly many complain of, and what they are made from.
public enum HotMatters {
    public struct Stored: Hashable, Sendable {
        public let id: ID<HotMatter>
        public let at: Instant
        public let matter: HotMatter
    }

    public static func insert(
        _ stored: HotMatter, _ id: ID<HotMatter>, at: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO hot_matters (workspace, id, at, matter, data)
            VALUES (\(workspace), \(id), \(at), \(stored.matter), \(stored.json))
            """)
    }

    /// Those since a moment, the newest first.
    public static func list(
        since: Instant, limit: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT id, at, data FROM hot_matters
            WHERE workspace = \(workspace) AND at >= \(since) ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            try HotMatter(json: row.json(2)).map {
                Stored(id: row.id(0), at: row.instant(1), matter: $0)
            }
        }.compactMap(\.self)
    }

    /// How many texts of answers and of customers' messages were read of a stretch of time, and
    /// when the first of them came.
    public static func texts(
        from: Instant, until: Instant, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> (count: Int, first: Instant?) {
        try connection.first(
            """
            SELECT COUNT(*), MIN(at) FROM text_readings
            WHERE workspace = \(workspace) AND at >= \(from) AND at < \(until)
            """
        ) { ($0.int(0), $0.instantOrNil(1)) } ?? (0, nil)
    }
}
