public import Base
public import Domain
public import SQL

/// Imports as stored, with the rows they left out.
public enum Imports {
    public struct Stored: Hashable, Sendable {
        public let id: ID<Import>
        /// `responses` or `cases`.
        public let kind: String
        public let instrument: ID<Instrument>?
        public let version: Int?
        /// The file's name as its owner calls it.
        public let file: String
        /// Of the file's bytes.
        public let digest: String
        public var mapping: JSON
        public let author: String
        public let createdAt: Instant
        public var changedAt: Instant
        public var state: Import

        public init(
            id: ID<Import>, kind: String, instrument: ID<Instrument>?, version: Int?,
            file: String, digest: String, mapping: JSON, author: String, createdAt: Instant,
            changedAt: Instant, state: Import
        ) {
            self.id = id
            self.kind = kind
            self.instrument = instrument
            self.version = version
            self.file = file
            self.digest = digest
            self.mapping = mapping
            self.author = author
            self.createdAt = createdAt
            self.changedAt = changedAt
            self.state = state
        }
    }

    /// Of the planner, of the tables that an import of responses fills.
    public static func refreshStatistics(on connection: any Connection) throws {
        try connection.refreshStatistics(of: ["responses", "customers", "events"])
    }

    public static func insert(
        _ stored: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        let state = stored.state
        try connection.run(
            """
            INSERT INTO imports (workspace, \(columns))
            VALUES (\(workspace), \(stored.id), \(stored.kind), \(stored.instrument),
              \(stored.version), \(stored.file), \(stored.digest), \(stored.mapping),
              \(state.status.rawValue), \(state.rows), \(state.imported), \(state.known),
              \(state.refused), \(failure(state)), \(stored.author), \(stored.createdAt),
              \(stored.changedAt))
            """)
    }

    public static func save(
        _ stored: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        let state = stored.state
        try connection.run(
            """
            UPDATE imports SET mapping = \(stored.mapping), status = \(state.status.rawValue),
              row_count = \(state.rows), imported = \(state.imported), known = \(state.known),
              refused = \(state.refused),
              failure = \(failure(state)), changed = \(stored.changedAt)
            WHERE workspace = \(workspace) AND id = \(stored.id)
            """)
    }

    public static func find(
        _ id: ID<Import>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM imports WHERE workspace = \(workspace) AND id = \(id)", read)
    }

    /// The newest import of the same file in the same way that did not come to its end.
    public static func unfinished(
        digest: String, instrument: ID<Instrument>, mapping: JSON,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            """
            SELECT \(columns) FROM imports
            WHERE workspace = \(workspace) AND digest = \(digest)
              AND instrument = \(instrument) AND mapping = \(mapping)
              AND status <> \(Import.Status.finished.rawValue)
            ORDER BY id DESC LIMIT 1
            """, read)
    }

    /// Newest first.
    public static func list(
        before: ID<Import>?, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM imports
            WHERE workspace = \(workspace) AND id < \(before?.raw ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    private static let columns: SQL = """
        id, kind, instrument, version, file, digest, mapping, status, row_count, imported,
        known, refused, failure, author, created, changed
        """

    private static func read(_ row: Row) throws -> Stored {
        guard let status = Import.Status(rawValue: row.text(7)) else {
            throw DatabaseError(.other, "import \(row.int64(0)) has status \(row.text(7))")
        }
        let state = Import(
            status: status, rows: row.int(8), imported: row.int(9), known: row.int(10),
            refused: row.int(11), failure: try row.textOrNil(12).map(failure))
        return Stored(
            id: row.id(0), kind: row.text(1), instrument: row.idOrNil(2),
            version: row.int64OrNil(3).map(Int.init), file: row.text(4), digest: row.text(5),
            mapping: try row.json(6), author: row.text(13), createdAt: row.instant(14),
            changedAt: row.instant(15), state: state)
    }

    private static func failure(_ state: Import) -> String? {
        state.failure.map { refusal in
            JSON.object(
                JSON.Object([
                    .init(key: "code", value: .string(refusal.code)),
                    .init(key: "values", value: slots(refusal.values)),
                ])
            ).text
        }
    }

    private static func failure(_ text: String) throws -> Refusal {
        let json = try JSON(parsing: text)
        return Refusal(
            .unreadable, json["code"]?.string ?? "internal",
            values(json["values"] ?? .null))
    }

    static func slots(_ values: [String: String]) -> JSON {
        .object(
            JSON.Object(
                values.sorted { $0.key < $1.key }.map {
                    .init(key: $0.key, value: .string($0.value))
                }))
    }

    static func values(_ slots: JSON) -> [String: String] {
        Dictionary(
            (slots.object?.members ?? []).compactMap { member in
                member.value.string.map { (member.key, $0) }
            }, uniquingKeysWith: { $1 })
    }
}
