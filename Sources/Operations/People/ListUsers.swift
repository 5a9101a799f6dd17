import Base
import Domain
import SQL
import Store

/// The people of the workspace.
public struct ListUsers: Operation {
    public static let name = "users.list"
    public static let summary = "List the people of the workspace."
    public static let access = Access.right(.peopleRead)
    public static let input = [
        Field("text", .text(max: 100), .optional, "Part of the name or login."),
        Field("role", .choice(Role.allCases.map(\.rawValue)), .optional),
        Field("isActive", .boolean, .optional),
        .limit, .cursor,
    ]

    private let selection: Users.Selection

    public init(_ input: Input) throws {
        selection = Users.Selection(
            text: input.textOrNil("text"),
            role: input.textOrNil("role").flatMap(Role.init(rawValue:)),
            isActive: input["isActive"]?.bool, after: try input.cursor(User.self),
            limit: input.pageLimit)
    }

    public func perform(on desk: Desk) async throws -> Page<UserResource> {
        var wider = selection
        wider.limit += 1
        let found = try await desk.read { [wider] connection in
            try Users.list(wider, in: desk.workspace, on: connection)
        }
        return Page(found.map(UserResource.init), limit: selection.limit) {
            $0.account.id.description
        }
    }
}
