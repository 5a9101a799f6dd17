public import Base
public import Domain
public import SQL

/// What leaves the house, as stored.
public enum Messages {
    static let columns: SQL = """
        workspace, id, kind, purpose, address, subject, content, key, customer, invitation,
        reference, state, tries, due, reason, detail, created, changed
        """

    static func read(_ row: Row) throws -> Message {
        guard let kind = Message.Kind(rawValue: row.text(2)),
            let purpose = Message.Purpose(rawValue: row.text(3)),
            let state = Message.State(rawValue: row.text(11))
        else { throw DatabaseError(.other, "message \(row.int64(1)) is of no known kind") }
        return Message(
            id: row.id(1), workspace: row.id(0), kind: kind, purpose: purpose,
            address: row.text(4), subject: row.textOrNil(5),
            content: try row.json(6).object ?? JSON.Object(), key: row.text(7),
            customer: row.idOrNil(8), invitation: row.idOrNil(9), reference: row.text(10),
            createdAt: row.instant(16), state: state, tries: row.int(12), due: row.instant(13),
            reason: row.textOrNil(14), detail: row.textOrNil(15), changedAt: row.instant(17))
    }

    private static func values(_ message: Message) -> [SQLValue] {
        [
            message.workspace.sqlValue, message.id.sqlValue, message.kind.rawValue.sqlValue,
            message.purpose.rawValue.sqlValue, message.address.sqlValue,
            message.subject?.sqlValue ?? .null, JSON.object(message.content).sqlValue,
            message.key.sqlValue, message.customer?.sqlValue ?? .null,
            message.invitation?.sqlValue ?? .null, message.reference.sqlValue,
            message.state.rawValue.sqlValue, message.tries.sqlValue, message.due.sqlValue,
            message.reason?.sqlValue ?? .null, message.detail?.sqlValue ?? .null,
            message.createdAt.sqlValue, message.changedAt.sqlValue,
        ]
    }

    /// Keeps messages to be sent. One whose key is known was kept before and is left as it is.
    /// - Returns: how many are new.
    @discardableResult
    public static func insert(
        _ messages: [Message], on connection: any Connection
    ) throws -> Int {
        var count = 0
        for part in messages.parts(of: 50) {
            count += try connection.run(
                """
                INSERT INTO outbox (\(columns)) VALUES \(SQL.rows(part.map(values)))
                ON CONFLICT (workspace, key) DO NOTHING
                """)
        }
        return count
    }

    public static func find(
        _ id: ID<Message>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Message? {
        try connection.first(
            "SELECT \(columns) FROM outbox WHERE workspace = \(workspace) AND id = \(id)", read)
    }

    /// Several at once.
    public static func find(
        _ ids: [ID<Message>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Message>: Message] {
        var found: [ID<Message>: Message] = [:]
        for part in ids.parts(of: 500) {
            let rows = try connection.rows(
                """
                SELECT \(columns) FROM outbox
                WHERE workspace = \(workspace) AND id IN \(SQL.list(Array(part)))
                """, read)
            for message in rows { found[message.id] = message }
        }
        return found
    }

    /// By the Message-ID that a report names.
    public static func find(
        reference: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Message? {
        try connection.first(
            """
            SELECT \(columns) FROM outbox
            WHERE workspace = \(workspace) AND reference = \(reference) LIMIT 1
            """, read)
    }

    /// Whether nothing that was written before still waits to go to the same address.
    public static func isFirst(_ message: Message, on connection: any Connection) throws -> Bool {
        try connection.first(
            """
            SELECT 1 FROM outbox
            WHERE workspace = \(message.workspace) AND kind = \(message.kind.rawValue)
              AND address = \(message.address) AND state = 'waiting' AND id < \(message.id)
            LIMIT 1
            """
        ) { _ in true } == nil
    }

    /// Which of them are wanted.
    public struct Selection: Sendable {
        public var state: Message.State?
        public var kind: Message.Kind?
        /// Part of an address.
        public var text: String?
        public var customer: ID<Customer>?
        public var before: ID<Message>?
        public var limit: Int

        public init(limit: Int) { self.limit = limit }
    }

    /// Newest first.
    public static func list(
        _ selection: Selection, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Message] {
        var conditions: [SQL] = ["workspace = \(workspace)"]
        if let state = selection.state { conditions.append("state = \(state.rawValue)") }
        if let kind = selection.kind { conditions.append("kind = \(kind.rawValue)") }
        if let text = selection.text {
            conditions.append("LOWER(address) LIKE \(text.containingPattern) ESCAPE '!'")
        }
        if let customer = selection.customer { conditions.append("customer = \(customer)") }
        if let before = selection.before { conditions.append("id < \(before)") }
        return try connection.rows(
            """
            SELECT \(columns) FROM outbox WHERE \(SQL.joined(conditions, by: " AND "))
            ORDER BY id DESC LIMIT \(selection.limit)
            """, read)
    }

    /// How many are in each state.
    public static func counts(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Message.State: Int] {
        var counts: [Message.State: Int] = [:]
        try connection.each(
            "SELECT state, COUNT(*) FROM outbox WHERE workspace = \(workspace) GROUP BY state"
        ) { row in
            if let state = Message.State(rawValue: row.text(0)) { counts[state] = row.int(1) }
        }
        return counts
    }

    /// Changes what moves of a message. What was said is dropped once it is sent.
    /// - Parameter holder: who holds the lease; nil for a change from elsewhere.
    /// - Returns: false where somebody else has it or had it settled.
    public static func update(
        _ message: Message, holder: String?, on connection: any Connection
    ) throws -> Bool {
        let isDone = message.state == .sent || message.state == .bounced
        let content: SQL = isDone ? "content = '{}'," : ""
        let held: SQL = holder.map { "AND holder = \($0) AND state = 'waiting'" } ?? ""
        return try connection.run(
            """
            UPDATE outbox SET \(content) state = \(message.state.rawValue),
              tries = \(message.tries), due = \(message.due), reason = \(message.reason),
              detail = \(message.detail), changed = \(message.changedAt), holder = NULL
            WHERE workspace = \(message.workspace) AND id = \(message.id) \(held)
            """) == 1
    }

    /// What waits for an invitation is not wanted any more.
    public static func cancel(
        of invitations: [ID<Invitation>], reason: String, at now: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        for part in invitations.parts(of: 500) {
            try connection.run(
                """
                UPDATE outbox SET state = 'cancelled', reason = \(reason), changed = \(now)
                WHERE workspace = \(workspace) AND state = 'waiting' AND holder IS NULL
                  AND invitation IN \(SQL.list(Array(part)))
                """)
        }
    }
}

extension String {
    /// A LIKE pattern for texts that contain this one; `!` escapes.
    var containingPattern: String {
        var pattern = "%"
        for character in lowercased() {
            if "%_!".contains(character) { pattern += "!" }
            pattern.append(character)
        }
        return pattern + "%"
    }
}
