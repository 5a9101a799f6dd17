public import Base
public import Domain
public import SQL

/// By which way the messages of cases came in and go out.
public enum CaseWays {
    private static let columns: SQL = """
        message, kind, channel, address, subject, reference, outgoing, incoming, joined, doubt
        """

    public static func insert(
        _ way: CaseWay, of id: ID<Case>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_ways (workspace, case_id, \(columns))
            VALUES (\(workspace), \(id), \(way.message), \(way.kind.rawValue), \(way.channel),
              \(way.address), \(way.subject), \(way.reference), \(way.outgoing), \(way.incoming),
              \(way.joined?.rawValue), \(way.doubt?.rawValue))
            """)
    }

    /// Some answers left the house a second time, another way.
    public static func carry(
        _ messages: [ID<CaseMessage>], by outgoing: ID<Message>, reference: String,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE case_ways SET outgoing = \(outgoing), reference = \(reference)
            WHERE workspace = \(workspace) AND message IN \(SQL.list(messages))
            """)
    }

    /// The ways of some messages.
    public static func find(
        _ messages: [ID<CaseMessage>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<CaseMessage>: CaseWay] {
        var found: [ID<CaseMessage>: CaseWay] = [:]
        for part in messages.parts(of: 500) {
            let rows = try connection.rows(
                """
                SELECT \(columns) FROM case_ways
                WHERE workspace = \(workspace) AND message IN \(SQL.list(Array(part)))
                """, read)
            for way in rows { found[way.message] = way }
        }
        return found
    }

    /// The last message whose sender is not in doubt: where an answer goes.
    public static func lastReceived(
        of id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> CaseWay? {
        try connection.first(
            """
            SELECT \(columns) FROM case_ways
            WHERE workspace = \(workspace)
              AND case_id IN \(CaseMerges.withMerged(id, in: workspace))
              AND joined IS NOT NULL AND doubt IS NULL ORDER BY message DESC LIMIT 1
            """, read)
    }

    /// Message-IDs of the thread's mails, oldest first, at most the last ten.
    public static func references(
        of id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [String] {
        try connection.rows(
            """
            SELECT reference FROM case_ways
            WHERE workspace = \(workspace)
              AND case_id IN \(CaseMerges.withMerged(id, in: workspace))
              AND kind = 'mail' AND reference IS NOT NULL
            ORDER BY message DESC LIMIT 10
            """
        ) { $0.text(0) }.reversed()
    }

    /// Addresses that messages of the case came from or went to, in small letters.
    public static func addresses(
        of id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Set<String> {
        Set(
            try connection.rows(
                """
                SELECT DISTINCT address FROM case_ways
                WHERE workspace = \(workspace)
                  AND case_id IN \(CaseMerges.withMerged(id, in: workspace))
                  AND doubt IS NULL
                """
            ) { $0.text(0).lowercased() })
    }

    /// The case that a Message-ID belongs to, where it went on if it was merged.
    public static func caseOf(
        reference: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> ID<Case>? {
        try connection.first(
            """
            SELECT COALESCE(c.merged_into, c.id) FROM case_ways AS w
            JOIN cases AS c ON c.workspace = w.workspace AND c.id = w.case_id
            WHERE w.workspace = \(workspace) AND w.reference = \(reference)
            ORDER BY w.message DESC LIMIT 1
            """
        ) { $0.id(0) }
    }

    /// The case in which a sender last wrote by a channel, unless it is closed; not one that a
    /// person split off from it.
    public static func openConversation(
        of sender: String, by channel: ID<Channel>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> ID<Case>? {
        try connection.first(
            """
            SELECT c.id FROM case_ways AS w
            JOIN cases AS o ON o.workspace = w.workspace AND o.id = w.case_id
            JOIN cases AS c
              ON c.workspace = o.workspace AND c.id = COALESCE(o.merged_into, o.id)
            WHERE w.workspace = \(workspace) AND w.address = \(sender)
              AND w.channel = \(channel) AND c.status <> 'closed'
              AND w.joined <> 'hand'
            ORDER BY w.message DESC LIMIT 1
            """
        ) { $0.id(0) }
    }

    /// The case and message that a row of the outbox carries.
    public static func caseOf(
        outgoing: ID<Message>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> ID<Case>? {
        try connection.first(
            """
            SELECT COALESCE(c.merged_into, c.id) FROM case_ways AS w
            JOIN cases AS c ON c.workspace = w.workspace AND c.id = w.case_id
            WHERE w.workspace = \(workspace) AND w.outgoing = \(outgoing)
            """
        ) { $0.id(0) }
    }

    private static func read(_ row: Row) throws -> CaseWay {
        CaseWay(
            message: row.id(0), kind: row.word(1), channel: row.idOrNil(2), address: row.text(3),
            subject: row.textOrNil(4), reference: row.textOrNil(5), outgoing: row.idOrNil(6),
            incoming: row.idOrNil(7),
            joined: row.textOrNil(8).flatMap(CaseWay.Joined.init(rawValue:)),
            doubt: row.textOrNil(9).flatMap(CaseWay.Doubt.init(rawValue:)))
    }
}
