import Base
import Domain

/// Ends a person's access; their work stays under their name.
public struct DeactivateUser: Operation {
    public static let name = "users.deactivate"
    public static let summary = "End a person's access; what they did stays under their name."
    public static let access = Access.right(.peopleWrite)
    public static let input = [Field.user]

    private let user: ID<User>

    public init(_ input: Input) throws { user = try input.id("user") }

    public func perform(on desk: Desk) async throws -> UserResource {
        try await desk.change(user, .init(isActive: false), as: "user.deactivated")
    }
}
