public import Base
public import Domain
import Store

/// One browser in which I am signed in.
public struct SessionResource: Resource {
    public let id: ID<UserSession>
    public let begunAt: Instant
    public let lastSeenAt: Instant
    public let address: String?
    public let browser: String?

    init(_ stored: Sessions.Stored) {
        id = stored.id
        begunAt = stored.terms.begunAt
        lastSeenAt = stored.terms.lastSeenAt
        address = stored.address
        browser = stored.browser
    }

    public static let shape = Shape.object([
        Field("id", .id(UserSession.idPrefix)),
        Field("begunAt", .instant),
        Field("lastSeenAt", .instant),
        Field("address", .text(max: 64), .optional),
        Field("browser", .text(max: 200), .optional),
    ])

    public var json: JSON {
        [
            "id": .string(id.description),
            "begunAt": .string(begunAt.iso8601),
            "lastSeenAt": .string(lastSeenAt.iso8601),
            "address": .optional(address),
            "browser": .optional(browser),
        ]
    }
}
