public import Base
public import Domain
public import SQL

/// Who is mailed which dashboard. The next due moment moves on in the transaction that writes the
/// message, so that a period is told once, however many nodes there are.
public enum Reports {
    public struct Stored: Hashable, Sendable {
        public let id: ID<Report>
        public let dashboard: String
        public let address: String
        public let language: String
        public let terms: ReportTerms
        /// Stands in the address that ends it.
        public let token: String
        public let author: String
        public let createdAt: Instant
        /// Nil after it was ended.
        public let next: Instant?

        public init(
            id: ID<Report>, dashboard: String, address: String, language: String,
            terms: ReportTerms, token: String, author: String, createdAt: Instant, next: Instant?
        ) {
            self.id = id
            self.dashboard = dashboard
            self.address = address
            self.language = language
            self.terms = terms
            self.token = token
            self.author = author
            self.createdAt = createdAt
            self.next = next
        }
    }

    /// Adds one; who had ended the same begins again.
    public static func put(
        _ new: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO reports (workspace, id, dashboard, address, language, every, hour, token,
                author, created, next)
            VALUES (\(workspace), \(new.id), \(new.dashboard), \(new.address), \(new.language),
                \(new.terms.every.rawValue), \(new.terms.hour), \(new.token), \(new.author),
                \(new.createdAt), \(new.next))
            ON CONFLICT (workspace, dashboard, address, every) DO UPDATE SET
                language = excluded.language, hour = excluded.hour, next = excluded.next,
                author = excluded.author
            """)
    }

    public static func find(
        _ id: ID<Report>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM reports WHERE workspace = \(workspace) AND id = \(id)", read)
    }

    /// The one whose ending address holds the token, in whatever workspace.
    public static func find(
        token: String, on connection: any Connection
    ) throws -> (workspace: ID<Workspace>, report: Stored)? {
        try connection.first(
            "SELECT \(columns), workspace FROM reports WHERE token = \(token)"
        ) { ($0.id(10), try read($0)) }
    }

    /// Those that are not ended.
    public static func list(
        of dashboard: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM reports
            WHERE workspace = \(workspace) AND dashboard = \(dashboard) AND next IS NOT NULL
            ORDER BY id
            """, read)
    }

    public static func due(
        by now: Instant, limit: Int, on connection: any Connection
    ) throws -> [(workspace: ID<Workspace>, report: Stored)] {
        try connection.rows(
            """
            SELECT \(columns), workspace FROM reports WHERE next <= \(now)
            ORDER BY next, workspace, id LIMIT \(limit)
            """
        ) { ($0.id(10), try read($0)) }
    }

    /// Moves the due moment on; nil ends the report.
    /// - Returns: false where somebody else had moved it.
    public static func move(
        _ report: Stored, to next: Instant?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        try connection.first(
            """
            UPDATE reports SET next = \(next)
            WHERE workspace = \(workspace) AND id = \(report.id) AND next = \(report.next)
            RETURNING id
            """
        ) { _ in true } ?? false
    }

    private static let columns: SQL =
        "id, dashboard, address, language, every, hour, token, author, created, next"

    private static func read(_ row: Row) throws -> Stored {
        Stored(
            id: row.id(0), dashboard: row.text(1), address: row.text(2), language: row.text(3),
            terms: ReportTerms(
                ReportTerms.Every(rawValue: row.text(4)) ?? .week, hour: row.int(5) % 24),
            token: row.text(6), author: row.text(7), createdAt: row.instant(8),
            next: row.instantOrNil(9))
    }
}
