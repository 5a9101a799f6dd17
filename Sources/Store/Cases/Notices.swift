public import Base
public import Domain
public import SQL

/// What people are told about cases: that a clock is due, that something escalated to them.
public enum Notices {
    /// A notice of somebody's.
    public enum Notice: Identified { public static let idPrefix = "ntc" }

    public struct Stored: Hashable, Sendable {
        public let id: ID<Notice>
        public let at: Instant
        /// `due_soon`, `overdue`, `escalated`, `rule`.
        public let kind: String
        public let of: ID<Case>
        public let data: JSON
        public let seenAt: Instant?
    }

    public struct New: Sendable {
        let id: ID<Notice>
        let user: ID<User>
        let kind: String
        let one: ID<Case>
        let data: JSON
        let at: Instant

        public init(
            id: ID<Notice>, to user: ID<User>, kind: String, of one: ID<Case>, data: JSON,
            at: Instant
        ) {
            self.id = id
            self.user = user
            self.kind = kind
            self.one = one
            self.data = data
            self.at = at
        }
    }

    public static func insert(
        _ notices: [New], in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        for part in notices.parts(of: 100) {
            let rows: [[SQLValue]] = part.map {
                [
                    workspace.sqlValue, $0.user.sqlValue, $0.id.sqlValue, $0.at.sqlValue,
                    $0.kind.sqlValue, $0.one.sqlValue, $0.data.sqlValue,
                ]
            }
            try connection.run(
                """
                INSERT INTO notices (workspace, user_id, id, at, kind, case_id, data)
                VALUES \(SQL.rows(rows))
                """)
        }
    }

    /// The newest first; those not seen yet, or all.
    public static func list(
        of user: ID<User>, unseenOnly: Bool, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Stored] {
        let which: SQL = unseenOnly ? "AND seen IS NULL" : ""
        return try connection.rows(
            """
            SELECT id, at, kind, case_id, data, seen FROM notices
            WHERE workspace = \(workspace) AND user_id = \(user) \(which)
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            Stored(
                id: row.id(0), at: row.instant(1), kind: row.text(2), of: row.id(3),
                data: try row.json(4), seenAt: row.instantOrNil(5))
        }
    }

    /// Opening the case is seeing what was told about it.
    public static func see(
        of one: ID<Case>, by user: ID<User>, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE notices SET seen = \(now) WHERE workspace = \(workspace)
              AND user_id = \(user) AND case_id = \(one) AND seen IS NULL
            """)
    }
}
