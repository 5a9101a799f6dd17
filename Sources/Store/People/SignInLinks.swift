public import Base
public import Domain
public import SQL

/// Links that sign a person in once; only their hashes are kept.
public enum SignInLinks {
    public static func insert(
        tokenHash: String, user: ID<User>, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            DELETE FROM sign_in_links
            WHERE workspace = \(workspace) AND made_at <= \(now - SessionTerms.link)
            """)
        try connection.run(
            """
            INSERT INTO sign_in_links (workspace, token_hash, user_id, made_at)
            VALUES (\(workspace), \(tokenHash), \(user), \(now))
            """)
    }

    /// Takes the link away and says whose it was: of two who come at once, one gets it.
    public static func take(
        tokenHash: String, at now: Instant, on connection: any Connection
    ) throws -> (workspace: ID<Workspace>, user: ID<User>)? {
        try connection.first(
            """
            DELETE FROM sign_in_links
            WHERE token_hash = \(tokenHash) AND made_at > \(now - SessionTerms.link)
            RETURNING workspace, user_id
            """
        ) { ($0.id(0), $0.id(1)) }
    }

    /// Whoever may no longer sign in has no open link either.
    public static func drop(
        of user: ID<User>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            "DELETE FROM sign_in_links WHERE workspace = \(workspace) AND user_id = \(user)")
    }
}
