public import Base
public import Domain
public import SQL

/// What customers said first in cases that are over, with what was found out: what a new case may
/// be like.
public struct PastWords: Hashable, Sendable {
    public let id: ID<Case>
    public let title: Wording
    public let words: String
    public let cause: String?
    public let tags: [String]

    /// The newest cases that are resolved or closed, but for one.
    public static func list(
        without one: ID<Case>, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [PastWords] {
        try connection.rows(
            """
            SELECT c.id, c.title_zh, c.title_en, m.text, c.cause, c.tags
            FROM cases AS c JOIN case_messages AS m
              ON m.workspace = c.workspace AND m.case_id = c.id AND m.id = (
                SELECT MIN(id) FROM case_messages
                WHERE workspace = c.workspace AND case_id = c.id AND kind = 'received')
            WHERE c.workspace = \(workspace) AND c.id <> \(one)
              AND c.status IN ('resolved', 'closed')
            ORDER BY c.id DESC LIMIT \(limit)
            """
        ) { row in
            PastWords(
                id: row.id(0), title: Wording(zh: row.text(1), en: row.text(2)),
                words: row.text(3), cause: row.textOrNil(4),
                tags: (try row.json(5).array ?? []).compactMap(\.string))
        }
    }
}
