public import Base
public import Domain
public import SQL

/// Doors from outside. Their documents are sealed; who opens them knows the key.
public enum Channels {
    public struct Stored: Sendable {
        public let workspace: ID<Workspace>
        public let id: ID<Channel>
        public let kind: Channel.Kind
        public var isActive: Bool
        /// Sealed.
        public var document: JSON
        public let createdAt: Instant
        public var changedAt: Instant

        public init(
            workspace: ID<Workspace>, id: ID<Channel>, kind: Channel.Kind, isActive: Bool,
            document: JSON, createdAt: Instant, changedAt: Instant
        ) {
            self.workspace = workspace
            self.id = id
            self.kind = kind
            self.isActive = isActive
            self.document = document
            self.createdAt = createdAt
            self.changedAt = changedAt
        }
    }

    private static let columns: SQL = "workspace, id, kind, active, document, created, changed"

    public static func put(_ stored: Stored, on connection: any Connection) throws {
        try connection.run(
            """
            INSERT INTO channels (\(columns))
            VALUES (\(stored.workspace), \(stored.id), \(stored.kind.rawValue),
              \(stored.isActive), \(stored.document), \(stored.createdAt), \(stored.changedAt))
            ON CONFLICT (workspace, id) DO UPDATE SET active = excluded.active,
              document = excluded.document, changed = excluded.changed
            """)
    }

    public static func list(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            "SELECT \(columns) FROM channels WHERE workspace = \(workspace) ORDER BY id", read)
    }

    /// Of all workspaces, whatever their state.
    public static func all(on connection: any Connection) throws -> [Stored] {
        try connection.rows(
            "SELECT \(columns) FROM channels ORDER BY workspace, id", read)
    }

    /// Of all workspaces.
    public static func active(
        _ kind: Channel.Kind, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM channels
            WHERE kind = \(kind.rawValue) AND active = 1 ORDER BY workspace, id
            """, read)
    }

    public static func find(
        _ id: ID<Channel>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM channels WHERE workspace = \(workspace) AND id = \(id)", read)
    }

    /// By its id alone: what calls from outside names no workspace.
    public static func find(
        _ id: ID<Channel>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first("SELECT \(columns) FROM channels WHERE id = \(id)", read)
    }

    public static func remove(
        _ id: ID<Channel>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            "DELETE FROM channels WHERE workspace = \(workspace) AND id = \(id)")
        try connection.run(
            "DELETE FROM channel_states WHERE workspace = \(workspace) AND channel = \(id)")
    }

    private static func read(_ row: Row) throws -> Stored {
        Stored(
            workspace: row.id(0), id: row.id(1), kind: row.word(2), isActive: row.bool(3),
            document: try row.json(4), createdAt: row.instant(5), changedAt: row.instant(6))
    }
}

/// How far a channel has been read, and what stands in the way.
public enum ChannelStates {
    public struct Stored: Sendable {
        /// What the channel needs to go on: numbers of a mailbox, a cursor.
        public var place: JSON
        public var lookedAt: Instant
        /// A kind of `Trouble`, as a key of words; nil when all is well.
        public var trouble: String?
        public var detail: String?
        /// Since when there is trouble.
        public var since: Instant?

        public init(
            place: JSON, lookedAt: Instant, trouble: String? = nil, detail: String? = nil,
            since: Instant? = nil
        ) {
            self.place = place
            self.lookedAt = lookedAt
            self.trouble = trouble
            self.detail = detail
            self.since = since
        }
    }

    public static func find(
        _ id: ID<Channel>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            """
            SELECT place, looked, trouble, detail, since FROM channel_states
            WHERE workspace = \(workspace) AND channel = \(id)
            """
        ) { row in
            Stored(
                place: try row.json(0), lookedAt: row.instant(1), trouble: row.textOrNil(2),
                detail: row.textOrNil(3), since: row.instantOrNil(4))
        }
    }

    public static func put(
        _ state: Stored, of id: ID<Channel>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO channel_states (workspace, channel, place, looked, trouble, detail, since)
            VALUES (\(workspace), \(id), \(state.place), \(state.lookedAt), \(state.trouble),
              \(state.detail), \(state.since))
            ON CONFLICT (workspace, channel) DO UPDATE SET place = excluded.place,
              looked = excluded.looked, trouble = excluded.trouble, detail = excluded.detail,
              since = excluded.since
            """)
    }
}
