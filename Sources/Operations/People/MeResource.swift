public import Base
import Domain

/// The person who asks, with what they may do.
public struct MeResource: Resource {
    public let user: UserResource
    public let workspace: WorkspaceResource

    public static let shape = Shape.object([
        Field("user", UserResource.shape),
        Field("workspace", WorkspaceResource.shape),
        Field("rights", .array(.choice(Right.allCases.map(\.rawValue)))),
    ])

    public var json: JSON {
        [
            "user": user.json,
            "workspace": workspace.json,
            "rights": .array(
                Scopes.ordered(user.account.role.rights).map(JSON.string)),
        ]
    }
}
