public import Base

/// Something that leaves the house: a mail, a text to a phone, a word to a chat robot, a call of
/// another program. It is a row beside what caused it, and is sent afterwards.
public struct Message: Hashable, Sendable, Identified {
    public static let idPrefix = "msg"

    public let id: ID<Message>
    public let workspace: ID<Workspace>
    public let kind: Kind
    public let purpose: Purpose
    /// A mail address or phone number; of a robot or a webhook its name in the settings.
    public let address: String
    public let subject: String?
    /// What the carrier of its kind needs.
    public internal(set) var content: JSON.Object
    /// The same cause makes the same key, and a key makes one message.
    public let key: String
    public let customer: ID<Customer>?
    public let invitation: ID<Invitation>?
    /// The Message-ID of a mail: the same at every try, so that whoever gets it twice can tell.
    public let reference: String
    public let createdAt: Instant
    public internal(set) var state: State
    /// How often it was taken up to be sent.
    public internal(set) var tries: Int
    /// When it is to be taken up next.
    public internal(set) var due: Instant
    /// Why it was not sent, as a key of words.
    public internal(set) var reason: String?
    /// What the other side said.
    public internal(set) var detail: String?
    public internal(set) var changedAt: Instant

    public enum Kind: String, CaseIterable, Sendable {
        case mail, sms, robot, webhook
        /// Into a conversation of a chat program.
        case wecom, wechat

        /// Those by which something may be sent without a conversation that goes on.
        public static let free: [Kind] = [.mail, .sms, .robot, .webhook]

        /// Whether it goes to a person, who is not to be flooded.
        public var isPersonal: Bool { self == .mail || self == .sms }
    }

    public enum Purpose: String, CaseIterable, Sendable {
        /// An invitation or a reminder: stopped by an unsubscription.
        case survey
        case service
        /// An answer on a case, written by a person: the pace of one address does not hold it.
        case reply
        /// Asked for by an administrator, to see whether it works.
        case test

        /// Whether an address may have had enough of them for this hour.
        public var isPaced: Bool { self == .survey || self == .service }
    }

    public enum State: String, CaseIterable, Sendable {
        case waiting, sent
        /// Given up.
        case failed
        /// Sent, and came back.
        case bounced
        /// Not wanted any more before it was sent.
        case cancelled
    }

    public init(
        id: ID<Message>, workspace: ID<Workspace>, kind: Kind, purpose: Purpose, address: String,
        subject: String?, content: JSON.Object, key: String, customer: ID<Customer>?,
        invitation: ID<Invitation>?, reference: String, createdAt: Instant,
        state: State = .waiting, tries: Int = 0, due: Instant, reason: String? = nil,
        detail: String? = nil, changedAt: Instant
    ) {
        self.id = id
        self.workspace = workspace
        self.kind = kind
        self.purpose = purpose
        self.address = address
        self.subject = subject
        self.content = content
        self.key = key
        self.customer = customer
        self.invitation = invitation
        self.reference = reference
        self.createdAt = createdAt
        self.state = state
        self.tries = tries
        self.due = due
        self.reason = reason
        self.detail = detail
        self.changedAt = changedAt
    }
}
