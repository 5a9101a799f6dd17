public import Base
public import Domain
public import SQL

/// Mailings as stored.
public enum Mailings {
    private static let columns: SQL = """
        id, instrument, version, terms, state, starts, created, changed, author
        """

    public static func insert(
        _ mailing: Mailing, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO mailings (workspace, \(columns))
            VALUES (\(workspace), \(mailing.id), \(mailing.instrument), \(mailing.version),
              \(mailing.terms.document), \(mailing.state.rawValue), \(mailing.startsAt),
              \(mailing.createdAt), \(mailing.changedAt), \(mailing.author))
            """)
    }

    public static func update(
        _ mailing: Mailing, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE mailings SET version = \(mailing.version), terms = \(mailing.terms.document),
              state = \(mailing.state.rawValue), starts = \(mailing.startsAt),
              changed = \(mailing.changedAt)
            WHERE workspace = \(workspace) AND id = \(mailing.id)
            """)
    }

    public static func find(
        _ id: ID<Mailing>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Mailing? {
        try connection.first(
            "SELECT \(columns) FROM mailings WHERE workspace = \(workspace) AND id = \(id)", read)
    }

    /// Newest first.
    public static func list(
        state: Mailing.State?, before: ID<Mailing>?, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Mailing] {
        let wanted: SQL = state.map { "AND state = \($0.rawValue)" } ?? ""
        return try connection.rows(
            """
            SELECT \(columns) FROM mailings
            WHERE workspace = \(workspace) AND id < \(before?.raw ?? .max) \(wanted)
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    /// Mailings of all workspaces whose time has come.
    public static func starting(
        by now: Instant, on connection: any Connection
    ) throws -> [(workspace: ID<Workspace>, id: ID<Mailing>)] {
        try connection.rows(
            """
            SELECT workspace, id FROM mailings WHERE state = 'scheduled' AND starts <= \(now)
            ORDER BY starts LIMIT 20
            """
        ) { ($0.id(0), $0.id(1)) }
    }

    /// Running mailings that have nothing left to write.
    public static func finished(
        on connection: any Connection
    ) throws -> [(workspace: ID<Workspace>, id: ID<Mailing>)] {
        try connection.rows(
            """
            SELECT workspace, id FROM mailings AS m WHERE state = 'running' AND NOT EXISTS (
              SELECT 1 FROM invitations AS i WHERE i.workspace = m.workspace
                AND i.mailing = m.id AND i.next IS NOT NULL)
            LIMIT 20
            """
        ) { ($0.id(0), $0.id(1)) }
    }

    private static func read(_ row: Row) throws -> Mailing {
        guard let state = Mailing.State(rawValue: row.text(4)) else {
            throw DatabaseError(.other, "mailing \(row.int64(0)) is in no known state")
        }
        let terms: Mailing.Terms
        do {
            // Traits may have changed their types since; what was accepted stays.
            terms = try Mailing.Terms(document: try row.json(3), scope: .anyCustomer)
        } catch let refusal as Refusal {
            throw DatabaseError(.other, "mailing \(row.int64(0)) cannot be read: \(refusal)")
        }
        return Mailing(
            id: row.id(0), instrument: row.id(1), version: row.int64OrNil(2).map(Int.init),
            terms: terms, state: state, startsAt: row.instantOrNil(5),
            createdAt: row.instant(6), changedAt: row.instant(7), author: row.text(8))
    }
}
