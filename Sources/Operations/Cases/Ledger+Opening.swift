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
}

extension Ledger {
    /// Opens a case by the newest versions of its process and promise.
    /// - Parameter field: what a promise's scope may ask about the customer.
    func open(
        _ draft: CaseDraft, as actor: CaseActor? = nil,
        field: (String) -> JSON? = { _ in nil }
    ) throws -> Case {
        try installLibrary()
        let (process, stamp) = try process(for: draft)
        if let team = draft.team { _ = try self.team(team) }
        if let assignee = draft.assignee { try checkAssignee(assignee) }
        let promise = try promise(for: draft, process, field)
        var calendars = Hours(house.library, in: workspace, on: connection)
        let hours = try calendars.of(promise?.promise.calendar)
        let opening = CaseOpening(
            id: newID(), kind: draft.kind, severity: draft.severity, title: draft.title,
            customer: draft.customer, team: draft.team, assignee: draft.assignee,
            process: stamp, origin: draft.origin, tags: draft.tags,
            terms: promise?.promise.terms(version: promise?.version ?? 0) ?? [],
            words: draft.words)
        let (one, change) = try Case.open(
            opening,
            in: CaseContext(
                process: process, hours: hours,
                actor: actor ?? self.actor.forCases, now: now, messageID: newID()))
        try Cases.insert(
            one, change, wakesAt: one.wakesAt(in: hours), in: workspace, on: connection)
        try record(change, of: one)
        return one
    }

    /// What a case is worked by when nothing else is said: made for an unhappy customer.
    private static let standardProcess = "closed-loop"

    /// The process that the draft names, or the first that is for its kind.
    private func process(
        for draft: CaseDraft
    ) throws -> (process: Process, stamp: DocumentStamp) {
        if draft.process == nil {
            for stored in try Documents.list(.process, in: workspace, on: connection) {
                let process = try Process(document: stored.json)
                if process.kinds.contains(draft.kind) { return (process, stored.stamp) }
            }
        }
        let key = draft.process ?? Ledger.standardProcess
        guard let found = try Documents.find(.process, key, in: workspace, on: connection) else {
            throw Refusal.invalid("process", "noSuchProcess", ["value": key])
        }
        return (try Process(document: found.json), found.stamp)
    }

    /// The promise that the draft names, or the first whose scope covers it.
    private func promise(
        for draft: CaseDraft, _ process: Process, _ field: (String) -> JSON?
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
            let covers = promise.covers { name in
                switch name {
                case "kind": .string(draft.kind.rawValue)
                case "severity": .string(draft.severity.rawValue)
                case "process": .string(process.key)
                case "has_response": .bool(draft.origin.response != nil)
                default: field(name)
                }
            }
            if covers { return (promise, stored.version) }
        }
        return nil
    }

    /// - Throws: `Refusal` when the person cannot be given a case.
    func checkAssignee(_ user: ID<User>) throws {
        let stored = try Users.find(user, in: workspace, on: connection)
        guard let account = stored?.account, account.isActive,
            account.role.rights.contains(.casesWork)
        else { throw Refusal.invalid("assignee", "cannotTakeCases") }
    }
}
