public import Base

/// One entry of a case's thread.
public struct CaseMessage: Hashable, Sendable, Identified {
    public static let idPrefix = "msg"

    public let id: ID<CaseMessage>
    public let at: Instant
    public let kind: Kind
    public let author: CaseActor
    public let text: String
    /// Written by a program; never counts as an answer to the customer.
    public let isAutomatic: Bool
    /// The customer's word that all is settled, which waits for no answer.
    public let settles: Bool

    public enum Kind: String, CaseIterable, Sendable {
        /// From the customer.
        case received
        /// To the customer.
        case reply
        /// Among colleagues; the customer never sees it.
        case note
    }

    public init(
        id: ID<CaseMessage>, at: Instant, kind: Kind, author: CaseActor, text: String,
        isAutomatic: Bool, settles: Bool = false
    ) {
        self.id = id
        self.at = at
        self.kind = kind
        self.author = author
        self.text = text
        self.isAutomatic = isAutomatic
        self.settles = settles
    }
}
