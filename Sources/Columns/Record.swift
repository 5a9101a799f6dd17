public import Base

/// One response, case or customer with its values, as it goes into a table.
public struct Record: Hashable, Sendable {
    public let id: Int64
    public let time: Instant
    /// Column name → text, number, boolean or list; a name that is left out is missing.
    public let values: JSON.Object

    public init(id: Int64, time: Instant, values: JSON.Object) {
        self.id = id
        self.time = time
        self.values = values
    }
}
