public import Base

/// What is known when a case is opened.
public struct CaseOpening: Sendable {
    public let id: ID<Case>
    public let number: Int
    public var kind: Case.Kind
    public var severity: Case.Severity
    public var title: Wording
    public var customer: ID<Customer>?
    public var team: ID<Team>?
    public var assignee: ID<User>?
    public var process: DocumentStamp
    public var origin: Case.Origin
    public var tags: [String]
    /// The clocks its promise sets; none when nothing was promised.
    public var terms: [ClockTerms]
    /// The customer's own words, which begin the thread.
    public var words: String?

    public init(
        id: ID<Case>, number: Int, kind: Case.Kind, severity: Case.Severity = .ordinary,
        title: Wording, customer: ID<Customer>? = nil, team: ID<Team>? = nil,
        assignee: ID<User>? = nil,
        process: DocumentStamp, origin: Case.Origin = .init(), tags: [String] = [],
        terms: [ClockTerms] = [], words: String? = nil
    ) {
        self.id = id
        self.number = number
        self.kind = kind
        self.severity = severity
        self.title = title
        self.customer = customer
        self.team = team
        self.assignee = assignee
        self.process = process
        self.origin = origin
        self.tags = tags
        self.terms = terms
        self.words = words
    }
}

extension Case {
    /// Opens a case and starts the clocks that were promised for it, and that of its first step.
    public static func open(
        _ opening: CaseOpening, in context: CaseContext
    ) throws(Refusal) -> (Case, CaseChange) {
        var (opened, change) = try begun(opening, in: context)
        opened.beginStep(
            by: Process.Version(opened.process, context.process), in: context, &change)
        return (opened, change)
    }

    /// A case with the clocks of what was promised.
    static func begun(
        _ opening: CaseOpening, in context: CaseContext
    ) throws(Refusal) -> (Case, CaseChange) {
        try checkText(opening.title.en, "title", max: 500)
        try checkText(opening.title.zh, "title", max: 500)
        let now = context.now
        let status: Status = opening.assignee == nil ? .new : .open
        var change = CaseChange()
        let started = opening.terms.map { terms -> (clock: Clock, entry: ClockEntry?) in
            guard !terms.kind.repeats else { return (.idle(terms, at: now), nil) }
            let (clock, entry) = Clock.start(terms, at: now, in: context.hours[terms.calendar])
            return (clock, entry)
        }
        let opened = Case(
            id: opening.id, number: opening.number, kind: opening.kind,
            severity: opening.severity, status: status, title: opening.title,
            customer: opening.customer, team: opening.team,
            assignee: opening.assignee, process: opening.process, step: context.process.first.key,
            fields: .init(), tags: opening.tags, origin: opening.origin, openedAt: now,
            closedAt: nil, outcome: nil, reopenings: 0,
            stamps: [status: StatusStamps(enteredAt: now)], clocks: started.map(\.clock))
        change.add(.opened, opened.summary)
        change.add(started.compactMap(\.entry))
        if let words = opening.words, words.contains(where: { !$0.isWhitespace }) {
            change.messages.append(
                CaseMessage(
                    id: context.messageID, at: now, kind: .received, author: .customer, text: words,
                    isAutomatic: false))
        }
        return (opened, change)
    }

    /// What followers need to know of a case without loading it.
    var summary: JSON {
        [
            "number": .integer(number), "kind": .string(kind.rawValue),
            "severity": .string(severity.rawValue),
            "status": .string(status.rawValue), "step": .string(step), "title": title.json,
            "process": process.json, "customer": .optional(customer?.description),
            "team": .optional(team?.description), "assignee": .optional(assignee?.description),
            "response": .optional(origin.response?.description), "rule": .optional(origin.rule),
            "channel": .optional(origin.channel),
        ]
    }

    static func checkText(
        _ text: String, _ path: String, max: Int = 20_000
    ) throws(Refusal) {
        guard text.contains(where: { !$0.isWhitespace }) else { throw .invalid(path, "required") }
        guard text.utf8.count <= max else {
            throw .invalid(path, "tooLong", ["max": String(max)])
        }
    }
}
