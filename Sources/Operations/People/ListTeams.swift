import Base
import Domain
import SQL
import Store

/// The teams of the workspace.
public struct ListTeams: Operation {
    public static let name = "teams.list"
    public static let summary = "List all teams by name, with their place in the tree."
    public static let access = Access.right(.peopleRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<TeamResource> {
        let found = try await desk.read { try Teams.list(in: desk.workspace, on: $0) }
        return Page(found.map(TeamResource.init))
    }
}
