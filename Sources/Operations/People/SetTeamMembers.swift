import Base
import Domain
import Store

/// Says who belongs to a team.
public struct SetTeamMembers: Operation {
    public static let name = "teams.setMembers"
    public static let summary = "Set who belongs to a team."
    public static let access = Access.right(.peopleWrite)
    public static let input = [Field("team", .id(Team.idPrefix)), TeamFields.members]

    private let team: ID<Team>
    private let members: [ID<User>]

    public init(_ input: Input) throws {
        team = try input.id("team")
        members = try TeamFields.members(input)
    }

    public func perform(on desk: Desk) async throws -> TeamResource {
        try await desk.write { ledger -> TeamResource in
            _ = try ledger.team(team)
            try ledger.checkMembers(members)
            try Teams.setMembers(
                members, of: team, in: ledger.workspace, on: ledger.connection)
            let resource = TeamResource(try ledger.team(team))
            try ledger.record("team.changed", .init(team), resource.json)
            return resource
        }
    }
}
