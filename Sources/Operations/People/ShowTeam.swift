import Base
import Domain
import SQL
import Store

/// One team.
public struct ShowTeam: Operation {
    public static let name = "teams.show"
    public static let summary = "Show a team."
    public static let access = Access.right(.peopleRead)
    public static let input = [Field("team", .id(Team.idPrefix))]

    private let team: ID<Team>

    public init(_ input: Input) throws { team = try input.id("team") }

    public func perform(on desk: Desk) async throws -> TeamResource {
        let found = try await desk.read { try Teams.find(team, in: desk.workspace, on: $0) }
        guard let found else { throw Refusal(.notFound, "noSuchTeam") }
        return TeamResource(found)
    }
}
