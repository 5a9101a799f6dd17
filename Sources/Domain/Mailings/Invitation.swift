public import Base

/// One person asked to answer one questionnaire, or on record as not asked, with the reason.
public struct Invitation: Hashable, Sendable, Identified {
    public static let idPrefix = "inv"

    public let id: ID<Invitation>
    /// Nil where a rule invited.
    public let mailing: ID<Mailing>?
    public let caseID: ID<Case>?
    /// Key of the rule that invited.
    public let rule: String?
    public let customer: ID<Customer>
    public let kind: Message.Kind
    /// Empty where there is none.
    public let address: String
    public let language: String
    public let instrument: ID<Instrument>
    public let family: ContactFrequency.Family
    /// Why not; nil for who is invited.
    public let reason: NotInvited?
    public let at: Instant
    public var link: ID<Instrument.Link>?
    /// How many messages were written.
    public var step: Int
    /// When the next message is to be written; nil where there is none.
    public var next: Instant?

    public init(
        id: ID<Invitation>, mailing: ID<Mailing>?, caseID: ID<Case>? = nil, rule: String? = nil,
        customer: ID<Customer>, kind: Message.Kind, address: String, language: String,
        instrument: ID<Instrument>, family: ContactFrequency.Family, reason: NotInvited?,
        at: Instant, link: ID<Instrument.Link>? = nil, step: Int = 0, next: Instant? = nil
    ) {
        self.id = id
        self.mailing = mailing
        self.caseID = caseID
        self.rule = rule
        self.customer = customer
        self.kind = kind
        self.address = address
        self.language = language
        self.instrument = instrument
        self.family = family
        self.reason = reason
        self.at = at
        self.link = link
        self.step = step
        self.next = next
    }

    /// A message was written: the next is a reminder, if there is one left.
    /// - Parameter reminders: days after the first message.
    public mutating func written(_ reminders: [Int], first: Instant) {
        step += 1
        next = step <= reminders.count ? first + .days(Int64(reminders[step - 1])) : nil
    }
}
