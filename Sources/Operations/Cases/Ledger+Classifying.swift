import Base
import Domain
import SQL
import Store

extension Ledger {
    /// Classes a case anew, lets it go on by a process that is for it, and asks the policies
    /// again, as when it opened: the first that covers it decides. Where that is the policy it
    /// has, the version it began with stays; where none covers it, its clocks stay.
    /// - Parameter key: of the process; nil changes it only where its own is not for such a case.
    func classify(
        _ id: ID<Case>, as newKind: Case.Kind? = nil, _ newSeverity: Case.Severity? = nil,
        process key: String? = nil, by actor: CaseActor? = nil
    ) throws -> Case {
        let (one, _) = try take(id)
        let (kind, severity) = (newKind ?? one.kind, newSeverity ?? one.severity)
        let next =
            try key.map { try process(named: $0, for: kind) } ?? process(of: one, as: kind)
        let terms = try terms(
            of: one, as: kind, severity, by: next?.process, for: one.customer)
        return try command(
            .classify(kind, severity, terms: terms, by: next), on: id, as: actor,
            counting: terms ?? [])
    }

    /// What is promised to a case of this kind, severity, process and customer; nil where no policy
    /// covers it.
    func terms(
        of one: Case, as kind: Case.Kind, _ severity: Case.Severity, by next: Process? = nil,
        for customer: ID<Customer>?
    ) throws -> [ClockTerms]? {
        var draft = CaseDraft(title: one.title)
        draft.kind = kind
        draft.severity = severity
        draft.customer = customer
        draft.origin = one.origin
        let field = try facts(of: draft, next ?? process(one.process))
        guard var found = try promise(for: draft, field) else { return nil }
        let began = one.clocks.first?.terms.promise
        if let began, began.key == found.promise.key, began.version != found.version {
            let stored = try Documents.find(
                .promise, began.key, version: began.version, in: workspace, on: connection)
            if let stored {
                found = (try Promise(document: stored.json), began.version)
            }
        }
        let team = try one.team.map { try self.team($0) }
        return found.promise.terms(
            version: found.version, teamCalendar: team?.calendar, field: field)
    }
}
