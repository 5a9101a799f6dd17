public import Base
public import Domain
public import SQL

/// How an instrument is being answered, counted by the database: nothing of what was answered.
public enum FieldCounts {
    /// Responses alike in channel, link, status and the hour they were begun in.
    public struct Group: Sendable {
        public let channel: String
        public let link: ID<Instrument.Link>?
        public let status: String
        public let startedAt: Instant
        public let count: Int
        /// Of these, who came when a quota they count for was full.
        public let overQuota: Int
    }

    private static let hour: Int64 = 3_600_000_000

    /// - Parameter link: nil for all of them.
    public static func groups(
        of instrument: ID<Instrument>, by link: ID<Instrument.Link>?, since: Instant?,
        until: Instant?, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Group] {
        try connection.rows(
            """
            SELECT channel, link, status, started / \(hour) AS span, COUNT(*), COUNT(over_quota)
            FROM responses
            WHERE \(condition(instrument, link, since, until, workspace))
            GROUP BY channel, link, status, span
            """
        ) { row in
            Group(
                channel: row.text(0), link: row.idOrNil(1), status: row.text(2),
                startedAt: Instant(microseconds: row.int64(3) * hour), count: row.int(4),
                overQuota: row.int(5))
        }
    }

    /// Of those who did not go on, how many stopped at each page.
    public static func stopped(
        of instrument: ID<Instrument>, by link: ID<Instrument.Link>?, since: Instant?,
        until: Instant?, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Int: Int] {
        var pages: [Int: Int] = [:]
        try connection.each(
            """
            SELECT page, COUNT(*) FROM responses
            WHERE \(condition(instrument, link, since, until, workspace))
              AND status <> 'completed' AND page IS NOT NULL
            GROUP BY page
            """
        ) { pages[$0.int(0)] = $0.int(1) }
        return pages
    }

    /// How long the completed ones took, where both ends are known.
    public static func seconds(
        of instrument: ID<Instrument>, by link: ID<Instrument.Link>?, since: Instant?,
        until: Instant?, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Double] {
        try connection.rows(
            """
            SELECT completed - started FROM responses
            WHERE \(condition(instrument, link, since, until, workspace)) AND completed > started
            """
        ) { Double($0.int64(0)) / 1_000_000 }
    }

    /// People who were invited by one mailing.
    public struct Invited: Sendable {
        /// Nil for those whom rules have invited.
        public let mailing: ID<Mailing>?
        public let invited: Int
        /// How many of them opened the message, began and finished.
        public let opened: Int
        public let started: Int
        public let completed: Int
    }

    /// Who was invited, by mailing, the newest first. Of an anonymous questionnaire only the count
    /// on the link tells that someone has answered.
    public static func invited(
        of instrument: ID<Instrument>, by link: ID<Instrument.Link>?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Invited] {
        let one: SQL = link.map { "AND i.link = \($0)" } ?? ""
        return try connection.rows(
            """
            SELECT i.mailing, COUNT(*), COUNT(i.opened),
              SUM(CASE WHEN l.completed > 0 OR EXISTS (
                SELECT 1 FROM responses AS r WHERE r.workspace = i.workspace
                  AND r.link = i.link) THEN 1 ELSE 0 END),
              SUM(CASE WHEN l.completed > 0 OR EXISTS (
                SELECT 1 FROM responses AS r WHERE r.workspace = i.workspace
                  AND r.link = i.link AND r.status = 'completed') THEN 1 ELSE 0 END)
            FROM invitations AS i JOIN links AS l ON l.workspace = i.workspace AND l.id = i.link
            WHERE i.workspace = \(workspace) AND i.instrument = \(instrument)
              AND i.reason IS NULL \(one)
            GROUP BY i.mailing ORDER BY i.mailing DESC
            """
        ) { row in
            Invited(
                mailing: row.idOrNil(0), invited: row.int(1), opened: row.int(2),
                started: row.int(3), completed: row.int(4))
        }
    }

    private static func condition(
        _ instrument: ID<Instrument>, _ link: ID<Instrument.Link>?, _ since: Instant?,
        _ until: Instant?, _ workspace: ID<Workspace>
    ) -> SQL {
        var parts: [SQL] = ["workspace = \(workspace)", "instrument = \(instrument)"]
        if let link { parts.append("link = \(link)") }
        if let since { parts.append("started >= \(since)") }
        if let until { parts.append("started < \(until)") }
        return SQL.joined(parts, by: " AND ")
    }
}
