public import Base
public import Domain
public import SQL

/// A root cause that was found in a case.
public struct FoundCause: Hashable, Sendable {
    public let one: ID<Case>
    public let cause: String
    /// What redress the case cost, in whatever currency; by currency where it matters.
    public let cost: Double

    /// Of the cases that were chosen.
    public static func list(
        _ selection: Cases.Selection, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [FoundCause] {
        let which = ["cases.workspace = \(workspace)"] + Cases.conditions(selection)
        return try connection.rows(
            """
            SELECT cases.id, cases.cause, COALESCE(r.cost, 0) FROM cases
            LEFT JOIN (SELECT case_id, SUM(cost) AS cost FROM case_redress
                WHERE workspace = \(workspace) AND state = 'granted' GROUP BY case_id) AS r
              ON r.case_id = cases.id
            WHERE cases.cause IS NOT NULL AND \(SQL.joined(which, by: " AND "))
            """
        ) { FoundCause(one: $0.id(0), cause: $0.text(1), cost: $0.double(2)) }
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
