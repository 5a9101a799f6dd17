public import Base
public import Domain
import Store

/// A workspace's settings.
public struct WorkspaceResource: Resource {
    public let id: ID<Workspace>
    public let name: String
    public let zone: String
    public let language: String
    public let isDemonstration: Bool

    init(_ stored: Workspaces.Stored) {
        id = stored.id
        name = stored.name
        zone = stored.zone
        language = stored.language
        isDemonstration = stored.isDemonstration
    }

    public static let shape = Shape.object([
        Field("id", .id(Workspace.idPrefix)),
        Field("name", .text(max: 100)),
        Field("zone", .text(max: 64), .required, "Time zone, such as Asia/Shanghai."),
        Field("language", .choice(["zh", "en"])),
        Field("isDemonstration", .boolean),
    ])

    public var json: JSON {
        [
            "id": .string(id.description),
            "name": .string(name),
            "zone": .string(zone),
            "language": .string(language),
            "isDemonstration": .bool(isDemonstration),
        ]
    }
}
