public import Base
public import Domain
public import SQL

/// Threads of cases.
public enum CaseMessages {
    static func insert(
        _ message: CaseMessage, of id: ID<Case>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_messages (workspace, case_id, id, at, kind, author, automatic, text)
            VALUES (\(workspace), \(id), \(message.id), \(message.at), \(message.kind.rawValue),
                \(message.author.text), \(message.isAutomatic), \(message.text))
            """)
    }

    /// The thread from its end backwards, newest first, with those of cases merged into it.
    public static func list(
        of id: ID<Case>, before: ID<CaseMessage>? = nil, limit: Int,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [CaseMessage] {
        try connection.rows(
            """
            SELECT id, at, kind, author, automatic, text FROM case_messages
            WHERE workspace = \(workspace)
              AND (case_id = \(id) OR case_id IN (SELECT id FROM cases
                WHERE workspace = \(workspace) AND merged_into = \(id)))
              AND id < \(before?.raw ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            CaseMessage(
                id: row.id(0), at: row.instant(1), kind: row.word(2),
                author: CaseActor(row.text(3)) ?? .system, text: row.text(5),
                isAutomatic: row.bool(4))
        }
    }
}
