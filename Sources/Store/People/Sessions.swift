public import Base
public import Domain
public import SQL

/// Where people are signed in. Only the hash of a session's token is kept, so that reading the
/// table lets nobody in.
public enum Sessions {
    public struct Stored: Sendable {
        public let id: ID<UserSession>
        public let user: ID<User>
        public let workspace: ID<Workspace>
        public let terms: SessionTerms
        /// Where it was begun from, for the person to recognise.
        public let address: String?
        public let browser: String?
    }

    public static func insert(
        _ session: Stored, tokenHash: String, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO sessions
              (workspace, id, user_id, token_hash, begun_at, last_seen_at, address, browser)
            VALUES (\(session.workspace), \(session.id), \(session.user), \(tokenHash),
              \(session.terms.begunAt), \(session.terms.lastSeenAt), \(session.address),
              \(session.browser))
            """)
    }

    /// The session of a token with its person.
    public static func find(
        tokenHash: String, on connection: any Connection
    ) throws -> (session: Stored, user: Users.Stored)? {
        try connection.first(
            """
            SELECT \(Users.columns), \(columns)
            FROM sessions
            JOIN users ON users.workspace = sessions.workspace AND users.id = sessions.user_id
            WHERE sessions.token_hash = \(tokenHash)
            """
        ) { (read($0, from: 10), try Users.read($0)) }
    }

    /// A person's own, the last used first.
    public static func list(
        of user: ID<User>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM sessions
            WHERE workspace = \(workspace) AND user_id = \(user)
            ORDER BY last_seen_at DESC, id DESC
            """
        ) { read($0, from: 0) }
    }

    /// Whether anybody of some roles, and of a team if one is named, used the product lately.
    public static func isAnyoneThere(
        of roles: [Role], team: ID<Team>?, since moment: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        let members: SQL =
            team.map {
                """
                AND u.id IN (SELECT user_id FROM team_members
                  WHERE workspace = \(workspace) AND team = \($0))
                """
            } ?? ""
        return try connection.first(
            """
            SELECT 1 FROM sessions AS s
            JOIN users AS u ON u.workspace = s.workspace AND u.id = s.user_id
            WHERE s.workspace = \(workspace) AND s.last_seen_at > \(moment) AND u.is_active = 1
              AND u.role IN \(SQL.list(roles.map(\.rawValue))) \(members) LIMIT 1
            """
        ) { _ in true } ?? false
    }

    public static func touch(
        _ id: ID<UserSession>, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE sessions SET last_seen_at = \(now)
            WHERE workspace = \(workspace) AND id = \(id) AND last_seen_at < \(now)
            """)
    }

    /// - Returns: false where the person has no such session.
    public static func end(
        _ id: ID<UserSession>, of user: ID<User>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            DELETE FROM sessions
            WHERE workspace = \(workspace) AND user_id = \(user) AND id = \(id)
            """) > 0
    }

    /// - Returns: how many ended.
    @discardableResult
    public static func endAll(
        of user: ID<User>, besides kept: ID<UserSession>?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Int {
        try connection.run(
            """
            DELETE FROM sessions
            WHERE workspace = \(workspace) AND user_id = \(user)
              AND id <> \(kept ?? ID(raw: -1))
            """)
    }

    /// Sessions that are over by their terms leave no trace.
    public static func sweep(
        of user: ID<User>, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            DELETE FROM sessions
            WHERE workspace = \(workspace) AND user_id = \(user)
              AND (last_seen_at <= \(now - SessionTerms.idle)
                OR begun_at <= \(now - SessionTerms.whole))
            """)
    }

    private static let columns: SQL = """
        sessions.workspace, sessions.id, sessions.user_id, sessions.begun_at,
        sessions.last_seen_at, sessions.address, sessions.browser
        """

    private static func read(_ row: Row, from first: Int) -> Stored {
        Stored(
            id: row.id(first + 1), user: row.id(first + 2), workspace: row.id(first),
            terms: SessionTerms(
                begunAt: row.instant(first + 3), lastSeenAt: row.instant(first + 4)),
            address: row.textOrNil(first + 5), browser: row.textOrNil(first + 6))
    }
}

extension Sessions.Stored {
    public init(
        new id: ID<UserSession>, user: ID<User>, workspace: ID<Workspace>, at now: Instant,
        address: String?, browser: String?
    ) {
        self.init(
            id: id, user: user, workspace: workspace,
            terms: SessionTerms(begunAt: now, lastSeenAt: now), address: address,
            browser: browser)
    }
}
