import Base
import Domain
import SQL
import Store

/// One person.
public struct ShowUser: Operation {
    public static let name = "users.show"
    public static let summary = "Show a person."
    public static let access = Access.right(.peopleRead)
    public static let input = [Field.user]

    private let user: ID<User>

    public init(_ input: Input) throws { user = try input.id("user") }

    public func perform(on desk: Desk) async throws -> UserResource {
        let found = try await desk.read { try Users.find(user, in: desk.workspace, on: $0) }
        guard let found else { throw Refusal(.notFound, "noSuchUser") }
        return UserResource(found)
    }
}
