public import Base
public import Domain
public import SQL

/// How often promises were kept: what kept rates are made of.
public struct KeptCounts: Hashable, Sendable {
    public let promise: String
    public let clock: ClockKind
    public let kept: Int
    public let broken: Int
    /// Of how many cases the broken ones are: one case may break a promise again and again.
    public let brokenCases: Int
    /// Still running or paused, and not broken.
    public let open: Int
    /// Of those kept and broken, the ones decided in the days before the end.
    public let lately: [Lately]

    public struct Lately: Hashable, Sendable {
        public let days: Int
        public let kept: Int
        public let broken: Int
    }

    /// By promise and clock, of clocks started in a span of time. A running clock past its due
    /// time counts as broken, whether or not anybody has noticed, from its due time on. Merged
    /// cases are in none: what they owed counts once, with the case they went on in.
    public static func of(
        startedFrom: Instant, before: Instant, lately days: [Int], now: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [KeptCounts] {
        let broken = isBroken(now)
        let kept: SQL = "NOT (\(broken)) AND state = 'met'"
        let recent = days.flatMap { days -> [SQL] in
            let from = before - .days(Int64(days))
            return [
                number(of: "\(kept) AND stopped >= \(from)"),
                number(of: "(\(broken)) AND due >= \(from)"),
            ]
        }
        let columns: [SQL] =
            [
                number(of: kept), number(of: broken),
                "COUNT(DISTINCT CASE WHEN \(broken) THEN case_id END)",
                number(of: "NOT (\(broken)) AND state IN ('running', 'paused')"),
            ] + recent
        return try connection.rows(
            """
            SELECT promise, kind, \(SQL.joined(columns, by: ", ")) FROM case_clocks
            WHERE workspace = \(workspace) AND started >= \(startedFrom) AND started < \(before)
              AND case_id NOT IN (SELECT source FROM case_merges
                WHERE workspace = \(workspace) AND undone IS NULL)
            GROUP BY promise, kind ORDER BY promise, kind
            """
        ) { row in
            KeptCounts(
                promise: row.text(0), clock: row.word(1), kept: row.int(2), broken: row.int(3),
                brokenCases: row.int(4), open: row.int(5),
                lately: days.enumerated().map { place, days in
                    Lately(
                        days: days, kept: row.int(6 + 2 * place), broken: row.int(7 + 2 * place))
                })
        }
    }

    private static func number(of condition: SQL) -> SQL {
        "SUM(CASE WHEN \(condition) THEN 1 ELSE 0 END)"
    }

    private static func isBroken(_ now: Instant) -> SQL {
        "missed IS NOT NULL OR (state = 'running' AND due < \(now))"
    }
}
