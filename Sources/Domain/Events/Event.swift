public import Base

/// The fact that something happened. Written once, in the transaction that made it true, and never
/// changed: timelines, audit, rules, live pages and analysis are made of events.
public struct Event: Identified, Hashable, Sendable {
    public static let idPrefix = "evt"

    /// What an event is about: `case` and its id.
    public struct Subject: Hashable, Sendable {
        public let kind: String
        public let id: Int64

        public init(_ kind: String, _ id: Int64) {
            self.kind = kind
            self.id = id
        }

        public init<Kind>(_ kind: String, _ id: ID<Kind>) { self.init(kind, id.raw) }
    }

    public let workspace: ID<Workspace>
    public let id: ID<Event>
    public let at: Instant
    /// Subject and past participle: `case.opened`, `response.submitted`.
    public let kind: String
    public let subject: Subject
    /// The customer on whose timeline it belongs.
    public let customer: Int64?
    /// Who did it: the id of a user or token as text, `customer`, `rule:…`, `clock`.
    public let actor: String
    public let data: JSON

    public init(
        workspace: ID<Workspace>, id: ID<Event>, at: Instant, kind: String, subject: Subject,
        customer: Int64? = nil, actor: String, data: JSON = [:]
    ) {
        self.workspace = workspace
        self.id = id
        self.at = at
        self.kind = kind
        self.subject = subject
        self.customer = customer
        self.actor = actor
        self.data = data
    }
}
