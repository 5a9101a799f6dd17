public import Base
public import Domain
public import SQL

/// Ways to look at lists that people keep under a name.
public enum SavedViews {
    public static func insert(
        _ view: SavedView, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO saved_views (workspace, \(columns))
            VALUES (\(workspace), \(view.id), \(view.room.rawValue), \(view.name), \(view.address),
                \(view.author), \(view.isShared), \(view.createdAt))
            """)
    }

    /// One's own of a list and those that are shared, by name.
    public static func list(
        _ room: SavedView.Room, for author: String, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [SavedView] {
        try connection.rows(
            """
            SELECT \(columns) FROM saved_views
            WHERE workspace = \(workspace) AND room = \(room.rawValue)
              AND (author = \(author) OR shared = 1)
            ORDER BY name, id LIMIT 200
            """, read)
    }

    public static func find(
        _ id: ID<SavedView>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> SavedView? {
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

    private static let columns: SQL = "id, room, name, address, author, shared, created"

    private static func read(_ row: Row) -> SavedView {
        SavedView(
            id: row.id(0), room: row.word(1), name: row.text(2), address: row.text(3),
            author: row.text(4), isShared: row.bool(5), createdAt: row.instant(6))
    }
}
