public import Base

/// A way to look at a list that somebody keeps under a name: its filters, columns, order.
public struct SavedView: Identified, Hashable, Sendable {
    public static let idPrefix = "vew"

    /// The lists that can be looked at in ways of one's own; each is also the path of its page.
    public enum Room: String, CaseIterable, Sendable {
        case cases, customers, responses
    }

    public let id: ID<SavedView>
    public let room: Room
    public let name: String
    /// What stands behind the question mark of the page's address.
    public let address: String
    /// As events name the actor.
    public let author: String
    /// For all who may see the list; otherwise for its author.
    public let isShared: Bool
    public let createdAt: Instant

    public init(
        id: ID<SavedView>, room: Room, name: String, address: String, author: String,
        isShared: Bool, createdAt: Instant
    ) {
        self.id = id
        self.room = room
        self.name = name
        self.address = address
        self.author = author
        self.isShared = isShared
        self.createdAt = createdAt
    }
}
