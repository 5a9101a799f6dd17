public import Base
public import Domain
public import SQL

/// Who was asked and who was not, as stored.
public enum Invitations {
    static let columns: SQL = """
        id, mailing, case_id, rule, customer, kind, address, language, instrument, family, reason,
        at, link, step, next
        """

    public static func insert(
        _ invitations: [Invitation], in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        for part in invitations.parts(of: 50) {
            let rows: [[SQLValue]] = part.map { one in
                [
                    workspace.sqlValue, one.id.sqlValue, one.mailing?.sqlValue ?? .null,
                    one.caseID?.sqlValue ?? .null, one.rule?.sqlValue ?? .null,
                    one.customer.sqlValue, one.kind.rawValue.sqlValue, one.address.sqlValue,
                    one.language.sqlValue, one.instrument.sqlValue, one.family.rawValue.sqlValue,
                    one.reason?.rawValue.sqlValue ?? .null, one.at.sqlValue,
                    one.link?.sqlValue ?? .null, one.step.sqlValue, one.next?.sqlValue ?? .null,
                ]
            }
            try connection.run(
                "INSERT INTO invitations (workspace, \(columns)) VALUES \(SQL.rows(rows))")
        }
    }

    /// Keeps what moves.
    public static func update(
        _ one: Invitation, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE invitations SET link = \(one.link), step = \(one.step), next = \(one.next)
            WHERE workspace = \(workspace) AND id = \(one.id)
            """)
    }

    public static func find(
        _ id: ID<Invitation>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Invitation? {
        try connection.first(
            "SELECT \(columns) FROM invitations WHERE workspace = \(workspace) AND id = \(id)",
            read)
    }

    public static func find(
        link: ID<Instrument.Link>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Invitation? {
        try connection.first(
            """
            SELECT \(columns) FROM invitations
            WHERE workspace = \(workspace) AND link = \(link)
            """, read)
    }

    /// How often a rule has invited a customer since then.
    public static func count(
        of customer: ID<Customer>, rule: String, since: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) FROM invitations
            WHERE workspace = \(workspace) AND customer = \(customer) AND rule = \(rule)
              AND at >= \(since) AND link IS NOT NULL
            """
        ) { $0.int(0) } ?? 0
    }

    /// Invitations of all workspaces for which a message is to be written.
    public static func due(
        by now: Instant, limit: Int, on connection: any Connection
    ) throws -> [(workspace: ID<Workspace>, invitation: Invitation)] {
        try connection.rows(
            """
            SELECT \(columns), workspace FROM invitations
            WHERE next IS NOT NULL AND next <= \(now) ORDER BY next LIMIT \(limit)
            """
        ) { row in (row.id(15), try read(row)) }
    }

    /// No more messages are written for those of a mailing.
    public static func end(
        of mailing: ID<Mailing>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE outbox SET state = 'cancelled', reason = 'mailingStopped'
            WHERE workspace = \(workspace) AND state = 'waiting' AND holder IS NULL
              AND invitation IN (SELECT id FROM invitations
                WHERE workspace = \(workspace) AND mailing = \(mailing))
            """)
        try connection.run(
            """
            UPDATE invitations SET next = NULL
            WHERE workspace = \(workspace) AND mailing = \(mailing) AND next IS NOT NULL
            """)
    }

    /// No more messages are written to a customer.
    public static func end(
        of customer: ID<Customer>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE invitations SET next = NULL
            WHERE workspace = \(workspace) AND customer = \(customer) AND next IS NOT NULL
            """)
    }

    /// A picture in the mail was fetched. Of those who are asked anonymously nobody notes when:
    /// an answer of the same day would be theirs.
    public static func open(
        _ id: ID<Invitation>, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE invitations SET opened = \(now)
            WHERE workspace = \(workspace) AND id = \(id) AND opened IS NULL
              AND NOT EXISTS (SELECT 1 FROM links AS l WHERE l.workspace = invitations.workspace
                AND l.id = invitations.link AND l.is_anonymous = 1)
            """)
    }

    /// Customer → when they were invited, and to what, since a moment.
    public static func earlier(
        of customers: [ID<Customer>], since: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Customer>: [(family: ContactFrequency.Family, at: Instant)]] {
        var found: [ID<Customer>: [(family: ContactFrequency.Family, at: Instant)]] = [:]
        for part in customers.parts(of: 500) {
            try connection.each(
                """
                SELECT customer, family, at FROM invitations
                WHERE workspace = \(workspace) AND customer IN \(SQL.list(Array(part)))
                  AND at > \(since) AND reason IS NULL
                """
            ) { row in
                guard let family = ContactFrequency.Family(rawValue: row.text(1)) else { return }
                found[row.id(0), default: []].append((family, row.instant(2)))
            }
        }
        return found
    }

    /// Which of these links have been answered to the end.
    public static func answered(
        _ links: [ID<Instrument.Link>], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Set<ID<Instrument.Link>> {
        guard !links.isEmpty else { return [] }
        return Set(
            try connection.rows(
                """
                SELECT link FROM responses WHERE workspace = \(workspace)
                  AND link IN \(SQL.list(links)) AND completed IS NOT NULL
                UNION SELECT id FROM links WHERE workspace = \(workspace)
                  AND id IN \(SQL.list(links)) AND is_anonymous = 1 AND completed > 0
                """
            ) { $0.id(0) })
    }

    static func read(_ row: Row) throws -> Invitation {
        guard let kind = Message.Kind(rawValue: row.text(5)),
            let family = ContactFrequency.Family(rawValue: row.text(9))
        else { throw DatabaseError(.other, "invitation \(row.int64(0)) is of no known kind") }
        return Invitation(
            id: row.id(0), mailing: row.idOrNil(1), caseID: row.idOrNil(2),
            rule: row.textOrNil(3), customer: row.id(4), kind: kind, address: row.text(6),
            language: row.text(7), instrument: row.id(8), family: family,
            reason: row.textOrNil(10).flatMap(NotInvited.init(rawValue:)), at: row.instant(11),
            link: row.idOrNil(12), step: row.int(13), next: row.instantOrNil(14))
    }
}
