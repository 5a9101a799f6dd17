public import Base
public import Domain
public import SQL

/// Rules that go on later: which action of which event comes next, and when.
public enum RuleWaits {
    public struct Stored: Hashable, Sendable {
        public let workspace: ID<Workspace>
        /// In the version that began to wait.
        public let rule: DocumentStamp
        public let event: ID<Event>
        /// The place of the wait among the rule's actions.
        public let place: Int
        /// How often going on has failed.
        public let tries: Int
    }

    public static func insert(
        _ rule: DocumentStamp, event: ID<Event>, place: Int, from now: Instant, for span: Span,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO rule_waits (workspace, rule, version, event, place, begun, due, tries)
            VALUES (\(workspace), \(rule.key), \(rule.version), \(event), \(place), \(now),
                \(now + span), 0)
            ON CONFLICT DO NOTHING
            """)
    }

    /// Those of all workspaces whose time has come, the longest waiting first.
    public static func due(
        by now: Instant, limit: Int, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT workspace, rule, version, event, place, tries FROM rule_waits
            WHERE due <= \(now) ORDER BY due, event LIMIT \(limit)
            """
        ) { row in
            Stored(
                workspace: row.id(0), rule: DocumentStamp(row.text(1), version: row.int(2)),
                event: row.id(3), place: row.int(4), tries: row.int(5))
        }
    }

    /// How far ahead of ours another node's clock may be.
    private static let tolerance = Span.minutes(10)

    /// Whether any was begun by a clock that was far ahead.
    public static func areAhead(of now: Instant, on connection: any Connection) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM rule_waits WHERE begun > \(now + tolerance) LIMIT 1"
        ) { _ in true } ?? false
    }

    /// What such a clock let begin begins now: it lasts no longer than it was told to last.
    public static func pullForward(to now: Instant, on connection: any Connection) throws {
        try connection.run(
            """
            UPDATE rule_waits SET due = \(now.microseconds) + due - begun, begun = \(now)
            WHERE begun > \(now + tolerance)
            """)
    }

    /// - Returns: whether it was still waiting, so that of many nodes one goes on.
    public static func take(_ wait: Stored, on connection: any Connection) throws -> Bool {
        try connection.run("DELETE FROM rule_waits WHERE \(key(wait))") == 1
    }

    public static func postpone(
        _ wait: Stored, from now: Instant, for span: Span, on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE rule_waits SET begun = \(now), due = \(now + span), tries = \(wait.tries + 1)
            WHERE \(key(wait))
            """)
    }

    private static func key(_ wait: Stored) -> SQL {
        """
        workspace = \(wait.workspace) AND rule = \(wait.rule.key) AND event = \(wait.event)
        AND place = \(wait.place)
        """
    }
}
