public import Base
public import Domain
public import SQL

/// Who writes in the chats of sites. Only the hash of a visitor's token is kept, so that reading
/// the table opens no conversation.
public enum ChatVisitors {
    private static let columns: SQL = """
        workspace, id, channel, name, mail, language, created, used, here, typed, case_id, seen,
        mailed, mail_due, identity
        """

    public static func insert(
        _ one: ChatVisitor, tokenHash: String, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO chat_visitors (\(columns), token_hash)
            VALUES (\(one.workspace), \(one.id), \(one.channel), \(one.name), \(one.mail),
              \(one.language), \(one.createdAt), \(one.usedAt), \(one.hereAt), \(one.typedAt),
              \(one.caseID), \(one.seen), \(one.mailed), \(one.mailDue), \(one.identity),
              \(tokenHash))
            """)
    }

    /// Whether the page is there is noted apart, by `note`.
    public static func update(_ one: ChatVisitor, on connection: any Connection) throws {
        try connection.run(
            """
            UPDATE chat_visitors SET name = \(one.name), mail = \(one.mail),
              language = \(one.language), used = \(one.usedAt),
              typed = \(one.typedAt), case_id = \(one.caseID), seen = \(one.seen),
              mailed = \(one.mailed), mail_due = \(one.mailDue), identity = \(one.identity)
            WHERE workspace = \(one.workspace) AND id = \(one.id)
            """)
    }

    /// To be changed: nobody else changes it before this transaction is over.
    public static func take(
        _ id: ID<ChatVisitor>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> ChatVisitor? {
        if let lock = connection.dialect.lock("chat \(id)") { try connection.each(lock) { _ in } }
        return try find(id, in: workspace, on: connection)
    }

    /// The same by the hash of the token, whether or not there is one yet.
    public static func take(
        tokenHash: String, on connection: any Connection
    ) throws -> ChatVisitor? {
        if let lock = connection.dialect.lock("chat \(tokenHash)") {
            try connection.each(lock) { _ in }
        }
        guard let known = try find(tokenHash: tokenHash, on: connection) else { return nil }
        return try take(known.id, in: known.workspace, on: connection)
    }

    public static func find(
        tokenHash: String, on connection: any Connection
    ) throws -> ChatVisitor? {
        try connection.first(
            "SELECT \(columns) FROM chat_visitors WHERE token_hash = \(tokenHash)", read)
    }

    public static func find(
        _ id: ID<ChatVisitor>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> ChatVisitor? {
        try connection.first(
            """
            SELECT \(columns) FROM chat_visitors WHERE workspace = \(workspace) AND id = \(id)
            """, read)
    }

    /// Those that ways name, by what they name them.
    public static func find(
        _ addresses: Set<String>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [String: ChatVisitor] {
        var found: [String: ChatVisitor] = [:]
        for part in addresses.compactMap({ ID<ChatVisitor>($0) }).parts(of: 500) {
            let rows = try connection.rows(
                """
                SELECT \(columns) FROM chat_visitors
                WHERE workspace = \(workspace) AND id IN \(SQL.list(Array(part)))
                """, read)
            for one in rows { found[one.id.description] = one }
        }
        return found
    }

    /// Of all workspaces, those whose answers are to go by mail.
    public static func toMail(
        by now: Instant, limit: Int, on connection: any Connection
    ) throws -> [ChatVisitor] {
        try connection.rows(
            """
            SELECT \(columns) FROM chat_visitors WHERE mail_due <= \(now)
            ORDER BY mail_due, id LIMIT \(limit)
            """, read)
    }

    /// Those whose pages are seen give a sign.
    public static func note(
        _ ids: [ID<ChatVisitor>], here: Instant?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        for part in ids.parts(of: 500) {
            try connection.run(
                """
                UPDATE chat_visitors SET here = \(here)
                WHERE workspace = \(workspace) AND id IN \(SQL.list(Array(part)))
                """)
        }
    }

    /// Those at some cases whose pages are seen, by case.
    public static func at(
        _ cases: [ID<Case>], at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Case>: [ChatVisitor]] {
        var found: [ID<Case>: [ChatVisitor]] = [:]
        for part in cases.parts(of: 500) {
            let rows = try connection.rows(
                """
                SELECT \(columns) FROM chat_visitors
                WHERE workspace = \(workspace) AND case_id IN \(SQL.list(Array(part)))
                  AND here > \(now - ChatVisitor.hereLasts) ORDER BY id
                """, read)
            for one in rows { one.caseID.map { found[$0, default: []].append(one) } }
        }
        return found
    }

    /// The newest message of each conversation, and its case where it went on if it was merged.
    public static func news(
        of visitors: [ID<ChatVisitor>], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<ChatVisitor>: (last: ID<CaseMessage>?, case: ID<Case>?)] {
        var found: [ID<ChatVisitor>: (last: ID<CaseMessage>?, case: ID<Case>?)] = [:]
        for part in visitors.parts(of: 500) {
            try connection.each(
                """
                SELECT v.id, COALESCE(c.merged_into, c.id) FROM chat_visitors AS v
                LEFT JOIN cases AS c ON c.workspace = v.workspace AND c.id = v.case_id
                WHERE v.workspace = \(workspace) AND v.id IN \(SQL.list(Array(part)))
                """
            ) { found[$0.id(0)] = (nil, $0.idOrNil(1)) }
            try connection.each(
                """
                SELECT address, MAX(message) FROM case_ways
                WHERE workspace = \(workspace)
                  AND address IN \(SQL.list(part.map(\.description)))
                GROUP BY address
                """
            ) { row in
                ID<ChatVisitor>(row.text(0)).map { found[$0]?.last = row.id(1) }
            }
        }
        return found
    }

    /// What was said in one conversation and nothing else of its cases, newest first; notes never.
    public static func thread(
        of visitor: ChatVisitor, after: ID<CaseMessage>? = nil, limit: Int,
        on connection: any Connection
    ) throws -> [(message: CaseMessage, reference: String?)] {
        try connection.rows(
            """
            SELECT m.id, m.at, m.kind, m.author, m.automatic, m.text, w.reference
            FROM case_ways AS w
            JOIN case_messages AS m ON m.workspace = w.workspace AND m.case_id = w.case_id
              AND m.id = w.message
            WHERE w.workspace = \(visitor.workspace) AND w.address = \(visitor.id.description)
              AND w.channel = \(visitor.channel) AND w.message > \(after?.raw ?? 0)
              AND m.kind <> 'note' AND COALESCE(w.joined, '') <> 'hand'
            ORDER BY w.message DESC LIMIT \(limit)
            """
        ) { row in
            (
                CaseMessage(
                    id: row.id(0), at: row.instant(1), kind: row.word(2),
                    author: CaseActor(row.text(3)) ?? .system, text: row.text(5),
                    isAutomatic: row.bool(4)), row.textOrNil(6)
            )
        }
    }

    /// Whoever has not come back for long is forgotten; what was said stays with the case.
    public static func forget(usedBefore moment: Instant, on connection: any Connection) throws {
        try connection.run(
            "DELETE FROM chat_visitors WHERE used <= \(moment) AND mail_due IS NULL")
    }

    private static func read(_ row: Row) throws -> ChatVisitor {
        ChatVisitor(
            id: row.id(1), workspace: row.id(0), channel: row.id(2), identity: row.textOrNil(14),
            name: row.textOrNil(3),
            mail: row.textOrNil(4), language: row.text(5), createdAt: row.instant(6),
            usedAt: row.instant(7), hereAt: row.instantOrNil(8), typedAt: row.instantOrNil(9),
            caseID: row.idOrNil(10), seen: row.idOrNil(11), mailed: row.idOrNil(12),
            mailDue: row.instantOrNil(13))
    }
}
