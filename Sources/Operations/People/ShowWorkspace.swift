import Base
import Domain
import SQL
import Store

/// What the workspace is set to.
public struct ShowWorkspace: Operation {
    public static let name = "workspace.show"
    public static let summary = "Show the workspace's settings."
    public static let access = Access.right(.workspaceWrite)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> WorkspaceResource {
        let found = try await desk.read { try Workspaces.find(desk.workspace, on: $0) }
        guard let found else { throw Refusal(.notFound, "noSuchPage") }
        return WorkspaceResource(found)
    }
}
