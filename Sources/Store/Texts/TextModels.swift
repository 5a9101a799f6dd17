public import Base
public import Domain
public import SQL

/// A workspace's models with their bytes, version by version; of each subject one is in use, or
/// none.
public enum TextModels {
    /// All of a subject, the newest first, without their bytes.
    public static func list(
        _ subject: TextModel.Subject, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [TextModel] {
        try connection.rows(
            """
            SELECT version, at, author, texts, answered, hits, simple_hits, labels, content, share,
              outside, rejected
            FROM text_models
            WHERE workspace = \(workspace) AND subject = \(subject.rawValue)
            ORDER BY version DESC
            """
        ) { row in
            let content = row.int64OrNil(8)
            let outside = row.int64OrNil(10)
            return TextModel(
                subject, version: row.int(0), at: row.instant(1), author: row.text(2),
                texts: row.int(3), answered: row.int(4), hits: row.int(5),
                simpleHits: row.int(6),
                labels: (try row.json(7).array ?? []).compactMap(\.string),
                mood: content.map { .init(content: Int($0), share: row.double(9)) },
                gate: outside.map { .init(outside: Int($0), rejected: row.int(11)) })
        }
    }

    public static func insert(
        _ model: TextModel, _ bytes: [UInt8], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO text_models (workspace, subject, version, at, author, texts, answered,
              hits, simple_hits, labels, content, share, outside, rejected, is_used, bytes)
            VALUES (\(workspace), \(model.subject.rawValue), \(model.version), \(model.at),
              \(model.author), \(model.texts), \(model.answered), \(model.hits),
              \(model.simpleHits), \(JSON.array(model.labels.map(JSON.string))),
              \(model.mood?.content), \(model.mood?.share), \(model.gate?.outside),
              \(model.gate?.rejected), 0, \(SQLValue.blob(bytes)))
            """)
    }

    /// The version in use; nought for none.
    public static func used(
        _ subject: TextModel.Subject, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT version FROM text_models
            WHERE workspace = \(workspace) AND subject = \(subject.rawValue) AND is_used = 1
            """
        ) { $0.int(0) } ?? 0
    }

    /// - Parameter version: nought for none.
    public static func use(
        _ version: Int, _ subject: TextModel.Subject, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE text_models SET is_used = CASE WHEN version = \(version) THEN 1 ELSE 0 END
            WHERE workspace = \(workspace) AND subject = \(subject.rawValue)
            """)
    }

    public static func bytes(
        of version: Int, _ subject: TextModel.Subject, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [UInt8]? {
        try connection.first(
            """
            SELECT bytes FROM text_models WHERE workspace = \(workspace)
              AND subject = \(subject.rawValue) AND version = \(version)
            """
        ) { $0.blobOrNil(0) ?? [] }
    }

    /// Only so many are kept beside the one in use: each takes some megabytes.
    public static func prune(
        _ subject: TextModel.Subject, keeping most: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        let kept = try list(subject, in: workspace, on: connection).prefix(most).map(\.version)
        guard let oldest = kept.last else { return }
        try connection.run(
            """
            DELETE FROM text_models WHERE workspace = \(workspace)
              AND subject = \(subject.rawValue) AND version < \(oldest) AND is_used = 0
            """)
    }
}

extension TextModels {
    /// How many labelled texts there are, and how many of them came after an instant.
    public static func growth(
        of subject: TextModel.Subject, since: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> TextModel.Growth {
        let labelled: SQL =
            switch subject {
            case .mood:
                """
                SELECT t.at AS at, 1 AS n FROM text_readings AS t JOIN responses AS r
                  ON r.workspace = t.workspace AND r.id = t.subject
                WHERE t.workspace = \(workspace) AND t.kind = 'answer' AND r.score IS NOT NULL
                """
            case .intent, .same: brought(subject, in: workspace)
            case .words:
                """
                SELECT t.at AS at, 1 AS n FROM text_readings AS t
                WHERE t.workspace = \(workspace) AND \(WrittenTexts.isChinese)
                """
            case .tag: over("tags <> '[]'", in: workspace)
            case .cause: over("cause IS NOT NULL", in: workspace)
            case .team: over("team IS NOT NULL", in: workspace)
            }
        return try connection.first(
            """
            SELECT COALESCE(SUM(n), 0), COALESCE(SUM(CASE WHEN at > \(since) THEN n ELSE 0 END), 0)
            FROM (\(labelled)) AS labelled
            """
        ) { TextModel.Growth(texts: $0.int(0), new: $0.int(1)) } ?? .init(texts: 0, new: 0)
    }

    /// All examples came when they were brought last.
    private static func brought(
        _ subject: TextModel.Subject, in workspace: ID<Workspace>
    ) -> SQL {
        """
        SELECT at, texts AS n FROM text_lessons
        WHERE workspace = \(workspace) AND subject = \(subject.rawValue)
        """
    }

    /// When cases that are over got their label; those that are only resolved may still change.
    private static func over(_ labelled: SQL, in workspace: ID<Workspace>) -> SQL {
        """
        SELECT closed AS at, 1 AS n FROM cases WHERE workspace = \(workspace) AND status = 'closed'
          AND merged_into IS NULL AND \(labelled)
        """
    }
}
