public import Base
public import Domain
public import SQL

/// What customers said first in cases that are over, with what was found out: what a new case may
/// be like.
public struct PastWords: Hashable, Sendable {
    public let id: ID<Case>
    public let number: Int
    public let title: Wording
    public let words: String
    public let cause: String?
    public let tags: [String]
    public let team: ID<Team>?

    /// What people put on the case.
    public func labels(of subject: TextModel.Subject) -> [String] {
        switch subject {
        case .mood, .intent, .same, .words: []
        case .tag: tags
        case .cause: cause.map { [$0] } ?? []
        case .team: team.map { [$0.description] } ?? []
        }
    }

    /// The newest cases that are resolved or closed, but for one.
    public static func list(
        without one: ID<Case>, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [PastWords] {
        try list(
            "c.id <> \(one) AND c.status IN ('resolved', 'closed')", limit: limit, in: workspace,
            on: connection)
    }

    /// Closed cases with a label, the newest first; what became a part of another is left out.
    public static func list(
        labelled subject: TextModel.Subject, before id: ID<Case>?, limit: Int,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [PastWords] {
        let older: SQL = id.map { "c.id < \($0) AND " } ?? ""
        let labelled: SQL =
            switch subject {
            case .mood, .intent, .same, .words: "FALSE"
            case .tag: "c.tags <> '[]'"
            case .cause: "c.cause IS NOT NULL"
            case .team: "c.team IS NOT NULL"
            }
        return try list(
            older + "c.status = 'closed' AND c.merged_into IS NULL AND " + labelled, limit: limit,
            in: workspace, on: connection)
    }

    private static func list(
        _ condition: SQL, limit: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [PastWords] {
        try connection.rows(
            """
            SELECT c.id, c.title_zh, c.title_en, m.text, c.cause, c.tags, c.team,
                c.number
            FROM cases AS c JOIN case_messages AS m
              ON m.workspace = c.workspace AND m.case_id = c.id AND m.id = (
                SELECT MIN(id) FROM case_messages
                WHERE workspace = c.workspace AND case_id = c.id AND kind = 'received')
            WHERE c.workspace = \(workspace) AND \(condition)
            ORDER BY c.id DESC LIMIT \(limit)
            """
        ) { row in
            PastWords(
                id: row.id(0), number: row.int(7),
                title: Wording(zh: row.text(1), en: row.text(2)),
                words: row.text(3), cause: row.textOrNil(4),
                tags: (try row.json(5).array ?? []).compactMap(\.string), team: row.idOrNil(6))
        }
    }
}
