public import Base

/// Something that came in by a channel. It is kept as it came before it is acknowledged; what is
/// made of it follows, and can be tried again.
public struct Incoming: Hashable, Sendable, Identified {
    public static let idPrefix = "inc"

    public let id: ID<Incoming>
    public let workspace: ID<Workspace>
    public let channel: ID<Channel>
    public let kind: Channel.Kind
    /// What the channel calls it: the same thing twice is one.
    public let key: String
    /// Bytes.
    public let size: Int
    public let receivedAt: Instant
    public internal(set) var state: State
    /// Why it was not made a message, as a key of words.
    public internal(set) var reason: String?
    public internal(set) var detail: String?
    /// How often it was taken up.
    public internal(set) var tries: Int
    public internal(set) var due: Instant
    public internal(set) var changedAt: Instant
    /// Who sent it, as far as it could be read.
    public var sender: String?
    public var subject: String?
    /// The same for the same message by whatever way it came.
    public var print: String?
    public internal(set) var caseID: ID<Case>?
    /// Whether it opened that case.
    public internal(set) var hasOpened: Bool

    public enum State: String, CaseIterable, Sendable {
        case waiting
        /// It is a message of a case.
        case done
        /// It could not be understood, or it harmed who read it: a person has to look.
        case aside
        /// Too many from one sender: a person has to look.
        case held
        /// Nothing is to be made of it: an absence note, a newsletter, our own mail, a double.
        case ignored
    }

    /// So often it may end the program that reads it before it is set aside.
    public static let triesMost = 3
    static let detailMost = 500

    public init(
        id: ID<Incoming>, workspace: ID<Workspace>, channel: ID<Channel>, kind: Channel.Kind,
        key: String, size: Int, receivedAt: Instant, state: State = .waiting,
        reason: String? = nil, detail: String? = nil, tries: Int = 0, due: Instant,
        changedAt: Instant, sender: String? = nil, subject: String? = nil, print: String? = nil,
        caseID: ID<Case>? = nil, hasOpened: Bool = false
    ) {
        self.id = id
        self.workspace = workspace
        self.channel = channel
        self.kind = kind
        self.key = key
        self.size = size
        self.receivedAt = receivedAt
        self.state = state
        self.reason = reason
        self.detail = detail
        self.tries = tries
        self.due = due
        self.changedAt = changedAt
        self.sender = sender
        self.subject = subject
        self.print = print
        self.caseID = caseID
        self.hasOpened = hasOpened
    }

    /// Taken up; who dies over it leaves it to others at `end`.
    public mutating func take(until end: Instant, at now: Instant) {
        tries += 1
        due = end
        changedAt = now
        if tries > Incoming.triesMost { settle(.aside, "poison", at: now) }
    }

    public mutating func settle(
        _ state: State, _ reason: String?, _ detail: String? = nil, at now: Instant
    ) {
        self.state = state
        self.reason = reason
        self.detail = detail.map { String($0.prefix(Incoming.detailMost)) }
        changedAt = now
    }

    public mutating func finish(in id: ID<Case>, opening: Bool, at now: Instant) {
        settle(.done, nil, at: now)
        caseID = id
        hasOpened = opening
    }

    /// Something else stood in the way: again in a while.
    /// - Parameter isOutside: whether the other side is out of reach; such tries count for nothing.
    public mutating func putOff(_ detail: String, isOutside: Bool = false, at now: Instant) {
        due = now + .seconds(isOutside ? 60 : Int64(30 * tries * tries))
        if isOutside { tries = max(0, tries - 1) }
        self.detail = String(detail.prefix(Incoming.detailMost))
        changedAt = now
    }

    /// From the beginning, because a person says so.
    public mutating func retry(at now: Instant) throws(Refusal) {
        guard state != .waiting, state != .done else {
            throw Refusal(.conflict, "incomingNotAside")
        }
        settle(.waiting, "byHand", at: now)
        tries = 0
        due = now
    }

    /// Whether a person wants it to become a message whatever it looks like.
    public var isWanted: Bool { state == .waiting && reason == "byHand" }
}
