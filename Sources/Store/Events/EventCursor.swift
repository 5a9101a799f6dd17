public import Base
public import Domain

/// A place in the one order in which all followers read events: by writing transaction, then by
/// id. Not by id alone, because a lower id may be committed after a higher one was read.
public struct EventCursor: Hashable, Comparable, Sendable {
    public let transaction: Int64
    public let event: ID<Event>

    public init(transaction: Int64, event: ID<Event>) {
        self.transaction = transaction
        self.event = event
    }

    /// Before the first event, far enough for `EventOrder.mend`.
    public static let start = EventCursor(transaction: .min / 2, event: ID(raw: 0))

    public static func < (a: EventCursor, b: EventCursor) -> Bool {
        (a.transaction, a.event) < (b.transaction, b.event)
    }
}

/// What a follower reads at once.
public struct EventBatch: Sendable {
    public let events: [Event]
    /// Where to go on: after the last of them.
    public let end: EventCursor
}
