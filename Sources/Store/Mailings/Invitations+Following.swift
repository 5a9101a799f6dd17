public import Base
public import Domain
public import SQL

extension Invitations {
    /// Which invitations are wanted.
    public struct Selection: Sendable {
        public var mailing: ID<Mailing>?
        public var customer: ID<Customer>?
        /// A reason, or `invited` for those without one.
        public var reason: String?
        public var before: ID<Invitation>?
        public var limit: Int

        public init(limit: Int) { self.limit = limit }
    }

    /// Newest first.
    public static func list(
        _ selection: Selection, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Invitation.Followed] {
        var conditions: [SQL] = ["i.workspace = \(workspace)"]
        if let mailing = selection.mailing { conditions.append("i.mailing = \(mailing)") }
        if let customer = selection.customer { conditions.append("i.customer = \(customer)") }
        if let before = selection.before { conditions.append("i.id < \(before)") }
        switch selection.reason {
        case nil: break
        case "invited"?: conditions.append("i.reason IS NULL")
        case let reason?: conditions.append("i.reason = \(reason)")
        }
        // Each looks up few rows by an index.
        return try connection.rows(
            """
            SELECT i.id, i.mailing, i.case_id, i.rule, i.customer, i.kind, i.address, i.language,
              i.instrument, i.family, i.reason, i.at, i.link, i.step, i.next, i.opened,
              (SELECT COALESCE(c.name, c.key) FROM customers AS c
                WHERE c.workspace = i.workspace AND c.id = i.customer),
              (SELECT MIN(r.started) FROM responses AS r
                WHERE r.workspace = i.workspace AND r.link = i.link),
              (SELECT MAX(r.completed) FROM responses AS r
                WHERE r.workspace = i.workspace AND r.link = i.link),
              (SELECT o.state FROM outbox AS o WHERE o.workspace = i.workspace
                AND o.invitation = i.id ORDER BY o.id DESC LIMIT 1),
              (SELECT o.reason FROM outbox AS o WHERE o.workspace = i.workspace
                AND o.invitation = i.id ORDER BY o.id DESC LIMIT 1)
            FROM invitations AS i WHERE \(SQL.joined(conditions, by: " AND "))
            ORDER BY i.id DESC LIMIT \(selection.limit)
            """
        ) { row in
            Invitation.Followed(
                invitation: try read(row), customerName: row.textOrNil(16) ?? "",
                openedAt: row.instantOrNil(15), startedAt: row.instantOrNil(17),
                completedAt: row.instantOrNil(18),
                messageState: row.textOrNil(19).flatMap(Message.State.init(rawValue:)),
                messageReason: row.textOrNil(20))
        }
    }

    public static func progress(
        of mailing: ID<Mailing>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Mailing.Progress {
        var progress = Mailing.Progress()
        try connection.each(
            """
            SELECT reason, COUNT(*), COUNT(opened), SUM(CASE WHEN step > 0 THEN 1 ELSE 0 END)
            FROM invitations WHERE workspace = \(workspace) AND mailing = \(mailing)
            GROUP BY reason
            """
        ) { row in
            if let reason = row.textOrNil(0).flatMap(NotInvited.init(rawValue:)) {
                progress.left[reason] = row.int(1)
            } else {
                progress.invited = row.int(1)
                progress.opened = row.int(2)
                progress.written = row.int(3)
            }
        }
        try connection.each(
            """
            SELECT o.state, COUNT(DISTINCT o.invitation) FROM invitations AS i
            JOIN outbox AS o ON o.workspace = i.workspace AND o.invitation = i.id
            WHERE i.workspace = \(workspace) AND i.mailing = \(mailing) GROUP BY o.state
            """
        ) { row in
            switch Message.State(rawValue: row.text(0)) {
            case .sent: progress.sent = row.int(1)
            case .bounced: progress.bounced = row.int(1)
            case .failed: progress.failed = row.int(1)
            default: break
            }
        }
        try connection.each(
            """
            SELECT COUNT(DISTINCT r.link),
              COUNT(DISTINCT CASE WHEN r.completed IS NOT NULL THEN r.link END)
            FROM invitations AS i
            JOIN responses AS r ON r.workspace = i.workspace AND r.link = i.link
            WHERE i.workspace = \(workspace) AND i.mailing = \(mailing)
            """
        ) { row in
            progress.started = row.int(0)
            progress.completed = row.int(1)
        }
        return progress
    }

    /// Sent and answered of the mailings of the last half year: the response rate so far.
    public static func rate(
        since: Instant, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> (sent: Int, completed: Int) {
        try connection.first(
            """
            SELECT COUNT(*), COUNT(r.link) FROM invitations AS i
            LEFT JOIN (SELECT DISTINCT link FROM responses WHERE workspace = \(workspace)
              AND link IS NOT NULL AND completed IS NOT NULL) AS r ON r.link = i.link
            WHERE i.workspace = \(workspace) AND i.mailing IS NOT NULL AND i.step > 0
              AND i.at > \(since)
            """
        ) { ($0.int(0), $0.int(1)) } ?? (0, 0)
    }
}
