public import Base
public import Domain
public import SQL

/// A response that tells of a contact with its two times, of which no case is known yet.
public struct PastContact: Hashable, Sendable {
    public let response: ID<Response>
    public let customer: ID<Customer>?
    public let version: Int
    public let startedAt: Instant
    public let completedAt: Instant
    public let answers: JSON.Object
    public let hidden: JSON.Object

    /// The next ones of an instrument, in the order in which they came.
    public static func next(
        of instrument: ID<Instrument>, after: ID<Response>?, limit: Int,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [PastContact] {
        try connection.rows(
            """
            SELECT id, customer, version, started, completed, answers, hidden FROM responses AS r
            WHERE workspace = \(workspace) AND instrument = \(instrument)
              AND completed IS NOT NULL AND id > \(after?.raw ?? .min)
              AND NOT EXISTS (SELECT 1 FROM cases
                WHERE cases.workspace = r.workspace AND cases.response = r.id)
            ORDER BY id LIMIT \(limit)
            """
        ) { row in
            PastContact(
                response: row.id(0), customer: row.idOrNil(1), version: row.int(2),
                startedAt: row.instant(3), completedAt: row.instant(4),
                answers: try row.json(5).object ?? .init(),
                hidden: try row.json(6).object ?? .init())
        }
    }
}
