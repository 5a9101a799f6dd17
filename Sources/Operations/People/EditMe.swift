import Base
import Domain

/// Changes my own name or language; what is absent stays.
public struct EditMe: Operation {
    public static let name = "me.edit"
    public static let summary = "Change one's own name or language; what is absent stays."
    public static let access = Access.signedIn
    public static let input = [Field("name", .text(max: 100), .optional), .language]

    private let change: UserAccount.Change

    public init(_ input: Input) {
        change = UserAccount.Change(
            name: input.textOrNil("name"), language: input.textOrNil("language"))
    }

    public func perform(on desk: Desk) async throws -> UserResource {
        try await desk.change(try desk.ownUser(), change, as: "user.changed")
    }
}
