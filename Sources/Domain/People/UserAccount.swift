public import Base

/// A person's place in a workspace: what decides who may sign in and do what.
public struct UserAccount: Hashable, Sendable {
    public let id: ID<User>
    public let workspace: ID<Workspace>
    public var login: Login
    public var name: String
    public var role: Role
    /// `zh` or `en`, if the person chose one.
    public var language: String?
    public var isActive: Bool

    public init(
        id: ID<User>, workspace: ID<Workspace>, login: Login, name: String, role: Role,
        language: String? = nil, isActive: Bool = true
    ) {
        self.id = id
        self.workspace = workspace
        self.login = login
        self.name = name
        self.role = role
        self.language = language
        self.isActive = isActive
    }

    /// What a person's account becomes; what is nil stays.
    public struct Change: Hashable, Sendable {
        public var name: String?
        public var role: Role?
        public var language: String?
        public var isActive: Bool?

        public init(
            name: String? = nil, role: Role? = nil, language: String? = nil, isActive: Bool? = nil
        ) {
            self.name = name
            self.role = role
            self.language = language
            self.isActive = isActive
        }
    }

    /// The account after a change by someone with `rights`.
    /// - Parameter otherAdministrators: how many active ones there are besides this person.
    /// - Throws: `Refusal` when the change gives or takes more than its author has, or when
    ///   nobody would be left who can mend it.
    public func changed(
        _ change: Change, by rights: Set<Right>, otherAdministrators: Int
    ) throws(Refusal) -> UserAccount {
        var after = self
        after.name = change.name ?? name
        after.role = change.role ?? role
        after.language = change.language ?? language
        after.isActive = change.isActive ?? isActive
        if after.role != role || after.isActive != isActive {
            try role.checkGiven(by: rights)
            try after.role.checkGiven(by: rights)
        }
        let wasAdministrator = role == .administrator && isActive
        let isAdministrator = after.role == .administrator && after.isActive
        guard !wasAdministrator || isAdministrator || otherAdministrators > 0 else {
            throw Refusal(.conflict, "lastAdministrator")
        }
        return after
    }
}

extension Role {
    /// Nobody gives, or takes over, more than they have: otherwise a token for managing people
    /// would be a key to everything.
    /// - Throws: `Refusal` naming the right that is missing.
    public func checkGiven(by rights: Set<Right>) throws(Refusal) {
        let missing = self.rights.subtracting(rights).map(\.rawValue).sorted()
        guard let first = missing.first else { return }
        throw Refusal(.forbidden, "roleBeyondOwn", ["role": rawValue, "right": first])
    }
}
