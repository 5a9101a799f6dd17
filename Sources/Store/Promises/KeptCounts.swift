public import Base
public import Domain
public import SQL

/// How often promises were kept: what kept rates are made of.
public struct KeptCounts: Hashable, Sendable {
    public let promise: String
    public let clock: ClockKind
    public let kept: Int
    public let broken: Int
    /// Still running or paused, and not broken.
    public let open: Int

    /// By promise and clock, of clocks started in a span of time. A running clock past its due
    /// time counts as broken, whether or not anybody has noticed.
    public static func of(
        startedFrom: Instant, before: Instant, now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [KeptCounts] {
        try connection.rows(
            """
            SELECT promise, kind,
                SUM(CASE WHEN \(isBroken(now)) THEN 0 WHEN state = 'met' THEN 1 ELSE 0 END),
                SUM(CASE WHEN \(isBroken(now)) THEN 1 ELSE 0 END),
                SUM(CASE WHEN \(isBroken(now)) THEN 0
                    WHEN state IN ('running', 'paused') THEN 1 ELSE 0 END)
            FROM case_clocks
            WHERE workspace = \(workspace) AND started >= \(startedFrom) AND started < \(before)
            GROUP BY promise, kind ORDER BY promise, kind
            """
        ) { row in
            KeptCounts(
                promise: row.text(0), clock: row.word(1), kept: row.int(2), broken: row.int(3),
                open: row.int(4))
        }
    }

    private static func isBroken(_ now: Instant) -> SQL {
        "missed IS NOT NULL OR (state = 'running' AND due < \(now))"
    }
}
