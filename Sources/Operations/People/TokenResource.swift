public import Base
public import Domain
import Store

/// A token of the API, without what opens it.
public struct TokenResource: Resource {
    public let id: ID<Token>
    public let user: ID<User>
    public let name: String
    public let scopes: [String]
    public let madeAt: Instant
    public let expiresAt: Instant?
    public let lastUsedAt: Instant?
    public let revokedAt: Instant?
    /// Shown once, when the token is made.
    public var secret: String?

    init(_ stored: Tokens.Stored) {
        id = stored.id
        user = stored.user
        name = stored.name
        scopes = Scopes.ordered(stored.scopes)
        madeAt = stored.madeAt
        expiresAt = stored.expiresAt
        lastUsedAt = stored.lastUsedAt
        revokedAt = stored.revokedAt
    }

    public static let shape = Shape.object([
        Field("id", .id(Token.idPrefix)),
        Field("user", .id(User.idPrefix), .required, "Who made it."),
        Field("name", .text(max: 100)),
        Field("scopes", .array(.choice(Right.allCases.map(\.rawValue)))),
        Field("madeAt", .instant),
        Field("expiresAt", .instant, .optional),
        Field("lastUsedAt", .instant, .optional, "Exact to five minutes."),
        Field("revokedAt", .instant, .optional),
        Field("secret", .text(max: 100), .optional, "Only in the answer that makes the token."),
    ])

    public var json: JSON {
        [
            "id": .string(id.description),
            "user": .string(user.description),
            "name": .string(name),
            "scopes": .array(scopes.map(JSON.string)),
            "madeAt": .string(madeAt.iso8601),
            "expiresAt": .optional(expiresAt?.iso8601),
            "lastUsedAt": .optional(lastUsedAt?.iso8601),
            "revokedAt": .optional(revokedAt?.iso8601),
            "secret": .optional(secret),
        ]
    }
}
