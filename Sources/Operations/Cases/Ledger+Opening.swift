import Base
import Domain
import SQL
import Store

/// A case to be opened, by the names that people and rules use.
struct CaseDraft {
    var kind = Case.Kind.feedback
    var severity = Case.Severity.ordinary
    var title: Wording
    var customer: ID<Customer>?
    var team: ID<Team>?
    var assignee: ID<User>?
    /// Keys of documents; nil takes the process for this kind, and the promise by its scope.
    var process: String?
    var promise: String?
    var origin = Case.Origin()
    var tags: [String] = []
    var words: String?
    /// What the message with those words is to be called; a new name if nil.
    var messageID: ID<CaseMessage>?
}

extension Ledger {
    /// Opens a case by the newest versions of its process and promise.
    func open(_ draft: CaseDraft, as actor: CaseActor? = nil) throws -> Case {
        try installLibrary()
        let worked = try process(for: draft)
        let team = try draft.team.map { try self.team($0) }
        if let assignee = draft.assignee { try checkAssignee(assignee) }
        let field = try facts(of: draft, worked.process)
        let giving =
            try draft.assignee == nil ? team.flatMap { try self.giving(by: $0, draft, field) } : nil
        let promise = try promise(for: draft, field)
        let terms =
            promise?.promise.terms(
                version: promise?.version ?? 0, teamCalendar: team?.calendar, field: field) ?? []
        var calendars = Hours(house.library, in: workspace, on: connection)
        let hours = try calendars.of(
            terms, and: worked.process.calendars(teamCalendar: team?.calendar))
        let opening = CaseOpening(
            id: newID(), number: try CaseNumbers.take(in: workspace, on: connection),
            kind: draft.kind, severity: draft.severity, title: draft.title,
            customer: draft.customer, team: draft.team, assignee: draft.assignee ?? giving?.to,
            process: worked.stamp, origin: draft.origin, tags: draft.tags,
            terms: terms, words: draft.words)
        let (one, change) = try Case.open(
            opening,
            in: CaseContext(
                process: worked.process, hours: hours, teamCalendar: team?.calendar,
                actor: actor ?? self.actor.forCases, now: now,
                messageID: draft.messageID ?? newID()))
        try Cases.insert(
            one, change, wakesAt: one.wakesAt(in: hours), in: workspace, on: connection)
        try record(change, of: one)
        if let giving { try note(giving, of: one) }
        if let words = draft.words, one.kind != .corrective { return try sense(one, words) }
        return one
    }

    /// The promise that the draft names, or the first whose scope covers it.
    func promise(
        for draft: CaseDraft, _ field: (String) -> JSON?
    ) throws -> (promise: Promise, version: Int)? {
        if let key = draft.promise {
            let named = try Documents.find(.promise, key, in: workspace, on: connection)
            guard let named else {
                throw Refusal.invalid("promise", "noSuchPromise", ["value": key])
            }
            return (try Promise(document: named.json), named.version)
        }
        for stored in try Documents.list(.promise, in: workspace, on: connection) {
            let promise = try Promise(document: stored.json)
            if promise.covers(field) { return (promise, stored.version) }
        }
        return nil
    }

    /// What a promise's scope and levels may ask.
    func facts(
        of draft: CaseDraft, _ process: Process
    ) throws -> (String) -> JSON? {
        let customer = try draft.customer.flatMap {
            try CaseCustomer.find([$0], in: workspace, on: connection).first
        }
        return { name in
            switch name {
            case "kind": .string(draft.kind.rawValue)
            case "severity": .string(draft.severity.rawValue)
            case "process": .string(process.key)
            case "channel": .optional(draft.origin.channel)
            case "has_response": .bool(draft.origin.response != nil)
            default: name.hasPrefix("customer.") ? customer?.field(name.dropFirst(9)) : nil
            }
        }
    }

    /// - Throws: `Refusal` when the person cannot be given a case.
    func checkAssignee(_ user: ID<User>) throws {
        let stored = try Users.find(user, in: workspace, on: connection)
        guard let account = stored?.account, account.isActive,
            account.role.rights.contains(.casesWork)
        else { throw Refusal.invalid("assignee", "cannotTakeCases") }
    }
}
