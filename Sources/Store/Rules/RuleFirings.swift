public import Base
public import Domain
public import SQL

/// What rules did, each action of each event once.
public enum RuleFirings {
    public struct Stored: Hashable, Sendable {
        public let rule: String
        public let event: ID<Event>
        public let at: Instant
        /// `open_case`
        public let done: String
        /// The id of what it was done to.
        public let subject: String?
        /// The code of the refusal, if it could not be done.
        public let refused: String?
        /// Why it fired: the condition, and what the names in it were.
        public let why: JSON?
        /// The version of the rule; nil in what older programs noted.
        public let version: Int?
    }

    /// Claims an action; false when it was done before, so that a follower that reads an event
    /// again does nothing twice.
    /// - Parameter one: the case that the event tells of.
    public static func claim(
        _ rule: DocumentStamp, event: ID<Event>, action: Int, done: String, on one: ID<Case>?,
        why: JSON?, at now: Instant, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            INSERT INTO rule_firings (workspace, rule, event, action, at, done, version, case_id,
                why)
            VALUES (\(workspace), \(rule.key), \(event), \(action), \(now), \(done),
                \(rule.version), \(one), \(why))
            ON CONFLICT (workspace, rule, event, action) DO NOTHING
            """) == 1
    }

    /// On how many events of one case a rule acted since then.
    public static func count(
        of rule: String, on one: ID<Case>, since: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(DISTINCT event) FROM rule_firings
            WHERE workspace = \(workspace) AND rule = \(rule) AND case_id = \(one)
              AND at >= \(since) AND refused IS NULL
            """
        ) { $0.int(0) } ?? 0
    }

    public static func settle(
        _ rule: String, event: ID<Event>, action: Int, subject: String?, refused: String?,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE rule_firings SET subject = \(subject), refused = \(refused)
            WHERE workspace = \(workspace) AND rule = \(rule) AND event = \(event)
              AND action = \(action)
            """)
    }

    /// The newest first.
    public static func list(
        of rule: String, limit: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT rule, event, at, done, subject, refused, why, version FROM rule_firings
            WHERE workspace = \(workspace) AND rule = \(rule)
            ORDER BY event DESC, action DESC LIMIT \(limit)
            """
        ) { row in
            Stored(
                rule: row.text(0), event: row.id(1), at: row.instant(2), done: row.text(3),
                subject: row.textOrNil(4), refused: row.textOrNil(5),
                why: row.isNull(6) ? nil : try row.json(6),
                version: row.int64OrNil(7).map { Int($0) })
        }
    }
}
