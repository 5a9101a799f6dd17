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

    /// Redress of one kind that a case was granted, and what came of it.
    public struct Granted: Hashable, Sendable {
        public let one: ID<Case>
        public let customer: ID<Customer>?
        public let kind: String
        public let currency: String
        public let cost: Double
        /// The first of the kind in this case.
        public let at: Instant
        /// Score after minus score before, where the customer gave both.
        public let change: Double?
    }

    /// Of a case: the first score after minus the score before, on the same questionnaire.
    static let scoreChange: SQL = """
        (SELECT a.score - b.score FROM responses AS b
            JOIN responses AS a ON a.workspace = b.workspace AND a.case_id = cases.id
              AND a.id = (SELECT MIN(r.id) FROM responses AS r
                WHERE r.workspace = b.workspace AND r.case_id = cases.id
                  AND r.instrument = b.instrument AND r.score IS NOT NULL)
            WHERE b.workspace = cases.workspace AND b.id = cases.response
              AND b.score IS NOT NULL)
        """

    /// What was granted in a span of time in cases that were chosen, by case, kind and currency.
    /// Scores are compared within one measure only: the answer that opened the case and the first
    /// after it on the same questionnaire.
    public static func granted(
        _ selection: Cases.Selection, from: Instant, before: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Granted] {
        let which = ["cases.workspace = \(workspace)"] + Cases.conditions(selection)
        return try connection.rows(
            """
            SELECT cases.id, cases.customer, g.redress, g.currency, g.cost, g.at,
                \(scoreChange)
            FROM (SELECT case_id, kind AS redress, currency, SUM(cost) AS cost,
                  MIN(offered) AS at
                FROM case_redress WHERE workspace = \(workspace) AND state = 'granted'
                  AND offered >= \(from) AND offered < \(before)
                GROUP BY case_id, kind, currency) AS g
            JOIN cases ON cases.id = g.case_id
            WHERE \(SQL.joined(which, by: " AND ")) ORDER BY cases.id, g.redress, g.currency
            """
        ) { row in
            Granted(
                one: row.id(0), customer: row.idOrNil(1), kind: row.text(2),
                currency: row.text(3), cost: row.double(4), at: row.instant(5),
                change: row.doubleOrNil(6))
        }
    }
}

/// Cases that were granted redress of one kind, as its effects count them.
public struct RedressChoice: Hashable, Sendable {
    public let kind: String
    /// Nil for any.
    public let currency: String?
    public let from: Instant?
    public let before: Instant?

    public init(_ kind: String, currency: String?, from: Instant?, before: Instant?) {
        self.kind = kind
        self.currency = currency
        self.from = from
        self.before = before
    }

    var condition: SQL {
        var all: [SQL] = [
            "g.workspace = cases.workspace", "g.case_id = cases.id", "g.state = 'granted'",
            "g.kind = \(kind)",
        ]
        if let currency { all.append("g.currency = \(currency)") }
        if let from { all.append("g.offered >= \(from)") }
        if let before { all.append("g.offered < \(before)") }
        return """
            EXISTS (SELECT 1 FROM case_redress AS g WHERE \(SQL.joined(all, by: " AND ")))
            """
    }
}
