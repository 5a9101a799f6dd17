import Base
import Domain
import Store

/// Adds a team.
public struct CreateTeam: Operation {
    public static let name = "teams.create"
    public static let summary = "Add a team."
    public static let access = Access.right(.peopleWrite)
    public static let input = TeamFields.fields + [TeamFields.members]

    private let fields: TeamFields
    private let members: [ID<User>]

    public init(_ input: Input) throws {
        fields = try TeamFields(input)
        members = try TeamFields.members(input)
    }

    public func perform(on desk: Desk) async throws -> TeamResource {
        try await desk.write { ledger -> TeamResource in
            try ledger.lockPeople()
            let team = Teams.Stored(
                id: ledger.newID(), name: fields.name, parent: fields.parent, lead: fields.lead,
                calendar: fields.calendar, assigns: fields.assigns,
                most: fields.most, members: members)
            try ledger.check(fields, of: team.id)
            try ledger.checkMembers(members)
            try Teams.insert(team, in: ledger.workspace, at: ledger.now, on: ledger.connection)
            let resource = TeamResource(try ledger.team(team.id))
            try ledger.record("team.created", .init(team.id), resource.json)
            return resource
        }
    }
}
