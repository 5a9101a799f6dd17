public import Base
public import Domain
public import SQL

/// What waits, or waited, for a yes on cases.
public enum CaseApprovals {
    static func of(
        _ list: SQL, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>: [Approval]] {
        var found: [ID<Case>: [Approval]] = [:]
        try connection.each(
            """
            SELECT case_id, id, act, details, state, asked_by, asked, decided_by, decided, reason
            FROM case_approvals WHERE workspace = \(workspace) AND case_id IN (\(list))
            ORDER BY case_id, id
            """
        ) { row in
            found[row.id(0), default: []].append(
                Approval(
                    id: row.id(1), act: row.word(2), details: try row.json(3).object ?? .init(),
                    askedBy: CaseActor(row.text(5)) ?? .system, askedAt: row.instant(6),
                    state: row.word(4), decidedBy: row.textOrNil(7).flatMap(CaseActor.init),
                    decidedAt: row.instantOrNil(8), reason: row.textOrNil(9)))
        }
        return found
    }

    static func save(
        _ approvals: [Approval], of id: ID<Case>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        for one in approvals {
            try connection.run(
                """
                INSERT INTO case_approvals (workspace, id, case_id, act, details, state, asked_by,
                    asked, decided_by, decided, reason)
                VALUES (\(workspace), \(one.id), \(id), \(one.act.rawValue),
                    \(JSON.object(one.details)), \(one.state.rawValue), \(one.askedBy.text),
                    \(one.askedAt), \(one.decidedBy?.text), \(one.decidedAt), \(one.reason))
                ON CONFLICT (workspace, id) DO UPDATE SET
                    state = excluded.state, decided_by = excluded.decided_by,
                    decided = excluded.decided, reason = excluded.reason
                """)
        }
    }

    /// Cases of which something waits for a yes, redress too, whoever waits longest first.
    public static func waiting(
        limit: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>] {
        try connection.rows(
            """
            SELECT w.case_id, MIN(w.asked) FROM (
                SELECT case_id, asked FROM case_approvals
                WHERE workspace = \(workspace) AND state = 'asked'
                UNION ALL
                SELECT case_id, offered FROM case_redress
                WHERE workspace = \(workspace) AND state = 'asked'
            ) AS w
            JOIN cases AS c ON c.workspace = \(workspace) AND c.id = w.case_id
            WHERE c.status <> 'closed' AND c.merged_into IS NULL
            GROUP BY w.case_id ORDER BY 2, 1 LIMIT \(limit)
            """
        ) { $0.id(0) }
    }
}
