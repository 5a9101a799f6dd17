public import Base
public import Domain
public import SQL

/// Whether a workspace shows how it keeps its promises, and where.
public enum PromisePages {
    private static let name = "promises.public"

    /// The address's last part; nil where nothing is shown.
    public static func token(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> String? {
        try connection.setting(name, workspace: workspace)?.string
    }

    public static func set(
        _ token: String?, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.set(name, to: .optional(token), workspace: workspace)
    }

    public static func workspace(
        of token: String, on connection: any Connection
    ) throws -> ID<Workspace>? {
        try connection.first(
            """
            SELECT workspace FROM settings
            WHERE name = \(name) AND value = \(JSON.string(token))
            """
        ) { $0.id(0) }
    }
}
