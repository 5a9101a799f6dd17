import Base
import Domain
import SQL
import Store

extension Ledger {
    /// Who is told about a case.
    enum Told {
        case assignee
        /// The lead of the case's team, or of a team so many levels above.
        case lead(levelsUp: Int)
    }

    /// Tells somebody about a case; returns whom. Nobody is told where nobody is responsible, and
    /// then that itself is on record with the event that caused it.
    @discardableResult
    func tell(
        _ told: Told, _ kind: String, of one: Case, _ data: JSON = [:]
    ) throws -> ID<User>? {
        guard let user = try user(told, of: one) else { return nil }
        try Notices.insert(
            newID(), to: user, kind: kind, of: one.id, data: data, at: now, in: workspace,
            on: connection)
        return user
    }

    private func user(_ told: Told, of one: Case) throws -> ID<User>? {
        switch told {
        case .assignee: return one.assignee
        case .lead(let levels):
            guard let team = one.team else { return nil }
            guard levels > 0 else { return try Teams.lead(of: team, in: workspace, on: connection) }
            let above = try Teams.tree(in: workspace, on: connection).above(team)
            // A tree that is not so tall ends at its top: somebody has to hear of it.
            let teams = [team] + above
            for place in teams.prefix(levels + 1).reversed() {
                if let lead = try Teams.lead(of: place, in: workspace, on: connection) {
                    return lead
                }
            }
            return nil
        }
    }
}
