import Base
import Domain

/// Gives a case to a team and a person.
public struct AssignCase: Operation {
    public static let name = "cases.assign"
    public static let summary =
        "Set the team and the assignee; absent means none. Who works cases may take one."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("team", .id(Team.idPrefix), .optional),
        Field("assignee", .id(User.idPrefix), .optional),
    ]

    private let id: ID<Case>
    private let team: ID<Team>?
    private let assignee: ID<User>?

    public init(_ input: Input) throws {
        id = try input.id("case")
        team = try input.idOrNil("team")
        assignee = try input.idOrNil("assignee")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        let actor = desk.actor
        return try await desk.write { ledger -> CaseResource in
            if let team { _ = try ledger.team(team) }
            if let assignee { try ledger.checkAssignee(assignee) }
            let one = try ledger.command(.assign(team: team, assignee: assignee), on: id) { one in
                let takes = assignee != nil && assignee == actor.user && team == one.team
                guard takes || actor.rights.contains(.casesDirect) else {
                    throw Refusal.denied(.right(.casesDirect), actor)
                }
            }
            return try one.resource(on: desk, ledger.connection)
        }
    }
}
