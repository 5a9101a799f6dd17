import Base
import Domain
import SQL
import Store

extension Ledger {
    /// To whom a team's way gives a new case; nil where people take cases themselves.
    func giving(
        by team: Teams.Stored, _ draft: CaseDraft, _ field: (String) -> JSON?
    ) throws -> CaseGiving? {
        guard team.assigns != .manual else { return nil }
        let members = try team.members.filter { user in
            let account = try Users.find(user, in: workspace, on: connection)?.account
            return account.map { $0.isActive && $0.role.rights.contains(.casesWork) } ?? false
        }
        let (load, last) = try TeamLoad.of(members, in: workspace, on: connection)
        let today = now.civil(in: try zone()).date
        let away = try UserAbsences.of(members, in: workspace, on: connection)
            .filter { $0.value >= today }
        return team.assigns.give(
            among: members, load: load, lastGiven: last,
            fitting: team.assigns == .skill ? try fitting(members, draft, field) : [:],
            away: Set(away.keys), most: team.most)
    }

    /// Which of the case's words are among each one's skills.
    private func fitting(
        _ members: [ID<User>], _ draft: CaseDraft, _ field: (String) -> JSON?
    ) throws -> [ID<User>: Set<String>] {
        let names = ["kind", "severity", "channel", "process", "customer.language"]
        let words = Set(
            (names.compactMap { field($0)?.string } + draft.tags).map { $0.lowercased() })
        return try UserSkills.of(members, in: workspace, on: connection)
            .mapValues { $0.intersection(words) }
    }

    /// Keeps how it went; where nobody had room, whoever leads the team has to hear of it.
    func note(_ giving: CaseGiving, of one: Case) throws {
        try CaseGivings.insert(giving, of: one.id, in: workspace, on: connection)
        if giving.to == nil { try tell(.lead(levelsUp: 0), "nobody_free", of: one) }
    }
}
