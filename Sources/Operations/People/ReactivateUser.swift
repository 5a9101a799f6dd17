import Base
import Domain

/// Gives a person their access back.
public struct ReactivateUser: Operation {
    public static let name = "users.reactivate"
    public static let summary = "Give a person their access back."
    public static let access = Access.right(.peopleWrite)
    public static let input = [Field.user]

    private let user: ID<User>

    public init(_ input: Input) throws { user = try input.id("user") }

    public func perform(on desk: Desk) async throws -> UserResource {
        try await desk.change(user, .init(isActive: true), as: "user.reactivated")
    }
}
