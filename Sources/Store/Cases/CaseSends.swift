public import Base
public import Domain
public import SQL

/// Replies that wait a moment before they are sent, so that they can be taken back; and drafts.
public enum CaseSends {
    public enum Send: Identified { public static let idPrefix = "snd" }

    public struct Stored: Hashable, Sendable {
        public let workspace: ID<Workspace>
        public let id: ID<Send>
        public let of: ID<Case>
        public let author: ID<User>
        public let text: String
        public let due: Instant

        public init(
            workspace: ID<Workspace>, id: ID<Send>, of: ID<Case>, author: ID<User>, text: String,
            due: Instant
        ) {
            self.workspace = workspace
            self.id = id
            self.of = of
            self.author = author
            self.text = text
            self.due = due
        }
    }

    private static let mostDelay = Span.minutes(3)

    public static func insert(
        _ send: Stored, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_sends (workspace, id, case_id, user_id, text, due)
            VALUES (\(send.workspace), \(send.id), \(send.of), \(send.author), \(send.text),
                \(send.due))
            """)
    }

    /// Takes it out; nil when it was sent or taken back before.
    public static func take(
        _ id: ID<Send>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            """
            DELETE FROM case_sends WHERE workspace = \(workspace) AND id = \(id)
            RETURNING workspace, id, case_id, user_id, text, due
            """, read)
    }

    public static func waiting(
        of id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT workspace, id, case_id, user_id, text, due FROM case_sends
            WHERE workspace = \(workspace) AND case_id = \(id) ORDER BY id
            """, read)
    }

    /// Of all workspaces, those whose time has come; what is to wait for longer than anybody may
    /// ask for was written by a clock that was wrong.
    public static func due(
        by now: Instant, limit: Int, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT workspace, id, case_id, user_id, text, due FROM case_sends
            WHERE due <= \(now) OR due > \(now + mostDelay) ORDER BY due, id LIMIT \(limit)
            """, read)
    }

    private static func read(_ row: Row) -> Stored {
        Stored(
            workspace: row.id(0), id: row.id(1), of: row.id(2), author: row.id(3),
            text: row.text(4), due: row.instant(5))
    }
}

/// What somebody began to write on a case and has not sent.
public enum CaseDrafts {
    /// Keeps it; an empty one is taken away.
    public static func keep(
        _ text: String, _ kind: CaseMessage.Kind, of id: ID<Case>, by user: ID<User>,
        at now: Instant, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        guard !text.isEmpty else {
            try connection.run(
                """
                DELETE FROM case_drafts WHERE workspace = \(workspace) AND case_id = \(id)
                  AND user_id = \(user) AND kind = \(kind.rawValue)
                """)
            return
        }
        try connection.run(
            """
            INSERT INTO case_drafts (workspace, case_id, user_id, kind, text, at)
            VALUES (\(workspace), \(id), \(user), \(kind.rawValue), \(text), \(now))
            ON CONFLICT (workspace, case_id, user_id, kind) DO UPDATE SET
                text = excluded.text, at = excluded.at
            """)
    }

    public static func of(
        _ id: ID<Case>, by user: ID<User>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [CaseMessage.Kind: String] {
        var found: [CaseMessage.Kind: String] = [:]
        try connection.each(
            """
            SELECT kind, text FROM case_drafts
            WHERE workspace = \(workspace) AND case_id = \(id) AND user_id = \(user)
            """
        ) { found[$0.word(0)] = $0.text(1) }
        return found
    }
}
