public import Base
public import Domain
public import SQL

/// Versioned documents: processes, promises, rules, calendars, trees of causes,
/// talks, checklists, dashboards, themes, occasions. A version never changes.
public enum Documents {
    public enum Kind: String, CaseIterable, Sendable {
        case process, promise, rule, calendar, cause, talk, checklist, dashboard, theme, occasion
    }

    public struct Stored: Hashable, Sendable {
        public let key: String
        public let version: Int
        /// The text as its author wrote it, with comments.
        public let text: String
        public let json: JSON
        public let at: Instant
        public let author: String

        public init(
            key: String, version: Int, text: String, json: JSON, at: Instant, author: String
        ) {
            self.key = key
            self.version = version
            self.text = text
            self.json = json
            self.at = at
            self.author = author
        }

        public var stamp: DocumentStamp { DocumentStamp(key, version: version) }
    }

    /// The newest version of each, by key.
    public static func list(
        _ kind: Kind, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM documents AS d
            WHERE workspace = \(workspace) AND kind = \(kind.rawValue)
              AND version = (SELECT MAX(version) FROM documents
                WHERE workspace = d.workspace AND kind = d.kind AND key = d.key)
            ORDER BY key
            """, read)
    }

    /// The newest version of each, without its text.
    public static func stamps(
        _ kind: Kind, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [DocumentStamp] {
        try connection.rows(
            """
            SELECT key, MAX(version) FROM documents
            WHERE workspace = \(workspace) AND kind = \(kind.rawValue) GROUP BY key ORDER BY key
            """
        ) { DocumentStamp($0.text(0), version: $0.int(1)) }
    }

    /// One version; the newest when none is named.
    public static func find(
        _ kind: Kind, _ key: String, version: Int? = nil, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Stored? {
        let chosen: SQL = version.map { "AND version = \($0)" } ?? ""
        return try connection.first(
            """
            SELECT \(columns) FROM documents
            WHERE workspace = \(workspace) AND kind = \(kind.rawValue) AND key = \(key) \(chosen)
            ORDER BY version DESC LIMIT 1
            """, read)
    }

    /// Some versions, by their stamps; of those that are not there nothing.
    public static func find(
        _ kind: Kind, _ stamps: Set<DocumentStamp>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [DocumentStamp: Stored] {
        guard !stamps.isEmpty else { return [:] }
        let which: [SQL] = stamps.map { "(key = \($0.key) AND version = \($0.version))" }
        let found = try connection.rows(
            """
            SELECT \(columns) FROM documents WHERE workspace = \(workspace)
              AND kind = \(kind.rawValue) AND (\(SQL.joined(which, by: " OR ")))
            """, read)
        return Dictionary(
            uniqueKeysWithValues: found.map { (DocumentStamp($0.key, version: $0.version), $0) })
    }

    /// Every version, newest first.
    public static func versions(
        _ kind: Kind, _ key: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM documents
            WHERE workspace = \(workspace) AND kind = \(kind.rawValue) AND key = \(key)
            ORDER BY version DESC
            """, read)
    }

    /// The versions that people wrote within a span of time, newest first.
    public static func written(
        _ kind: Kind, in span: Range<Instant>, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM documents
            WHERE workspace = \(workspace) AND kind = \(kind.rawValue) AND author <> 'library'
              AND at >= \(span.lowerBound) AND at < \(span.upperBound)
            ORDER BY at DESC, key LIMIT \(limit)
            """, read)
    }

    /// Adds a version. Who writes the same one at the same moment is refused by the primary key.
    public static func add(
        _ new: Stored, _ kind: Kind, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO documents (workspace, kind, key, version, text, json, at, author)
            VALUES (\(workspace), \(kind.rawValue), \(new.key), \(new.version), \(new.text),
                \(new.json), \(new.at), \(new.author))
            """)
    }

    private static let columns: SQL = "key, version, text, json, at, author"

    private static func read(_ row: Row) throws -> Stored {
        Stored(
            key: row.text(0), version: row.int(1), text: row.text(2), json: try row.json(3),
            at: row.instant(4), author: row.text(5))
    }
}
