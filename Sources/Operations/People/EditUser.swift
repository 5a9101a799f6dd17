import Base
import Domain

/// Changes a person's name, role or language; what is absent stays.
public struct EditUser: Operation {
    public static let name = "users.edit"
    public static let summary = "Change a person's name, role or language; what is absent stays."
    public static let access = Access.right(.peopleWrite)
    public static let input = [
        Field.user,
        Field("name", .text(max: 100), .optional),
        Field("role", .choice(Role.allCases.map(\.rawValue)), .optional),
        .language,
    ]

    private let user: ID<User>
    private let change: UserAccount.Change

    public init(_ input: Input) throws {
        user = try input.id("user")
        change = UserAccount.Change(
            name: input.textOrNil("name"),
            role: input.textOrNil("role").flatMap(Role.init(rawValue:)),
            language: input.textOrNil("language"))
    }

    public func perform(on desk: Desk) async throws -> UserResource {
        try await desk.change(user, change, as: "user.changed")
    }
}
