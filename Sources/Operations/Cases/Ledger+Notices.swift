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

    /// Tells somebody about a case, unless it is somebody who was told already; returns whom.
    /// Nobody is told where nobody is responsible, and then that itself is on record with the event
    /// that caused it.
    @discardableResult
    func tell(
        _ told: Told, _ kind: String, of one: Case, _ data: JSON = [:],
        unless known: ID<User>? = nil
    ) throws -> ID<User>? {
        guard let user = try user(told, of: one), user != known else { return nil }
        let notice = Notices.New(
            id: newID(), to: user, kind: kind, of: one.id, data: data, at: now)
        try Notices.insert([notice], in: workspace, on: connection)
        return user
    }

    private func user(_ told: Told, of one: Case) throws -> ID<User>? {
        switch told {
        case .assignee: return one.assignee
        case .lead(let levels):
            var leads = Leads(of: workspace, on: connection)
            return try leads.lead(of: one, levelsUp: levels)
        }
    }
}

/// Who leads which team, each read once.
struct Leads {
    private struct Place: Hashable {
        let team: ID<Team>
        let levelsUp: Int
    }

    private let workspace: ID<Workspace>
    private let connection: any Connection
    private var known: [Place: ID<User>?] = [:]

    init(of workspace: ID<Workspace>, on connection: any Connection) {
        self.workspace = workspace
        self.connection = connection
    }

    /// The lead of the case's team, or of a team so many levels above.
    mutating func lead(of one: Case, levelsUp: Int) throws -> ID<User>? {
        guard let team = one.team else { return nil }
        let place = Place(team: team, levelsUp: levelsUp)
        if let known = known[place] { return known }
        let found = try find(place)
        known[place] = .some(found)
        return found
    }

    private func find(_ place: Place) throws -> ID<User>? {
        guard place.levelsUp > 0 else {
            return try Teams.lead(of: place.team, in: workspace, on: connection)
        }
        let above = try Teams.tree(in: workspace, on: connection).above(place.team)
        // A tree that is not so tall ends at its top: somebody has to hear of it.
        let teams = [place.team] + above
        for team in teams.prefix(place.levelsUp + 1).reversed() {
            if let lead = try Teams.lead(of: team, in: workspace, on: connection) { return lead }
        }
        return nil
    }
}
