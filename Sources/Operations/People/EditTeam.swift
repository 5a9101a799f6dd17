import Base
import Domain
import Store

/// Renames a team, moves it in the tree or changes its lead or hours; an absent one means none.
public struct EditTeam: Operation {
    public static let name = "teams.edit"
    public static let summary =
        "Set a team's name, place, lead, calendar and how it gives cases; an absent one means none."
    public static let access = Access.right(.peopleWrite)
    public static let input = [Field("team", .id(Team.idPrefix))] + TeamFields.fields

    private let team: ID<Team>
    private let fields: TeamFields

    public init(_ input: Input) throws {
        team = try input.id("team")
        fields = try TeamFields(input)
    }

    public func perform(on desk: Desk) async throws -> TeamResource {
        try await desk.write { ledger -> TeamResource in
            // Two moves at once could close a circle that neither sees.
            try ledger.lockPeople()
            let before = try ledger.team(team)
            try ledger.check(fields, of: team, leadBefore: before.lead)
            try Teams.save(
                .init(
                    id: team, name: fields.name, parent: fields.parent, lead: fields.lead,
                    calendar: fields.calendar, assigns: fields.assigns, most: fields.most),
                in: ledger.workspace, on: ledger.connection)
            let resource = TeamResource(try ledger.team(team))
            try ledger.record("team.changed", .init(team), resource.json)
            return resource
        }
    }
}
