public import Base

/// What one clock was promised, copied from the policy's version when the clock started: editing
/// the policy later changes nothing for it.
public struct ClockTerms: Hashable, Sendable {
    public let kind: ClockKind
    public let promise: DocumentStamp
    /// Which level of the policy decided; nil where none fitted.
    public let level: String?
    /// The business calendar whose hours count; nil when every hour does.
    public let calendar: String?
    public let budget: Span
    /// After how much of the budget the clock counts as due soon.
    public let dueSoon: Span
    /// Whether waiting for the customer stops it.
    public let isPausable: Bool
    public let escalations: [Escalation]

    public init(
        kind: ClockKind, promise: DocumentStamp, level: String? = nil, calendar: String?,
        budget: Span, dueSoon: Span, isPausable: Bool, escalations: [Escalation]
    ) {
        self.kind = kind
        self.promise = promise
        self.level = level
        self.calendar = calendar
        self.budget = budget
        self.dueSoon = dueSoon
        self.isPausable = isPausable
        self.escalations = escalations
    }
}

/// What a clock measures.
public enum ClockKind: String, CaseIterable, Sendable {
    /// Until a person first answers the customer.
    case firstResponse = "first_response"
    /// Until a person answers what the customer wrote since: begins anew with each message that
    /// nobody has answered; a second one meanwhile does not put the answer off.
    case nextResponse = "next_response"
    /// Until the case is resolved.
    case resolution
    /// Until the customer hears again how things stand: begins anew with each reply.
    case update
    /// Until the step of the process is left: begins anew with each step that has a time. It is
    /// owed to nobody outside.
    case step

    /// What may be promised to customers.
    public static let promised: [ClockKind] = [.firstResponse, .nextResponse, .resolution, .update]

    /// Whether it is promised again and again, each round kept or broken by itself.
    public var repeats: Bool { self == .nextResponse || self == .update }

    /// Whether a person's reply to the customer ends it.
    var endsWithReply: Bool { self == .firstResponse || repeats }
}

/// Who is told, and how long after the due time.
public struct Escalation: Hashable, Sendable {
    public let after: Span
    /// How far above the case's team: 0 is the team's own lead, 1 the lead of the team above.
    public let levelsUp: Int

    public init(after: Span, levelsUp: Int) {
        self.after = after
        self.levelsUp = levelsUp
    }
}
