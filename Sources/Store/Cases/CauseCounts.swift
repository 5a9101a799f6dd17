public import Base
public import Domain
public import SQL

/// How often each root cause was found.
public struct CauseCounts: Hashable, Sendable {
    public let cause: String
    public let cases: Int
    /// What redress they cost, in whatever currency; by currency where it matters.
    public let cost: Double

    /// Of cases opened in a span of time, the most frequent first.
    public static func of(
        openedFrom: Instant, before: Instant, kind: Case.Kind?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [CauseCounts] {
        let which: SQL = kind.map { "AND c.kind = \($0.rawValue)" } ?? ""
        return try connection.rows(
            """
            SELECT c.cause, COUNT(*), COALESCE(SUM(r.cost), 0) FROM cases AS c
            LEFT JOIN (SELECT case_id, SUM(cost) AS cost FROM case_redress
                WHERE workspace = \(workspace) AND state = 'granted' GROUP BY case_id) AS r
              ON r.case_id = c.id
            WHERE c.workspace = \(workspace) AND c.cause IS NOT NULL
              AND c.opened >= \(openedFrom) AND c.opened < \(before) \(which)
            GROUP BY c.cause ORDER BY 2 DESC, 1
            """
        ) { CauseCounts(cause: $0.text(0), cases: $0.int(1), cost: $0.double(2)) }
    }
}
