public import Base
public import Domain

/// A signed-in person's session, as pages need it.
public struct Session: Sendable {
    public let id: ID<UserSession>
    public let actor: Actor
    /// What the person is called on pages.
    public let userName: String
    /// `zh` or `en`, if the person chose one.
    public let language: String?
    /// The workspace's, in which times are shown.
    public let zone: Zone
    /// Must come back with every form.
    public let csrf: String
    /// The workspace holds generated records.
    public let isDemonstration: Bool

    public init(
        id: ID<UserSession>, actor: Actor, userName: String, language: String?, zone: Zone = .utc,
        csrf: String, isDemonstration: Bool = false
    ) {
        self.id = id
        self.actor = actor
        self.userName = userName
        self.language = language
        self.zone = zone
        self.csrf = csrf
        self.isDemonstration = isDemonstration
    }
}
