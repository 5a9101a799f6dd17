public import Base
public import Domain

/// Where someone signs in from: what limits tries, and what the person recognises in the list of
/// sessions.
public struct Origin: Hashable, Sendable {
    public let address: String?
    public let browser: String?

    public init(address: String?, browser: String?) {
        self.address = address.map { String($0.prefix(64)) }
        self.browser = browser.map { String($0.prefix(200)) }
    }
}

/// A session just begun; the only time its token is seen.
public struct SignedIn: Resource {
    /// For the cookie.
    public let token: String
    public let user: ID<User>
    public let language: String?

    public static let shape = Shape.object([Field("user", .id(User.idPrefix))])
    public var json: JSON { ["user": .string(user.description)] }
}
