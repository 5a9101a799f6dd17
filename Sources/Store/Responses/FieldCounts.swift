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
    }

    private static let hour: Int64 = 3_600_000_000

    /// - Parameter link: nil for all of them.
    public static func groups(
        of instrument: ID<Instrument>, by link: ID<Instrument.Link>?, since: Instant?,
        until: Instant?, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Group] {
        try connection.rows(
            """
            SELECT channel, link, status, started / \(hour) AS span, COUNT(*) FROM responses
            WHERE \(condition(instrument, link, since, until, workspace))
            GROUP BY channel, link, status, span
            """
        ) { row in
            Group(
                channel: row.text(0), link: row.idOrNil(1), status: row.text(2),
                startedAt: Instant(microseconds: row.int64(3) * hour), count: row.int(4))
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

    /// How many people were invited, opened the message, and finished. Of an anonymous
    /// questionnaire only the count on the link tells that someone has.
    public static func invited(
        of instrument: ID<Instrument>, by link: ID<Instrument.Link>?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> (invited: Int, opened: Int, completed: Int) {
        let one: SQL = link.map { "AND i.link = \($0)" } ?? ""
        return try connection.first(
            """
            SELECT COUNT(*), COUNT(i.opened), SUM(CASE WHEN l.completed > 0 OR EXISTS (
                SELECT 1 FROM responses AS r WHERE r.workspace = i.workspace
                  AND r.link = i.link AND r.status = 'completed') THEN 1 ELSE 0 END)
            FROM invitations AS i JOIN links AS l ON l.workspace = i.workspace AND l.id = i.link
            WHERE i.workspace = \(workspace) AND i.instrument = \(instrument)
              AND i.reason IS NULL \(one)
            """
        ) { ($0.int(0), $0.int(1), $0.isNull(2) ? 0 : $0.int(2)) } ?? (0, 0, 0)
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
