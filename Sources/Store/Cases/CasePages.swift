public import Base
public import Domain
public import SQL

/// Private pages of cases: who knows the token sees that one case.
public enum CasePages {
    public static func insert(
        _ token: String, of id: ID<Case>, by author: String, at now: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_pages (workspace, token, case_id, made, author)
            VALUES (\(workspace), \(token), \(id), \(now), \(author))
            """)
    }

    /// The token of a case's page; nil where there is none or it was revoked.
    public static func token(
        of id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> String? {
        try connection.first(
            """
            SELECT token FROM case_pages
            WHERE workspace = \(workspace) AND case_id = \(id) AND revoked IS NULL
            """
        ) { $0.text(0) }
    }

    /// Whose page it is; a revoked one is nobody's.
    public static func find(
        _ token: String, on connection: any Connection
    ) throws -> (workspace: ID<Workspace>, case: ID<Case>)? {
        try connection.first(
            """
            SELECT workspace, case_id FROM case_pages
            WHERE token = \(token) AND revoked IS NULL
            """
        ) { ($0.id(0), $0.id(1)) }
    }

    public static func revoke(
        of id: ID<Case>, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE case_pages SET revoked = \(now)
            WHERE workspace = \(workspace) AND case_id = \(id) AND revoked IS NULL
            """)
    }
}
