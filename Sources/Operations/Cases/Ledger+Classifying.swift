import Base
import Domain
import SQL
import Store

extension Ledger {
    /// Classes a case anew and asks the policies again, as when it opened: the first that covers
    /// it decides. Where that is the policy it has, the version it began with stays; where none
    /// covers it, its clocks stay.
    func classify(
        _ id: ID<Case>, as kind: Case.Kind, _ severity: Case.Severity,
        by actor: CaseActor? = nil
    ) throws -> Case {
        let (one, _) = try take(id)
        let terms = try terms(of: one, as: kind, severity)
        return try command(
            .classify(kind, severity, terms: terms), on: id, as: actor, counting: terms ?? [])
    }

    private func terms(
        of one: Case, as kind: Case.Kind, _ severity: Case.Severity
    ) throws -> [ClockTerms]? {
        var draft = CaseDraft(title: one.title)
        draft.kind = kind
        draft.severity = severity
        draft.customer = one.customer
        draft.origin = one.origin
        let field = try facts(of: draft, process(one.process))
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
