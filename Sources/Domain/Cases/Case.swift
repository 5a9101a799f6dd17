public import Base

/// Anything that must be followed to an end.
public struct Case: Hashable, Sendable, Identified {
    public static let idPrefix = "cas"

    public let id: ID<Case>
    /// By which people speak of it; from 1 in its workspace, and no other gets it.
    public let number: Int
    public internal(set) var kind: Kind
    public internal(set) var severity: Severity
    public internal(set) var status: Status
    public internal(set) var title: Wording
    public internal(set) var customer: ID<Customer>?
    public internal(set) var team: ID<Team>?
    public internal(set) var assignee: ID<User>?
    /// The process, in the version it had when the case came to be worked by it.
    public internal(set) var process: DocumentStamp
    public internal(set) var step: String
    /// What the steps asked for and got.
    public internal(set) var fields: JSON.Object
    public internal(set) var tags: [String]
    public let origin: Origin
    public let openedAt: Instant
    public internal(set) var closedAt: Instant?
    public internal(set) var outcome: Outcome?
    /// How often it was taken up again; it stays one case in every count.
    public internal(set) var reopenings: Int
    public internal(set) var stamps: [Status: StatusStamps]
    public internal(set) var clocks: [Clock]
    public internal(set) var redress: [Redress]
    /// What of it waits, or waited, for somebody's yes.
    public internal(set) var approvals: [Approval]
    /// How far the customer's displeasure has gone; nil while nothing shows.
    public internal(set) var stage: Stage?
    /// `word:refund`, `askedAgain`, or what a person wrote.
    public internal(set) var stageReason: String?
    public internal(set) var appeals: Int
    /// When it goes on by itself, while it waits for a day that somebody named.
    public internal(set) var waitsUntil: Instant?
    /// The case it went on as a part of.
    public let mergedInto: ID<Case>?

    public enum Kind: String, CaseIterable, Sendable {
        case feedback, request, complaint
        /// Keeping a customer who is about to leave.
        case save
        case receivable
        /// Mending a cause rather than one customer's trouble.
        case corrective
    }

    /// How grave, as complaints are classed.
    public enum Severity: String, CaseIterable, Sendable, Comparable {
        case ordinary, major, escalated, difficult

        public static func < (a: Severity, b: Severity) -> Bool {
            allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
        }
    }

    public enum Status: String, CaseIterable, Sendable {
        /// Nobody has taken it up.
        case new
        case open
        /// Waiting for the customer or a third party.
        case pending
        /// Done, to be verified.
        case resolved
        case closed

        /// Whether work is still owed.
        public var isActive: Bool { self == .new || self == .open || self == .pending }
    }

    /// What it came from.
    public struct Origin: Hashable, Sendable {
        public let response: ID<Response>?
        /// The rule that opened it, if no person did.
        public let rule: String?
        /// How it came: `phone`, `mail`, `web`, `wechat`; nil where nobody said.
        public let channel: String?

        public init(
            response: ID<Response>? = nil, rule: String? = nil, channel: String? = nil
        ) {
            self.response = response
            self.rule = rule
            self.channel = channel
        }
    }

    /// How it ended.
    public struct Outcome: Hashable, Sendable {
        public let key: String
        public let text: String
        /// Ended before its last step, as a duplicate does.
        public let isEarly: Bool

        public init(key: String, text: String, isEarly: Bool) {
            self.key = key
            self.text = text
            self.isEarly = isEarly
        }
    }

    /// A case as it was saved.
    public init(
        id: ID<Case>, number: Int, kind: Kind, severity: Severity, status: Status,
        title: Wording, customer: ID<Customer>?, team: ID<Team>?, assignee: ID<User>?,
        process: DocumentStamp, step: String, fields: JSON.Object, tags: [String], origin: Origin,
        openedAt: Instant,
        closedAt: Instant?, outcome: Outcome?, reopenings: Int, stamps: [Status: StatusStamps],
        clocks: [Clock], redress: [Redress] = [], approvals: [Approval] = [],
        stage: Stage? = nil,
        stageReason: String? = nil, appeals: Int = 0, waitsUntil: Instant? = nil,
        mergedInto: ID<Case>? = nil
    ) {
        self.id = id
        self.number = number
        self.kind = kind
        self.severity = severity
        self.status = status
        self.title = title
        self.customer = customer
        self.team = team
        self.assignee = assignee
        self.process = process
        self.step = step
        self.fields = fields
        self.tags = tags
        self.origin = origin
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.outcome = outcome
        self.reopenings = reopenings
        self.stamps = stamps
        self.clocks = clocks
        self.redress = redress
        self.approvals = approvals
        self.stage = stage
        self.stageReason = stageReason
        self.appeals = appeals
        self.waitsUntil = waitsUntil
        self.mergedInto = mergedInto
    }

    /// When the next running clock is, or was, due; what the queue is ordered by.
    public var dueAt: Instant? { clocks.filter { $0.state == .running }.compactMap(\.dueAt).min() }

    /// When a clock of it will next have something to tell.
    public func wakesAt(in hours: ClockHours) -> Instant? {
        clocks.compactMap { $0.wakesAt(in: hours.of($0)) }.min()
    }

    public subscript(clock kind: ClockKind) -> Clock? { clocks.first { $0.terms.kind == kind } }

    /// Fields for conditions of rules, scopes of promises and filters.
    public func field(_ name: String) -> JSON? {
        switch name {
        case "number": .integer(number)
        case "kind": .string(kind.rawValue)
        case "severity": .string(severity.rawValue)
        case "status": .string(status.rawValue)
        case "step": .string(step)
        case "process": .string(process.key)
        case "process_version": .integer(process.version)
        case "channel": .optional(origin.channel)
        case "team": .optional(team?.description)
        case "assignee": .optional(assignee?.description)
        case "tags": .array(tags.map(JSON.string))
        case "reopenings": .integer(reopenings)
        case "stage": .optional(stage?.rawValue)
        case "appeals": .integer(appeals)
        case "has_response": .bool(origin.response != nil)
        case "outcome.key": outcome.map { .string($0.key) }
        case "outcome.early": outcome.map { .bool($0.isEarly) }
        default: name.hasPrefix("fields.") ? fields[String(name.dropFirst(7))] : nil
        }
    }
}
