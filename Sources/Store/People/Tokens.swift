public import Base
public import Domain
public import SQL

/// Keys with which programs call the API; only their hashes are kept.
public enum Tokens {
    public struct Stored: Sendable {
        public let id: ID<Token>
        public let workspace: ID<Workspace>
        /// Who made it; it can never do more than this person can.
        public let user: ID<User>
        public let name: String
        public let scopes: Set<Right>
        public let madeAt: Instant
        public let expiresAt: Instant?
        public let lastUsedAt: Instant?
        public let revokedAt: Instant?

        public init(
            id: ID<Token>, workspace: ID<Workspace>, user: ID<User>, name: String,
            scopes: Set<Right>, madeAt: Instant, expiresAt: Instant?,
            lastUsedAt: Instant? = nil, revokedAt: Instant? = nil
        ) {
            self.id = id
            self.workspace = workspace
            self.user = user
            self.name = name
            self.scopes = scopes
            self.madeAt = madeAt
            self.expiresAt = expiresAt
            self.lastUsedAt = lastUsedAt
            self.revokedAt = revokedAt
        }

        public func isValid(at now: Instant) -> Bool {
            revokedAt == nil && expiresAt.map { now < $0 } ?? true
        }
    }

    public static func insert(
        _ token: Stored, tokenHash: String, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO tokens
              (workspace, id, user_id, name, token_hash, scopes, made_at, expires_at)
            VALUES (\(token.workspace), \(token.id), \(token.user), \(token.name), \(tokenHash),
              \(Scopes.text(token.scopes)), \(token.madeAt), \(token.expiresAt))
            """)
    }

    /// The token of a hash with its person.
    public static func find(
        tokenHash: String, on connection: any Connection
    ) throws -> (token: Stored, user: Users.Stored)? {
        try connection.first(
            """
            SELECT \(Users.columns), \(columns)
            FROM tokens
            JOIN users ON users.workspace = tokens.workspace AND users.id = tokens.user_id
            WHERE tokens.token_hash = \(tokenHash)
            """
        ) { (read($0, from: 10), try Users.read($0)) }
    }

    public static func find(
        _ id: ID<Token>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM tokens WHERE workspace = \(workspace) AND id = \(id)"
        ) { read($0, from: 0) }
    }

    /// - Parameter user: nil for everyone's.
    public static func list(
        of user: ID<User>?, in workspace: ID<Workspace>, after: ID<Token>?, limit: Int,
        on connection: any Connection
    ) throws -> [Stored] {
        var conditions: [SQL] = ["workspace = \(workspace)"]
        if let user { conditions.append("user_id = \(user)") }
        if let after { conditions.append("id > \(after)") }
        return try connection.rows(
            """
            SELECT \(columns) FROM tokens WHERE \(SQL.joined(conditions, by: " AND "))
            ORDER BY id LIMIT \(limit)
            """
        ) { read($0, from: 0) }
    }

    public static func revoke(
        _ id: ID<Token>, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE tokens SET revoked_at = \(now)
            WHERE workspace = \(workspace) AND id = \(id) AND revoked_at IS NULL
            """)
    }

    public static func used(
        _ id: ID<Token>, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE tokens SET last_used_at = \(now) WHERE workspace = \(workspace) AND id = \(id)
            """)
    }

    private static let columns: SQL = """
        tokens.workspace, tokens.id, tokens.user_id, tokens.name, tokens.scopes, tokens.made_at,
        tokens.expires_at, tokens.last_used_at, tokens.revoked_at
        """

    private static func read(_ row: Row, from first: Int) -> Stored {
        Stored(
            id: row.id(first + 1), workspace: row.id(first), user: row.id(first + 2),
            name: row.text(first + 3), scopes: Scopes.stored(row.text(first + 4)),
            madeAt: row.instant(first + 5), expiresAt: row.instantOrNil(first + 6),
            lastUsedAt: row.instantOrNil(first + 7), revokedAt: row.instantOrNil(first + 8))
    }
}
