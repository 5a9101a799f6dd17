public import Base
public import Domain
public import SQL

/// The event log of a workspace as analysis reads it.
public enum EventRecords {
    /// Page by page, oldest first. Also those that are not settled yet: what is followed afterwards
    /// puts each row once, however often it is seen.
    public static func page(
        after place: ID<Event>?, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Event] {
        try connection.rows(
            """
            SELECT \(eventColumns) FROM events
            WHERE workspace = \(workspace) AND id > \(place?.raw ?? .min)
            ORDER BY id LIMIT \(limit)
            """, Event.init)
    }

    public static func find(
        _ ids: [ID<Event>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Event] {
        try ids.parts(of: 500).flatMap { part in
            try connection.rows(
                """
                SELECT \(eventColumns) FROM events
                WHERE workspace = \(workspace) AND id IN \(SQL.list(Array(part)))
                """, Event.init)
        }
    }

    public static func count(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first("SELECT COUNT(*) FROM events WHERE workspace = \(workspace)") {
            $0.int(0)
        } ?? 0
    }
}
