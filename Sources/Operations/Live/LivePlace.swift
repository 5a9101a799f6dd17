import Base
import Store

/// A place in the event log as browsers keep it.
public struct LivePlace: Hashable, Sendable, CustomStringConvertible {
    let cursor: EventCursor

    init(_ cursor: EventCursor) { self.cursor = cursor }

    /// Nil for what no server sent.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let transaction = Int64(parts[0]), let event = Int64(parts[1])
        else { return nil }
        cursor = EventCursor(transaction: transaction, event: ID(raw: event))
    }

    /// Both may be negative: a restored database counts its transactions from far below.
    public var description: String { "\(cursor.transaction).\(cursor.event.raw)" }
}
