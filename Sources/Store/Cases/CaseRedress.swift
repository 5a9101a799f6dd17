public import Base
public import Domain
public import SQL

/// Redress of cases, as stored, and what came of it.
public enum CaseRedress {
    static func of(
        _ list: SQL, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>: [Redress]] {
        var found: [ID<Case>: [Redress]] = [:]
        try connection.each(
            """
            SELECT case_id, id, kind, cost, currency, note, offered_by, offered, state, decided_by,
                decided
            FROM case_redress WHERE workspace = \(workspace) AND case_id IN (\(list))
            ORDER BY case_id, offered, id
            """
        ) { row in
            found[row.id(0), default: []].append(
                Redress(
                    id: row.id(1), kind: row.text(2), cost: row.double(3), currency: row.text(4),
                    note: row.text(5), offeredBy: CaseActor(row.text(6)) ?? .system,
                    offeredAt: row.instant(7), state: row.word(8),
                    decidedBy: row.textOrNil(9).flatMap(CaseActor.init),
                    decidedAt: row.instantOrNil(10)))
        }
        return found
    }

    static func save(
        _ redress: [Redress], of id: ID<Case>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        for one in redress {
            try connection.run(
                """
                INSERT INTO case_redress (workspace, case_id, id, kind, cost, currency, note,
                    offered_by, offered, state, decided_by, decided)
                VALUES (\(workspace), \(id), \(one.id), \(one.kind), \(one.cost), \(one.currency),
                    \(one.note), \(one.offeredBy.text), \(one.offeredAt), \(one.state.rawValue),
                    \(one.decidedBy?.text), \(one.decidedAt))
                ON CONFLICT (workspace, case_id, id) DO UPDATE SET
                    state = excluded.state, decided_by = excluded.decided_by,
                    decided = excluded.decided
                """)
        }
    }

    /// What one kind of redress cost and what customers said after it.
    public struct Effect: Hashable, Sendable {
        public let kind: String
        public let currency: String
        public let cases: Int
        public let cost: Double
        /// Cases in which the customer gave a score before and one after.
        public let scored: Int
        /// The mean of after minus before over those; nil where there are none.
        public let change: Double?
    }

    /// By kind and currency, of redress granted in a span of time, the dearest first. Scores are
    /// compared within one measure only: the answer that opened the case and the first after it
    /// on the same questionnaire.
    public static func effects(
        from: Instant, before: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Effect] {
        try connection.rows(
            """
            SELECT g.kind, g.currency, COUNT(*), SUM(g.cost),
                SUM(CASE WHEN s.change IS NULL THEN 0 ELSE 1 END), AVG(s.change)
            FROM (SELECT case_id, kind, currency, SUM(cost) AS cost FROM case_redress
                WHERE workspace = \(workspace) AND state = 'granted'
                  AND offered >= \(from) AND offered < \(before)
                GROUP BY case_id, kind, currency) AS g
            LEFT JOIN (SELECT c.id, a.score - b.score AS change FROM cases AS c
                JOIN responses AS b ON b.workspace = c.workspace AND b.id = c.response
                JOIN responses AS a ON a.workspace = c.workspace AND a.case_id = c.id
                  AND a.instrument = b.instrument AND a.score IS NOT NULL
                  AND a.id = (SELECT MIN(r.id) FROM responses AS r
                    WHERE r.workspace = c.workspace AND r.case_id = c.id
                      AND r.instrument = b.instrument AND r.score IS NOT NULL)
                WHERE c.workspace = \(workspace) AND b.score IS NOT NULL) AS s
              ON s.id = g.case_id
            GROUP BY g.kind, g.currency ORDER BY 4 DESC, 1
            """
        ) { row in
            Effect(
                kind: row.text(0), currency: row.text(1), cases: row.int(2), cost: row.double(3),
                scored: row.int(4), change: row.doubleOrNil(5))
        }
    }
}
