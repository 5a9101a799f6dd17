public import Base
public import Domain
public import SQL

/// Questionnaires as stored: one row each, and a row for every version of its document.
public enum Instruments {
    public struct Stored: Hashable, Sendable {
        public let id: ID<Instrument>
        public let key: String
        /// The newest version; answers stay with theirs.
        public let version: Int
        public let title: Wording
        public let metric: Metric?
        public let createdAt: Instant
        public let changedAt: Instant

        public init(
            id: ID<Instrument>, key: String, version: Int, title: Wording, metric: Metric?,
            createdAt: Instant, changedAt: Instant
        ) {
            self.id = id
            self.key = key
            self.version = version
            self.title = title
            self.metric = metric
            self.createdAt = createdAt
            self.changedAt = changedAt
        }
    }

    /// One version of a document; it never changes.
    public struct Version: Hashable, Sendable {
        public let version: Int
        /// The YAML text as its author wrote it, with comments.
        public let text: String
        public let json: JSON
        public let at: Instant
        public let author: String

        public init(version: Int, text: String, json: JSON, at: Instant, author: String) {
            self.version = version
            self.text = text
            self.json = json
            self.at = at
            self.author = author
        }
    }

    public static func list(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            "SELECT \(columns) FROM instruments WHERE workspace = \(workspace) ORDER BY id", read)
    }

    public static func find(
        _ id: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM instruments WHERE workspace = \(workspace) AND id = \(id)",
            read)
    }

    public static func find(
        key: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM instruments WHERE workspace = \(workspace) AND key = \(key)",
            read)
    }

    public static func version(
        _ version: Int, of id: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Version? {
        try connection.first(
            """
            SELECT \(versionColumns) FROM instrument_versions
            WHERE workspace = \(workspace) AND instrument = \(id) AND version = \(version)
            """, readVersion)
    }

    /// Every version, newest first.
    public static func versions(
        of id: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Version] {
        try connection.rows(
            """
            SELECT \(versionColumns) FROM instrument_versions
            WHERE workspace = \(workspace) AND instrument = \(id) ORDER BY version DESC
            """, readVersion)
    }

    /// - Returns: false where the key is taken.
    public static func insert(
        _ instrument: Stored, _ version: Version, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        let inserted = try connection.run(
            """
            INSERT INTO instruments (workspace, \(columns))
            VALUES (\(workspace), \(instrument.id), \(instrument.key), \(instrument.version),
              \(instrument.title.zh), \(instrument.title.en), \(instrument.metric?.rawValue),
              \(instrument.createdAt), \(instrument.changedAt))
            ON CONFLICT DO NOTHING
            """)
        guard inserted == 1 else { return false }
        try add(version, to: instrument.id, in: workspace, on: connection)
        return true
    }

    /// Makes a version the newest one.
    /// - Returns: false where another was quicker.
    public static func advance(
        _ instrument: Stored, _ version: Version, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        let changed = try connection.run(
            """
            UPDATE instruments SET version = \(version.version),
              title_zh = \(instrument.title.zh), title_en = \(instrument.title.en),
              metric = \(instrument.metric?.rawValue), changed = \(version.at)
            WHERE workspace = \(workspace) AND id = \(instrument.id)
              AND version = \(version.version - 1)
            """)
        guard changed == 1 else { return false }
        try add(version, to: instrument.id, in: workspace, on: connection)
        return true
    }

    private static func add(
        _ version: Version, to id: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO instrument_versions (workspace, instrument, \(versionColumns))
            VALUES (\(workspace), \(id), \(version.version), \(version.text), \(version.json),
              \(version.at), \(version.author))
            """)
    }

    private static let columns: SQL =
        "id, key, version, title_zh, title_en, metric, created, changed"
    private static let versionColumns: SQL = "version, text, json, at, author"

    private static func read(_ row: Row) throws -> Stored {
        Stored(
            id: row.id(0), key: row.text(1), version: row.int(2),
            title: Wording(zh: row.text(3), en: row.text(4)),
            metric: row.textOrNil(5).flatMap(Metric.init(rawValue:)),
            createdAt: row.instant(6), changedAt: row.instant(7))
    }

    private static func readVersion(_ row: Row) throws -> Version {
        Version(
            version: row.int(0), text: row.text(1), json: try row.json(2), at: row.instant(3),
            author: row.text(4))
    }
}
