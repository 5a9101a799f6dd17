public import Base
public import Domain
public import SQL

/// Threads of cases.
public enum CaseMessages {
    public static func insert(
        _ message: CaseMessage, of id: ID<Case>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_messages (workspace, case_id, id, at, kind, author, automatic,
                settles, text)
            VALUES (\(workspace), \(id), \(message.id), \(message.at), \(message.kind.rawValue),
                \(message.author.text), \(message.isAutomatic), \(message.settles),
                \(message.text))
            """)
        try SearchEntries.put(
            message.id.raw, .init(message.kind), of: id, at: message.at, message.text,
            in: workspace, on: connection)
    }

    /// The thread from its end backwards, newest first, with those of cases merged into it.
    public static func list(
        of id: ID<Case>, before: ID<CaseMessage>? = nil, limit: Int,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [CaseMessage] {
        try connection.rows(
            """
            SELECT \(columns) FROM case_messages
            WHERE workspace = \(workspace)
              AND case_id IN \(CaseMerges.withMerged(id, in: workspace))
              AND id < \(before?.raw ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    /// Of these cases alone, newest first, without those that were merged into them.
    public static func list(
        ofEach cases: [ID<Case>], limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [CaseMessage] {
        try connection.rows(
            """
            SELECT \(columns) FROM case_messages
            WHERE workspace = \(workspace) AND case_id IN \(SQL.list(cases))
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    public static func find(
        _ id: ID<CaseMessage>, of one: ID<Case>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> CaseMessage? {
        try connection.first(
            """
            SELECT \(columns) FROM case_messages
            WHERE workspace = \(workspace) AND case_id = \(one) AND id = \(id)
            """, read)
    }

    /// Some of these cases, oldest first, however long ago they were said.
    public static func find(
        _ ids: [ID<CaseMessage>], ofAny cases: [ID<Case>], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [CaseMessage] {
        guard !ids.isEmpty else { return [] }
        return try connection.rows(
            """
            SELECT \(columns) FROM case_messages
            WHERE workspace = \(workspace) AND case_id IN \(SQL.list(cases))
              AND id IN \(SQL.list(ids)) ORDER BY id
            """, read)
    }

    /// What the customer said first; nil where they have said nothing.
    public static func first(
        of id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> String? {
        try connection.first(
            """
            SELECT text FROM case_messages
            WHERE workspace = \(workspace) AND case_id = \(id) AND kind = 'received'
            ORDER BY id LIMIT 1
            """
        ) { $0.text(0) }
    }

    /// A message with where it stands.
    public struct OfCase: Hashable, Sendable {
        public let message: CaseMessage
        public let `case`: ID<Case>
        public let customer: ID<Customer>?
    }

    /// What customers said in all cases of a workspace, by id.
    public static func received(
        after id: Int64, limit: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [OfCase] {
        try connection.rows(
            """
            SELECT m.id, m.at, m.kind, m.author, m.automatic, m.settles, m.text, m.case_id,
                c.customer
            FROM case_messages AS m
            JOIN cases AS c ON c.workspace = m.workspace AND c.id = m.case_id
            WHERE m.workspace = \(workspace) AND m.id > \(id) AND m.kind = 'received'
            ORDER BY m.id LIMIT \(limit)
            """
        ) { OfCase(message: read($0), case: $0.id(7), customer: $0.idOrNil(8)) }
    }

    private static let columns: SQL = "id, at, kind, author, automatic, settles, text"

    private static func read(_ row: Row) -> CaseMessage {
        CaseMessage(
            id: row.id(0), at: row.instant(1), kind: row.word(2),
            author: CaseActor(row.text(3)) ?? .system, text: row.text(6),
            isAutomatic: row.bool(4), settles: row.bool(5))
    }
}

extension SearchEntries.Kind {
    init(_ kind: CaseMessage.Kind) {
        switch kind {
        case .received: self = .received
        case .reply: self = .reply
        case .note: self = .note
        }
    }
}
