import Base

/// What a rule does when it holds.
public enum RuleAction: Hashable, Sendable {
    case openCase(OpenCase)
    /// Gives the event's case to a team, by its name.
    case assign(team: String)
    case tag([String])
    /// Tells the lead of the case's team.
    case escalate(reason: Wording)
    case notify(Receiver, Wording)
    /// Asks the customer to answer an instrument; nil asks with that of the case's first answer.
    case invite(instrument: String?)

    /// A case to open, before its slots are filled.
    public struct OpenCase: Hashable, Sendable {
        public let kind: Case.Kind
        public let severity: Case.Severity
        /// Key of the process.
        public let process: String
        /// Key of the promise; nil takes the first whose scope covers the case.
        public let promise: String?
        /// Name of the team; nil leaves it to the workspace's first.
        public let team: String?
        public let title: Wording
        public let tags: [String]
    }

    public enum Receiver: String, CaseIterable, Sendable {
        case assignee
        case teamLead = "team_lead"
    }

    /// As in documents: `open_case`.
    public var name: String {
        switch self {
        case .openCase: "open_case"
        case .assign: "assign"
        case .tag: "tag"
        case .escalate: "escalate"
        case .notify: "notify"
        case .invite: "invite"
        }
    }

    /// Whether it acts on a case, so that an event without one has nothing to act on.
    public var needsCase: Bool { name != "open_case" }

    static func read(_ node: DocumentNode) -> RuleAction? {
        guard let object = node.value.object, object.count == 1, let member = object.members.first
        else {
            node.fault("oneActionEach")
            return nil
        }
        let body = node.node(member.value, at: member.key)
        switch member.key {
        case "open_case": return readOpenCase(body).map(RuleAction.openCase)
        case "assign":
            body.allow("team")
            return body.required("team")?.text().map { .assign(team: $0) }
        case "tag": return .tag(body.list().compactMap { $0.text() })
        case "escalate":
            body.allow("reason")
            return body.required("reason")?.wording().map { .escalate(reason: $0) }
        case "notify":
            body.allow("to", "text")
            guard let to = body.required("to")?.choice(Receiver.self),
                let text = body.required("text")?.wording()
            else { return nil }
            return .notify(to, text)
        case "invite":
            body.allow("instrument")
            guard let key = body.required("instrument")?.key() else { return nil }
            return .invite(instrument: key == "same" ? nil : key)
        default:
            body.fault(
                "unknownMember", ["allowed": "open_case, assign, tag, escalate, notify, invite"])
            return nil
        }
    }

    private static func readOpenCase(_ node: DocumentNode) -> OpenCase? {
        node.allow("kind", "severity", "process", "promise", "team", "title", "tags")
        let kind = node.required("kind")?.choice(Case.Kind.self)
        let severity = node.child("severity").map { $0.choice(Case.Severity.self) } ?? .ordinary
        let process = node.required("process")?.key()
        let promise = node.child("promise")?.key()
        let team = node.child("team")?.text()
        let title = node.required("title")?.wording()
        let tags = node.list("tags").compactMap { $0.text() }
        guard let kind, let severity, let process, let title else { return nil }
        return OpenCase(
            kind: kind, severity: severity, process: process, promise: promise, team: team,
            title: title, tags: tags)
    }
}
