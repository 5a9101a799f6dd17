public import Base
public import Domain
public import SQL

/// The people of a workspace, as stored.
public enum Users {
    public struct Stored: Sendable {
        public let account: UserAccount
        /// The password's hash with its parameters; nil until the person has set one.
        public let password: String?
        public let createdAt: Instant
        public let lastSignInAt: Instant?
    }

    /// Which people a list shows.
    public struct Selection: Sendable {
        public var text: String?
        public var role: Role?
        public var isActive: Bool?
        public var after: ID<User>?
        public var limit: Int

        public init(
            text: String? = nil, role: Role? = nil, isActive: Bool? = nil,
            after: ID<User>? = nil, limit: Int = 100
        ) {
            self.text = text
            self.role = role
            self.isActive = isActive
            self.after = after
            self.limit = limit
        }
    }

    /// True once anyone can sign in: then the set-up is over.
    public static func exist(on connection: any Connection) throws -> Bool {
        try connection.first("SELECT 1 FROM users LIMIT 1") { _ in true } ?? false
    }

    public static func find(
        _ id: ID<User>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM users WHERE workspace = \(workspace) AND id = \(id)", read)
    }

    /// By login, whatever the workspace: who signs in does not name one.
    public static func find(
        login: String, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM users WHERE login = \(login) ORDER BY workspace", read)
    }

    public static func list(
        _ selection: Selection, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        var conditions: [SQL] = ["workspace = \(workspace)"]
        if let text = selection.text {
            let pattern = "%\(text.lowercased().escapedForLike)%"
            conditions.append(
                "(lower(name) LIKE \(pattern) ESCAPE '!' OR login LIKE \(pattern) ESCAPE '!')")
        }
        if let role = selection.role { conditions.append("role = \(role.rawValue)") }
        if let isActive = selection.isActive { conditions.append("is_active = \(isActive)") }
        if let after = selection.after { conditions.append("id > \(after)") }
        return try connection.rows(
            """
            SELECT \(columns) FROM users WHERE \(SQL.joined(conditions, by: " AND "))
            ORDER BY id LIMIT \(selection.limit)
            """, read)
    }

    public static func name(
        of id: ID<User>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> String? {
        try connection.first(
            "SELECT name FROM users WHERE workspace = \(workspace) AND id = \(id)"
        ) { $0.text(0) }
    }

    /// Of everyone, also of those who left: their work is still shown.
    public static func names(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<User>: String] {
        let rows: [(ID<User>, String)] = try connection.rows(
            "SELECT id, name FROM users WHERE workspace = \(workspace)"
        ) { ($0.id(0), $0.text(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// How many active administrators there are besides one person.
    public static func administrators(
        besides id: ID<User>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT count(*) FROM users
            WHERE workspace = \(workspace) AND role = \(Role.administrator.rawValue)
              AND is_active = 1 AND id <> \(id)
            """
        ) { $0.int(0) } ?? 0
    }

    /// - Returns: false where the login is taken.
    public static func insert(
        _ account: UserAccount, password: String?, at now: Instant, on connection: any Connection
    ) throws -> Bool {
        guard try find(login: account.login.text, on: connection) == nil else { return false }
        return try connection.run(
            """
            INSERT INTO users
              (workspace, id, login, name, role, language, is_active, password, created_at)
            VALUES (\(account.workspace), \(account.id), \(account.login.text), \(account.name),
              \(account.role.rawValue), \(account.language), \(account.isActive), \(password),
              \(now))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    public static func save(_ account: UserAccount, on connection: any Connection) throws {
        try connection.run(
            """
            UPDATE users SET name = \(account.name), role = \(account.role.rawValue),
              language = \(account.language), is_active = \(account.isActive)
            WHERE workspace = \(account.workspace) AND id = \(account.id)
            """)
    }

    public static func setPassword(
        _ hash: String, of id: ID<User>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE users SET password = \(hash)
            WHERE workspace = \(workspace) AND id = \(id)
            """)
    }

    public static func signedIn(
        _ id: ID<User>, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE users SET last_sign_in_at = \(now)
            WHERE workspace = \(workspace) AND id = \(id)
            """)
    }

    static let columns: SQL = """
        users.workspace, users.id, users.login, users.name, users.role, users.language,
        users.is_active, users.password, users.created_at, users.last_sign_in_at
        """

    static func read(_ row: Row) throws -> Stored {
        guard let role = Role(rawValue: row.text(4)) else {
            throw DatabaseError(.other, "user \(row.int64(1)) has the unknown role \(row.text(4))")
        }
        let account = UserAccount(
            id: row.id(1), workspace: row.id(0), login: try Login(row.text(2)), name: row.text(3),
            role: role, language: row.textOrNil(5), isActive: row.bool(6))
        return Stored(
            account: account, password: row.textOrNil(7), createdAt: row.instant(8),
            lastSignInAt: row.instantOrNil(9))
    }
}

extension String {
    /// As a part of a `LIKE … ESCAPE '!'` pattern.
    var escapedForLike: String {
        var out = ""
        for character in unicodeScalars {
            if character == "%" || character == "_" || character == "!" { out += "!" }
            out.unicodeScalars.append(character)
        }
        return out
    }
}
