public import Base
public import Domain
public import SQL

/// What people said of words, one a word.
public enum WordChanges {
    /// By their spelling.
    public static func list(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [WordChange] {
        try connection.rows(
            """
            SELECT word, kind, at, author FROM text_words WHERE workspace = \(workspace)
            ORDER BY word
            """
        ) { WordChange($0.text(0), $0.word(1), at: $0.instant(2), author: $0.text(3)) }
    }

    public static func save(
        _ change: WordChange, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO text_words (workspace, word, kind, at, author)
            VALUES (\(workspace), \(change.word), \(change.kind.rawValue), \(change.at),
              \(change.author))
            ON CONFLICT (workspace, word) DO UPDATE SET kind = excluded.kind, at = excluded.at,
              author = excluded.author
            """)
    }

    public static func remove(
        _ word: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            "DELETE FROM text_words WHERE workspace = \(workspace) AND word = \(word)")
    }
}
