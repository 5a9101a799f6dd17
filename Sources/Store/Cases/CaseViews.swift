public import Base
public import Domain
public import SQL

/// Filters of the queue that somebody saved, for themselves or for all.
public enum CaseViews {
    public enum View: Identified { public static let idPrefix = "view" }

    public struct Stored: Hashable, Sendable {
        public let id: ID<View>
        public let owner: ID<User>
        public let name: String
        /// The queue's address after `?`.
        public let query: String
        public let isShared: Bool

        public init(
            id: ID<View>, owner: ID<User>, name: String, query: String, isShared: Bool
        ) {
            self.id = id
            self.owner = owner
            self.name = name
            self.query = query
            self.isShared = isShared
        }
    }

    public static func insert(
        _ view: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_views (workspace, id, owner, name, query, shared)
            VALUES (\(workspace), \(view.id), \(view.owner), \(view.name), \(view.query),
                \(view.isShared))
            """)
    }

    /// One's own and those that are shared.
    public static func list(
        for user: ID<User>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT id, owner, name, query, shared FROM case_views
            WHERE workspace = \(workspace) AND (owner = \(user) OR shared = 1)
            ORDER BY name, id
            """
        ) { row in
            Stored(
                id: row.id(0), owner: row.id(1), name: row.text(2), query: row.text(3),
                isShared: row.bool(4))
        }
    }

    /// - Returns: whether there was one of this owner's; anybody's where no owner is named.
    public static func delete(
        _ id: ID<View>, of owner: ID<User>?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        let whose: SQL = owner.map { "AND owner = \($0)" } ?? ""
        return try connection.run(
            "DELETE FROM case_views WHERE workspace = \(workspace) AND id = \(id) \(whose)") == 1
    }
}
