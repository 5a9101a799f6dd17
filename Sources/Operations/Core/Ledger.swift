public import Base
public import Domain
public import SQL
import Store

/// The inside of one write: state rows go through `connection` (Store's functions), and what
/// happened is recorded beside them as events, in the same transaction.
public struct Ledger {
    public let connection: any Connection
    let house: House
    public let actor: Actor
    /// One instant for the whole change.
    public let now: Instant

    public var workspace: ID<Workspace> { actor.workspace }

    /// Puts on record that something happened.
    /// - Parameters:
    ///   - kind: subject and past participle, `case.opened`.
    ///   - customer: whose timeline it belongs on.
    public func record(
        _ kind: String, _ subject: Event.Subject, customer: Int64? = nil, _ data: JSON = [:]
    ) throws {
        let event = Event(
            workspace: workspace, id: newID(), at: now, kind: kind, subject: subject,
            customer: customer, actor: actor.name, data: data)
        try connection.append([event])
    }

    public func newID<Kind>(_: Kind.Type = Kind.self) -> ID<Kind> { house.newID() }
    public func randomBytes(_ count: Int) -> [UInt8] { house.randomBytes(count) }
}
