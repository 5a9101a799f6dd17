public import Base

/// Somebody who writes in the chat of a site. The browser holds an unguessable token, and what was
/// said with it is all that it opens; who it is, only the site's server can prove.
public struct ChatVisitor: Hashable, Sendable, Identified {
    public static let idPrefix = "vis"

    public let id: ID<ChatVisitor>
    public let workspace: ID<Workspace>
    public let channel: ID<Channel>
    /// Who it is, as the site's server signed it: the customer's key.
    public var identity: String?
    public var name: String?
    /// Where answers go once the visitor has left.
    public var mail: String?
    /// Of the page: `zh` or `en`.
    public var language: String
    public let createdAt: Instant
    public var usedAt: Instant
    /// The last sign of a page that is seen; nil once it was closed.
    public var hereAt: Instant?
    public var typedAt: Instant?
    public var caseID: ID<Case>?
    /// The newest message that the visitor's page has shown.
    public var seen: ID<CaseMessage>?
    /// The newest answer that went by mail.
    public var mailed: ID<CaseMessage>?
    /// When answers that were not seen go by mail.
    public var mailDue: Instant?

    /// Unused for so long, a token opens nothing any more.
    public static let lasts = Span.days(30)
    /// A page that is seen gives a sign at least so often.
    public static let hereLasts = Span.seconds(30)
    public static let typingLasts = Span.seconds(8)
    /// So long an answer waits to be seen before it goes by mail: a page that is seen may be
    /// closed and another opened; whoever had left before need not wait.
    public static let mailsAfter = Span.minutes(3)
    public static let mailsAway = Span.minutes(1)

    public init(
        id: ID<ChatVisitor>, workspace: ID<Workspace>, channel: ID<Channel>,
        identity: String? = nil, name: String? = nil,
        mail: String? = nil, language: String, createdAt: Instant, usedAt: Instant,
        hereAt: Instant? = nil, typedAt: Instant? = nil, caseID: ID<Case>? = nil,
        seen: ID<CaseMessage>? = nil, mailed: ID<CaseMessage>? = nil, mailDue: Instant? = nil
    ) {
        self.id = id
        self.workspace = workspace
        self.channel = channel
        self.identity = identity
        self.name = name
        self.mail = mail
        self.language = language
        self.createdAt = createdAt
        self.usedAt = usedAt
        self.hereAt = hereAt
        self.typedAt = typedAt
        self.caseID = caseID
        self.seen = seen
        self.mailed = mailed
        self.mailDue = mailDue
    }

    public func isOver(at now: Instant) -> Bool { now - usedAt >= ChatVisitor.lasts }

    public func isHere(at now: Instant) -> Bool {
        hereAt.map { ChatVisitor.lies($0, within: ChatVisitor.hereLasts, of: now) } ?? false
    }

    public func isTyping(at now: Instant) -> Bool {
        isHere(at: now)
            && (typedAt.map { ChatVisitor.lies($0, within: ChatVisitor.typingLasts, of: now) }
                ?? false)
    }

    /// A sign of long after now is of a clock that was wrong.
    private static func lies(_ moment: Instant, within span: Span, of now: Instant) -> Bool {
        abs((now - moment).microseconds) < span.microseconds
    }

    /// An answer was given: should nobody see it, it goes by mail together with those after it.
    public mutating func answered(at now: Instant) {
        mailDue =
            mailDue ?? now
            + (isHere(at: now) ? ChatVisitor.mailsAfter : ChatVisitor.mailsAway)
    }

    /// The newest message that need not go by mail.
    public var known: ID<CaseMessage>? {
        guard let seen, let mailed else { return seen ?? mailed }
        return max(seen, mailed)
    }
}
