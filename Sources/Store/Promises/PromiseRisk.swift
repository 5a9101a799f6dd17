public import Base
public import Domain
public import SQL

/// Whose cases are overdue or will be soon.
public struct PromiseRisk: Hashable, Sendable {
    /// Nil for cases that nobody has taken.
    public let assignee: ID<User>?
    public let overdue: Int
    public let soon: Int
    /// When the next of them is due that is not overdue yet.
    public let nextDue: Instant?

    /// By person, of active cases whose next running clock is due before `horizon`; the most
    /// overdue first. Reads only those, however many cases are open.
    public static func of(
        now: Instant, horizon: Instant, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [PromiseRisk] {
        try connection.rows(
            """
            SELECT assignee, SUM(CASE WHEN sort_due < \(now) THEN 1 ELSE 0 END) AS overdue,
                SUM(CASE WHEN sort_due < \(now) THEN 0 ELSE 1 END) AS soon,
                MIN(CASE WHEN sort_due < \(now) THEN NULL ELSE sort_due END)
            FROM cases
            WHERE workspace = \(workspace) AND is_active = 1 AND sort_due < \(horizon)
            GROUP BY assignee ORDER BY overdue DESC, soon DESC, assignee
            """
        ) { row in
            PromiseRisk(
                assignee: row.idOrNil(0), overdue: row.int(1), soon: row.int(2),
                nextDue: row.instantOrNil(3))
        }
    }
}
