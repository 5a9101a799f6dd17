import Base
import Domain
import SQL
import Store

extension Ledger {
    /// Whose yes the act needs before this actor may do it on this case; nil where none.
    func approvalNeeded(for act: Approval.Act, on one: Case) throws -> ApprovalTerms? {
        let terms = try process(one.process).complaint?.approval(of: act, at: one.severity)
        return terms.flatMap { $0.waits(for: role, rights: actor.rights) ? $0 : nil }
    }

    /// Whether such a change of class is one for which a yes is needed.
    static func lowers(_ one: Case, to kind: Case.Kind?, _ severity: Case.Severity?) -> Bool {
        severity.map { $0 < one.severity } ?? false || kind.map { $0 != one.kind } ?? false
    }

    /// Asks for the yes and tells those who may give it.
    func ask(
        _ act: Approval.Act, _ details: JSON.Object, on id: ID<Case>, _ terms: ApprovalTerms
    ) throws -> Case {
        let approvers = try approvers(terms)
        guard !approvers.isEmpty else {
            let roles = terms.roles.map(\.rawValue).sorted().joined(separator: ", ")
            throw Refusal(.conflict, "nobodyApproves", ["roles": roles])
        }
        let one = try command(.ask(act, details), on: id)
        let lead = try one.team.flatMap { try Teams.lead(of: $0, in: workspace, on: connection) }
        // The team's own lead decides first; where that is nobody who may, all who may are told.
        let told = lead.flatMap { approvers.contains($0) ? [$0] : nil } ?? approvers
        try Notices.insert(
            told.prefix(Ledger.mostTold).map {
                Notices.New(
                    id: newID(), to: $0, kind: "approval_asked", of: id,
                    data: ["act": .string(act.rawValue)], at: now)
            }, in: workspace, on: connection)
        return one
    }

    private static let mostTold = 20

    /// People who may say yes, but for whoever asks.
    private func approvers(_ terms: ApprovalTerms) throws -> [ID<User>] {
        try Users.list(.init(isActive: true, limit: 1_000), in: workspace, on: connection)
            .map(\.account)
            .filter { terms.allows($0.role, rights: $0.role.rights) && $0.id != actor.user }
            .map(\.id)
    }

    /// Whether the actor may say yes where these terms want one.
    func mayApprove(_ asked: Approval, by terms: ApprovalTerms?) -> Bool {
        guard actor.rights.contains(.casesDirect) else { return false }
        guard let terms else { return true }
        return terms.allows(role, rights: actor.rights)
            && !(terms.another && asked.askedBy == actor.forCases)
    }

    /// - Throws: `Refusal` that says whose yes it needs.
    func requireApprover(of asked: Approval, on one: Case) throws {
        let terms = try process(one.process).complaint?.approval(of: asked.act, at: one.severity)
        guard !mayApprove(asked, by: terms) else { return }
        if asked.askedBy == actor.forCases { throw Refusal(.forbidden, "approvalOfOwn") }
        let roles = (terms?.roles ?? []).map(\.rawValue).sorted().joined(separator: ", ")
        throw Refusal(.forbidden, "approvalByOthers", ["roles": roles])
    }

    /// What the actor may grant without asking; nil is without limit.
    func redressLimit(by terms: ComplaintTerms?) -> Double? {
        guard let terms else { return 0 }
        return terms.limit(of: role)
    }

    /// Does what was asked for.
    func carryOut(_ asked: Approval, on id: ID<Case>) throws -> Case {
        let details = asked.details
        switch asked.act {
        case .close:
            return try command(
                .close(
                    outcome: details["outcome"]?.string ?? "",
                    text: details["text"]?.string ?? ""), on: id)
        case .merge:
            let named: ID<Case>? = details["into"]?.string.flatMap(ID<Case>.init)
            guard let named, let target = try Cases.find(named, in: workspace, on: connection)
            else { throw Refusal(.notFound, "noSuchCase") }
            _ = try merge(id, into: target.mergedInto ?? named)
            return try take(id).0
        case .lower:
            return try classify(
                id, as: details["kind"]?.string.flatMap(Case.Kind.init),
                details["severity"]?.string.flatMap(Case.Severity.init),
                process: details["process"]?.string)
        }
    }

    /// Tells whoever asked.
    func tell(_ asked: Approval, _ kind: String, of one: Case) throws {
        guard case .user(let user) = asked.askedBy, user != actor.user else { return }
        try Notices.insert(
            [
                Notices.New(
                    id: newID(), to: user, kind: kind, of: one.id,
                    data: ["act": .string(asked.act.rawValue)], at: now)
            ], in: workspace, on: connection)
    }

    private var role: Role? {
        if case .user(_, let role) = actor.kind { role } else { nil }
    }
}
