public import Base

/// By which way a message of a case's thread came in, or goes out.
public struct CaseWay: Hashable, Sendable {
    public let message: ID<CaseMessage>
    public let kind: Channel.Kind
    /// The door it came by; nil where none of ours is named, as for a reply by mail alone.
    public let channel: ID<Channel>?
    /// From whom it came, or to whom it goes.
    public let address: String
    /// Of the mail as it came.
    public let subject: String?
    /// A mail's Message-ID without brackets, or what the other side calls the message.
    public let reference: String?
    /// The row that leaves the house; nil for what came in.
    public let outgoing: ID<Message>?
    public let incoming: ID<Incoming>?
    /// Why it belongs to this case; nil for what goes out.
    public let joined: Joined?
    public let doubt: Doubt?

    public enum Joined: String, CaseIterable, Sendable {
        /// It opened the case.
        case opened
        /// It answers a message of the case by its Message-ID.
        case reference
        /// It holds the mark that only our mails of this case carry.
        case token
        /// The sender's conversation goes on: chat programs have one.
        case conversation
        /// A person put it there.
        case hand
    }

    /// Why the sender may be somebody else.
    public enum Doubt: String, CaseIterable, Sendable {
        /// Nobody of this case has this address.
        case unknownSender
        /// The receiving mail server says that the sender's domain did not send it.
        case notAuthentic
    }

    public init(
        message: ID<CaseMessage>, kind: Channel.Kind, channel: ID<Channel>? = nil,
        address: String, subject: String? = nil, reference: String?,
        outgoing: ID<Message>? = nil, incoming: ID<Incoming>? = nil, joined: Joined? = nil,
        doubt: Doubt? = nil
    ) {
        self.message = message
        self.kind = kind
        self.channel = channel
        self.address = address
        self.subject = subject
        self.reference = reference
        self.outgoing = outgoing
        self.incoming = incoming
        self.joined = joined
        self.doubt = doubt
    }
}
