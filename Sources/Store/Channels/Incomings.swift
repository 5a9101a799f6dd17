public import Base
public import Domain
public import SQL

/// What came in by channels, as it came and what became of it.
public enum Incomings {
    private static let columns: SQL = """
        workspace, id, channel, kind, key, print, sender, subject, size, state, reason, detail,
        tries, due, received, changed, case_id, opened
        """

    /// - Returns: false where the channel has brought the same before.
    public static func insert(
        _ one: Incoming, _ raw: [UInt8], on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            INSERT INTO incoming (\(columns), raw)
            VALUES (\(one.workspace), \(one.id), \(one.channel), \(one.kind.rawValue), \(one.key),
              \(one.print), \(one.sender), \(one.subject), \(one.size), \(one.state.rawValue),
              \(one.reason), \(one.detail), \(one.tries), \(one.due), \(one.receivedAt),
              \(one.changedAt), \(one.caseID), \(one.hasOpened), \(SQLValue.blob(raw)))
            ON CONFLICT (workspace, channel, key) DO NOTHING
            """) == 1
    }

    public static func find(
        _ id: ID<Incoming>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Incoming? {
        try connection.first(
            "SELECT \(columns) FROM incoming WHERE workspace = \(workspace) AND id = \(id)", read)
    }

    /// By what the channel calls it, with its bytes.
    public static func find(
        key: String, of channel: ID<Channel>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Incoming? {
        try connection.first(
            """
            SELECT \(columns) FROM incoming
            WHERE workspace = \(workspace) AND channel = \(channel) AND key = \(key)
            """, read)
    }

    /// As it came; nil once it is forgotten.
    public static func raw(
        of id: ID<Incoming>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [UInt8]? {
        try connection.first(
            "SELECT raw FROM incoming WHERE workspace = \(workspace) AND id = \(id)"
        ) { $0.blobOrNil(0) } ?? nil
    }

    /// The one of all workspaces that is due longest.
    public static func nextDue(
        at now: Instant, on connection: any Connection
    ) throws -> Incoming? {
        try connection.first(
            """
            SELECT \(columns) FROM incoming WHERE state = 'waiting' AND due <= \(now)
            ORDER BY due, id LIMIT 1
            """, read)
    }

    /// Keeps what moves of it.
    /// - Parameter tries: as it was read; nil for a change from elsewhere.
    /// - Returns: false where somebody else took it up since.
    public static func update(
        _ one: Incoming, ifTries tries: Int?, on connection: any Connection
    ) throws -> Bool {
        let held: SQL = tries.map { "AND state = 'waiting' AND tries = \($0)" } ?? ""
        return try connection.run(
            """
            UPDATE incoming SET print = \(one.print), sender = \(one.sender),
              subject = \(one.subject), state = \(one.state.rawValue), reason = \(one.reason),
              detail = \(one.detail), tries = \(one.tries), due = \(one.due),
              changed = \(one.changedAt), case_id = \(one.caseID), opened = \(one.hasOpened)
            WHERE workspace = \(one.workspace) AND id = \(one.id) \(held)
            """) == 1
    }

    /// Whether the same message became part of a case before.
    public static func double(
        print: String, of id: ID<Incoming>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> ID<Case>? {
        try connection.first(
            """
            SELECT case_id FROM incoming
            WHERE workspace = \(workspace) AND print = \(print) AND id <> \(id)
              AND state = 'done' ORDER BY id LIMIT 1
            """
        ) { $0.id(0) }
    }

    /// What a sender has brought since a moment: cases opened, and messages in all.
    public static func lately(
        from sender: String, since moment: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> (opened: Int, all: Int) {
        try connection.first(
            """
            SELECT CAST(COALESCE(SUM(opened), 0) AS BIGINT), COUNT(*) FROM incoming
            WHERE workspace = \(workspace) AND sender = \(sender) AND changed > \(moment)
              AND state = 'done'
            """
        ) { ($0.int(0), $0.int(1)) } ?? (0, 0)
    }

    /// What a sender has brought of which no message was made so far, as it came, oldest first.
    public static func open(
        from sender: String, by channel: ID<Channel>, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [(incoming: Incoming, raw: [UInt8])] {
        try connection.rows(
            """
            SELECT \(columns), raw FROM incoming
            WHERE workspace = \(workspace) AND sender = \(sender) AND channel = \(channel)
              AND state IN ('waiting', 'aside', 'held') ORDER BY id DESC LIMIT \(limit)
            """
        ) { (try read($0), $0.blobOrNil(18) ?? []) }.reversed()
    }

    /// Newest first.
    public static func list(
        _ state: Incoming.State?, channel: ID<Channel>?, before: ID<Incoming>?, limit: Int,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Incoming] {
        var conditions: [SQL] = ["workspace = \(workspace)"]
        if let state { conditions.append("state = \(state.rawValue)") }
        if let channel { conditions.append("channel = \(channel)") }
        if let before { conditions.append("id < \(before)") }
        return try connection.rows(
            """
            SELECT \(columns) FROM incoming WHERE \(SQL.joined(conditions, by: " AND "))
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    public static func counts(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Incoming.State: Int] {
        var counts: [Incoming.State: Int] = [:]
        try connection.each(
            "SELECT state, COUNT(*) FROM incoming WHERE workspace = \(workspace) GROUP BY state"
        ) { row in
            if let state = Incoming.State(rawValue: row.text(0)) { counts[state] = row.int(1) }
        }
        return counts
    }

    /// What came in by a clock that was far ahead is due now, and not when that time comes.
    public static func pullForward(at now: Instant, on connection: any Connection) throws {
        try connection.run(
            """
            UPDATE incoming SET due = \(now)
            WHERE state = 'waiting' AND due > \(now) AND changed > \(now + .minutes(10))
            """)
    }

    /// Drops the bytes of what has been settled for long; the rows stay as the record.
    public static func forget(changedBefore moment: Instant, on connection: any Connection) throws {
        try connection.run(
            """
            UPDATE incoming SET raw = NULL WHERE raw IS NOT NULL AND changed < \(moment)
              AND state IN ('done', 'ignored')
            """)
    }

    private static func read(_ row: Row) throws -> Incoming {
        Incoming(
            id: row.id(1), workspace: row.id(0), channel: row.id(2), kind: row.word(3),
            key: row.text(4), size: row.int(8), receivedAt: row.instant(14), state: row.word(9),
            reason: row.textOrNil(10), detail: row.textOrNil(11), tries: row.int(12),
            due: row.instant(13), changedAt: row.instant(15), sender: row.textOrNil(6),
            subject: row.textOrNil(7), print: row.textOrNil(5), caseID: row.idOrNil(16),
            hasOpened: row.bool(17))
    }
}
