public import Base
public import Domain
public import SQL

/// The workspaces of this installation and what each is set to.
public enum Workspaces {
    public struct Stored: Hashable, Sendable {
        public let id: ID<Workspace>
        public var name: String
        /// Its records were generated.
        public let isDemonstration: Bool
        /// In which days begin and clocks count: `Asia/Shanghai`.
        public var zone: String
        /// What customers and people who chose none are addressed in: `zh` or `en`.
        public var language: String

        public init(
            id: ID<Workspace>, name: String, isDemonstration: Bool = false, zone: String,
            language: String
        ) {
            self.id = id
            self.name = name
            self.isDemonstration = isDemonstration
            self.zone = zone
            self.language = language
        }
    }

    public static func find(
        _ id: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        let zone = try connection.setting("zone", workspace: id)?.string
        let language = try connection.setting("language", workspace: id)?.string
        return try connection.first(
            "SELECT name, demonstration FROM workspaces WHERE workspace = \(id)"
        ) { row in
            Stored(
                id: id, name: row.text(0), isDemonstration: row.bool(1), zone: zone ?? "UTC",
                language: language ?? "en")
        }
    }

    /// Oldest first.
    public static func all(on connection: any Connection) throws -> [ID<Workspace>] {
        try connection.rows("SELECT workspace FROM workspaces ORDER BY workspace") { $0.id(0) }
    }

    public static func insert(
        _ workspace: Stored, at now: Instant, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO workspaces (workspace, name, demonstration, created)
            VALUES (\(workspace.id), \(workspace.name), \(workspace.isDemonstration), \(now))
            """)
        try saveSettings(workspace, on: connection)
    }

    public static func save(_ workspace: Stored, on connection: any Connection) throws {
        try connection.run(
            """
            UPDATE workspaces SET name = \(workspace.name) WHERE workspace = \(workspace.id)
            """)
        try saveSettings(workspace, on: connection)
    }

    private static func saveSettings(
        _ workspace: Stored, on connection: any Connection
    ) throws {
        let id = workspace.id
        try connection.set("zone", to: .string(workspace.zone), workspace: id)
        try connection.set("language", to: .string(workspace.language), workspace: id)
    }
}
