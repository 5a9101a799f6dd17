public import Base
public import Domain
public import SQL

/// Ways to look at answers that people keep under a name: filters, columns, a period.
public enum SavedViews {
    public struct Stored: Hashable, Sendable {
        public let id: ID<SavedView>
        public let name: String
        /// What stands behind the question mark of the page's address.
        public let address: String
        public let author: String
        public let createdAt: Instant

        public init(
            id: ID<SavedView>, name: String, address: String, author: String, createdAt: Instant
        ) {
            self.id = id
            self.name = name
            self.address = address
            self.author = author
            self.createdAt = createdAt
        }
    }

    public static func insert(
        _ view: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO saved_views (workspace, \(columns))
            VALUES (\(workspace), \(view.id), \(view.name), \(view.address), \(view.author),
              \(view.createdAt))
            """)
    }

    /// By name.
    public static func list(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM saved_views WHERE workspace = \(workspace)
            ORDER BY name, id LIMIT 200
            """, read)
    }

    public static func find(
        _ id: ID<SavedView>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM saved_views WHERE workspace = \(workspace) AND id = \(id)",
            read)
    }

    public static func remove(
        _ id: ID<SavedView>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            "DELETE FROM saved_views WHERE workspace = \(workspace) AND id = \(id)")
    }

    private static let columns: SQL = "id, name, address, author, created"

    private static func read(_ row: Row) -> Stored {
        Stored(
            id: row.id(0), name: row.text(1), address: row.text(2), author: row.text(3),
            createdAt: row.instant(4))
    }
}
