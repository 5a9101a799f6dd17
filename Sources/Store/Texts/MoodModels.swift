public import Base
public import Domain
public import SQL

/// A workspace's models of mood with their bytes, version by version; one of them is in use, or
/// the built-in rules are.
public enum MoodModels {
    /// All that there are, the newest first, without their bytes.
    public static func list(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [MoodModel] {
        try connection.rows(
            """
            SELECT version, at, author, texts, content, hits, built_in_hits, share
            FROM mood_models WHERE workspace = \(workspace) ORDER BY version DESC
            """
        ) { row in
            MoodModel(
                version: row.int(0), at: row.instant(1), author: row.text(2), texts: row.int(3),
                content: row.int(4), hits: row.int(5), builtInHits: row.int(6),
                share: row.double(7))
        }
    }

    public static func insert(
        _ model: MoodModel, _ bytes: [UInt8], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO mood_models (workspace, version, at, author, texts, content, hits,
              built_in_hits, share, is_used, bytes)
            VALUES (\(workspace), \(model.version), \(model.at), \(model.author), \(model.texts),
              \(model.content), \(model.hits), \(model.builtInHits), \(model.share), 0,
              \(SQLValue.blob(bytes)))
            """)
    }

    /// The version in use; nought for the built-in rules.
    public static func used(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            "SELECT version FROM mood_models WHERE workspace = \(workspace) AND is_used = 1"
        ) { $0.int(0) } ?? 0
    }

    /// - Parameter version: nought for the built-in rules.
    public static func use(
        _ version: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE mood_models SET is_used = CASE WHEN version = \(version) THEN 1 ELSE 0 END
            WHERE workspace = \(workspace)
            """)
    }

    public static func bytes(
        of version: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [UInt8]? {
        try connection.first(
            """
            SELECT bytes FROM mood_models
            WHERE workspace = \(workspace) AND version = \(version)
            """
        ) { $0.blobOrNil(0) ?? [] }
    }

    /// Only so many are kept beside the one in use: each takes some megabytes.
    public static func prune(
        keeping most: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        let kept = try list(in: workspace, on: connection).prefix(most).map(\.version)
        guard let oldest = kept.last else { return }
        try connection.run(
            """
            DELETE FROM mood_models
            WHERE workspace = \(workspace) AND version < \(oldest) AND is_used = 0
            """)
    }
}
