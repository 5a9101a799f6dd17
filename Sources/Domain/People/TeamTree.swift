public import Base

/// Which team is under which; never in a circle, so that a case that climbs comes to an end.
public struct TeamTree: Sendable {
    /// Deeper trees are no help to anyone who must escalate.
    public static let greatestDepth = 8

    /// Team → the team above; a team at the top has none.
    private let parents: [ID<Team>: ID<Team>]
    private let teams: Set<ID<Team>>

    public init(_ rows: [(team: ID<Team>, parent: ID<Team>?)]) {
        teams = Set(rows.map(\.team))
        parents = rows.reduce(into: [:]) { $0[$1.team] = $1.parent }
    }

    /// The teams above, nearest first.
    public func above(_ team: ID<Team>) -> [ID<Team>] {
        var path: [ID<Team>] = []
        var next = parents[team]
        // Rows broken by hand must not hang the reader.
        while let here = next, !path.contains(here), here != team {
            path.append(here)
            next = parents[here]
        }
        return path
    }

    /// - Throws: `Refusal` at `parent` when the team may not stand under it.
    public func check(_ team: ID<Team>, under parent: ID<Team>?) throws(Refusal) {
        guard let parent else { return }
        guard teams.contains(parent) else { throw .invalid("parent", "noSuchTeam") }
        guard parent != team, !above(parent).contains(team) else {
            throw .invalid("parent", "teamCircle")
        }
        guard above(parent).count + 1 + height(of: team) < TeamTree.greatestDepth else {
            throw .invalid("parent", "teamDepth", ["max": "\(TeamTree.greatestDepth)"])
        }
    }

    /// Levels below the team.
    private func height(of team: ID<Team>) -> Int {
        teams.compactMap { above($0).firstIndex(of: team).map { $0 + 1 } }.max() ?? 0
    }
}
