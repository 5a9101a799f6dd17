public import Base
public import Domain
public import SQL

/// Who was asked again after closing. What came of it stands with the responses of the case.
public enum CaseInvitations {
    public struct Stored: Hashable, Sendable {
        public let at: Instant
        public let instrument: String
        /// The path of the personal answering page.
        public let address: String
    }

    /// Keeps an invitation; the event that caused it counts once.
    public static func insert(
        of id: ID<Case>, event: ID<Event>, at now: Instant, instrument: String, address: String,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_invitations (workspace, case_id, event, at, instrument, address)
            VALUES (\(workspace), \(id), \(event), \(now), \(instrument), \(address))
            ON CONFLICT (workspace, case_id, event) DO NOTHING
            """)
    }

    /// The newest first.
    public static func list(
        of id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT at, instrument, address FROM case_invitations
            WHERE workspace = \(workspace) AND case_id = \(id) ORDER BY at DESC, event DESC
            """
        ) { row in
            Stored(at: row.instant(0), instrument: row.text(1), address: row.text(2))
        }
    }
}
