import Base
import Domain
import SQL
import Store

/// Who I am and what I may do.
public struct ShowMe: Operation {
    public static let name = "me.show"
    public static let summary = "Show who is signed in, and what they may do."
    public static let access = Access.signedIn
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> MeResource {
        let user = try desk.ownUser()
        let found = try await desk.read { connection in
            (
                try Users.find(user, in: desk.workspace, on: connection),
                try Workspaces.find(desk.workspace, on: connection)
            )
        }
        guard let own = found.0, let workspace = found.1 else {
            throw Refusal(.notFound, "noSuchUser")
        }
        return MeResource(user: UserResource(own), workspace: WorkspaceResource(workspace))
    }
}
