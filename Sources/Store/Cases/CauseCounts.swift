public import Base
public import Domain
public import SQL

/// How often each root cause was found.
public struct CauseCounts: Hashable, Sendable {
    public let cause: String
    public let cases: Int
    /// What redress they cost, in whatever currency; by currency where it matters.
    public let cost: Double

    /// Of the cases that were chosen, the most frequent first.
    public static func of(
        _ selection: Cases.Selection, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [CauseCounts] {
        let which = ["cases.workspace = \(workspace)"] + Cases.conditions(selection)
        return try connection.rows(
            """
            SELECT cause, COUNT(*), COALESCE(SUM(r.cost), 0) FROM cases
            LEFT JOIN (SELECT case_id, SUM(cost) AS cost FROM case_redress
                WHERE workspace = \(workspace) AND state = 'granted' GROUP BY case_id) AS r
              ON r.case_id = cases.id
            WHERE cause IS NOT NULL AND \(SQL.joined(which, by: " AND "))
            GROUP BY cause ORDER BY 2 DESC, 1
            """
        ) { CauseCounts(cause: $0.text(0), cases: $0.int(1), cost: $0.double(2)) }
    }

    /// How many corrective actions are under way, by the cause that they mend.
    public static func underRepair(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [String: Int] {
        var found: [String: Int] = [:]
        try connection.each(
            """
            SELECT cause, COUNT(*) FROM cases
            WHERE workspace = \(workspace) AND is_active = 1
              AND kind = \(Case.Kind.corrective.rawValue) AND cause IS NOT NULL
            GROUP BY cause
            """
        ) { found[$0.text(0)] = $0.int(1) }
        return found
    }
}
