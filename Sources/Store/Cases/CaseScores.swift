public import Base
public import Domain
public import SQL

/// What customers answered around a case: before it was opened, and asked again after.
public struct CaseScore: Hashable, Sendable {
    public let response: ID<Response>
    public let instrument: String
    public let metric: String?
    public let score: Double?
    public let at: Instant

    /// The answer from which the case came.
    public static func before(
        _ one: Case, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> CaseScore? {
        guard let response = one.origin.response else { return nil }
        return try connection.first(
            """
            \(selection) WHERE r.workspace = \(workspace) AND r.id = \(response)
            """, read)
    }

    /// Answers to what was asked again, newest first.
    public static func after(
        _ id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [CaseScore] {
        try connection.rows(
            """
            \(selection) WHERE r.workspace = \(workspace) AND r.case_id = \(id)
              AND r.status = 'completed'
            ORDER BY r.at DESC, r.id DESC
            """, read)
    }

    private static let selection: SQL = """
        SELECT r.id, i.key, r.metric, r.score, r.at FROM responses AS r
        JOIN instruments AS i ON i.workspace = r.workspace AND i.id = r.instrument
        """

    private static func read(_ row: Row) -> CaseScore {
        CaseScore(
            response: row.id(0), instrument: row.text(1), metric: row.textOrNil(2),
            score: row.doubleOrNil(3), at: row.instant(4))
    }
}
