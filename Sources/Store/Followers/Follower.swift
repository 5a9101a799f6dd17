public import Domain
public import SQL

/// Somebody who acts on every event, in order, exactly once as far as the database goes: what it
/// writes and how far it has come are committed together.
public protocol Follower: Sendable {
    /// The name under which its place is kept; never changes.
    var name: String { get }

    /// Acts on events in their order. It changes nothing but the database, through `connection`,
    /// because it may be asked again after a failure.
    func handle(_ events: [Event], on connection: any Connection) throws
}
