public import Base

/// What a rule does when it holds.
public enum RuleAction: Hashable, Sendable {
    case openCase(OpenCase)
    /// Gives the event's case to a team, by its name, or a person, by the login: one of both at
    /// least. A person alone keeps the case's team, a team alone chooses nobody.
    case assign(team: String?, assignee: String?)
    case tag([String])
    /// Tells the lead of the case's team.
    case escalate(reason: Wording)
    case notify(Receiver, Wording)
    /// Asks the customer to answer an instrument; nil asks with that of the case's first answer.
    case invite(instrument: String?)
    /// Writes to the customer, or to an address.
    case mail(to: String?, subject: Wording, text: Wording)
    /// Says something in the chat of a robot, by its name in the settings.
    case robot(name: String, text: Wording)
    /// Calls another program, by its name in the settings.
    case webhook(name: String)
    case set(Setting)
    /// Opens a case that goes through a process of its own, linked to the event's case; or the
    /// event's own case goes on by it.
    case startProcess(String, isOwn: Bool)
    case clock(ClockAct)
    /// Lets time go by before the actions after it.
    case wait(Wait)

    /// What a rule writes on a case.
    public struct Setting: Hashable, Sendable {
        public let kind: Case.Kind?
        public let severity: Case.Severity?
        /// Of the process's steps.
        public let fields: JSON.Object
    }

    /// What a rule does to the clocks of a case.
    public enum ClockAct: Hashable, Sendable {
        case pause(reason: Wording)
        case resume
        case reset(ClockKind, reason: Wording)
    }

    public struct Wait: Hashable, Sendable {
        public let span: Span
        /// What must hold afterwards for the rest to be done; nil asks nothing.
        public let condition: Expression?
    }

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
        case .mail: "mail"
        case .robot: "robot"
        case .webhook: "webhook"
        case .set: "set"
        case .startProcess: "start_process"
        case .clock: "clock"
        case .wait: "wait"
        }
    }

    /// All that documents may name.
    public static let names = [
        "open_case", "assign", "tag", "set", "start_process", "clock", "escalate", "notify",
        "invite", "mail", "robot", "webhook", "wait",
    ]

    /// Whether it acts on a case, so that an event without one has nothing to act on.
    public var needsCase: Bool {
        switch self {
        case .assign, .tag, .escalate, .notify, .set, .startProcess, .clock: true
        case .openCase, .invite, .mail, .robot, .webhook, .wait: false
        }
    }

    /// Whether an event of this kind would come of it, and call for it again without end.
    func loops(on trigger: Rule.Trigger) -> Bool {
        switch (self, trigger) {
        case (.openCase, .caseOpened), (.invite(nil), .responseCompleted),
            (.escalate, .caseEscalated):
            true
        default: false
        }
    }

    /// - Parameter scope: what a condition after a wait may speak of.
    static func read(_ node: DocumentNode, _ scope: Scope?) -> RuleAction? {
        guard let object = node.value.object, object.count == 1, let member = object.members.first
        else {
            node.fault("oneActionEach")
            return nil
        }
        let body = node.node(member.value, at: member.key)
        switch member.key {
        case "open_case": return readOpenCase(body).map(RuleAction.openCase)
        case "assign":
            body.allow("team", "assignee")
            if body.value.object?.isEmpty != false { body.fault("empty") }
            return .assign(
                team: body.child("team")?.text(), assignee: body.child("assignee")?.text())
        case "tag": return .tag(body.list().compactMap { $0.text() })
        case "escalate":
            body.allow("reason")
            return body.required("reason")?.wording().map { .escalate(reason: $0) }
        case "notify": return readNotify(body)
        case "invite":
            body.allow("instrument")
            guard let key = body.required("instrument")?.key() else { return nil }
            return .invite(instrument: key == "same" ? nil : key)
        case "mail": return readMail(body)
        case "robot": return readRobot(body)
        case "webhook":
            body.allow("name")
            return body.required("name")?.text().map { .webhook(name: $0) }
        case "set": return readSetting(body).map(RuleAction.set)
        case "start_process":
            body.allow("process", "own_case")
            let isOwn = body.child("own_case").map { $0.bool() ?? false } ?? false
            return body.required("process")?.key().map { .startProcess($0, isOwn: isOwn) }
        case "clock": return readClock(body).map(RuleAction.clock)
        case "wait": return readWait(body, scope).map(RuleAction.wait)
        default:
            body.fault("unknownMember", ["allowed": names.joined(separator: ", ")])
            return nil
        }
    }

    private static func readNotify(_ body: DocumentNode) -> RuleAction? {
        body.allow("to", "text")
        guard let to = body.required("to")?.choice(Receiver.self),
            let text = body.required("text")?.wording()
        else { return nil }
        return .notify(to, text)
    }

    private static func readRobot(_ body: DocumentNode) -> RuleAction? {
        body.allow("name", "text")
        guard let name = body.required("name")?.text(),
            let text = body.required("text")?.wording()
        else { return nil }
        return .robot(name: name, text: text)
    }

    private static func readMail(_ body: DocumentNode) -> RuleAction? {
        body.allow("to", "subject", "text")
        guard let to = body.required("to"), let subject = body.required("subject")?.heading(),
            let text = body.required("text")?.wording()
        else { return nil }
        if to.value == "customer" { return .mail(to: nil, subject: subject, text: text) }
        return to.mailAddress().map { .mail(to: $0, subject: subject, text: text) }
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
