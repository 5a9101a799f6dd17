public import Base
public import Domain
import Store

/// A person, as others see them.
public struct UserResource: Resource {
    public let account: UserAccount
    public let hasPassword: Bool
    public let createdAt: Instant
    public let lastSignInAt: Instant?

    init(_ stored: Users.Stored) {
        account = stored.account
        hasPassword = stored.password != nil
        createdAt = stored.createdAt
        lastSignInAt = stored.lastSignInAt
    }

    public static let shape = Shape.object([
        Field("id", .id(User.idPrefix)),
        Field("login", .text(max: 100)),
        Field("name", .text(max: 100)),
        Field("role", .choice(Role.allCases.map(\.rawValue))),
        Field("language", .choice(["zh", "en"]), .optional),
        Field("isActive", .boolean),
        Field("hasPassword", .boolean, .required, "False until the person has set one."),
        Field("createdAt", .instant),
        Field("lastSignInAt", .instant, .optional),
    ])

    public var json: JSON {
        [
            "id": .string(account.id.description),
            "login": .string(account.login.text),
            "name": .string(account.name),
            "role": .string(account.role.rawValue),
            "language": .optional(account.language),
            "isActive": .bool(account.isActive),
            "hasPassword": .bool(hasPassword),
            "createdAt": .string(createdAt.iso8601),
            "lastSignInAt": .optional(lastSignInAt?.iso8601),
        ]
    }
}

extension Field {
    static let role = Field("role", .choice(Role.allCases.map(\.rawValue)))
    static let language = Field(
        "language", .choice(["zh", "en"]), .optional, "Of the pages the person sees.")
    static let user = Field("user", .id(User.idPrefix))
    static let limit = Field("limit", .integer(1...200), .optional, "Items a page; 100 if absent.")
    static let cursor = Field(
        "cursor", .text(max: 40), .optional, "The nextCursor of the page before.")
}

extension Input {
    /// - Throws: `Refusal` when the cursor is none that we gave away.
    func cursor<Kind>(_: Kind.Type) throws(Refusal) -> ID<Kind>? {
        guard let text = textOrNil("cursor") else { return nil }
        guard let id = ID<Kind>(text) else { throw .invalid("cursor", "badCursor") }
        return id
    }

    var pageLimit: Int { integerOrNil("limit") ?? 100 }
}

extension Page {
    /// - Parameter found: up to one more than a page holds, which tells that there is a next.
    init(_ found: [Element], limit: Int, cursor: (Element) -> String) {
        let items = Array(found.prefix(limit))
        self.init(items, nextCursor: found.count > limit ? items.last.map(cursor) : nil)
    }
}
