public import Base
public import Domain
import SQL
import Store

/// Makes a link that signs a person in once: for someone new, or who forgot the password.
public struct MakeSignInLink: Operation {
    public static let name = "people.makeSignInLink"
    public static let summary = "Make a link that signs a person in once, within 15 minutes."
    public static let access = Access.right(.peopleWrite)
    public static let input = [Field("user", .id(User.idPrefix))]

    private let user: ID<User>

    public init(_ input: Input) throws { user = try input.id("user") }

    public init(user: ID<User>) { self.user = user }

    public func perform(on desk: Desk) async throws -> SignInLinkResource {
        let (secret, expiresAt) = try await desk.write { ledger -> (Secret, Instant) in
            let found = try ledger.user(user).account
            // A link is the person's every right.
            try found.role.checkGiven(by: ledger.actor.rights)
            guard found.isActive else { throw Refusal(.conflict, "userInactive") }
            let secret = ledger.newSecret()
            try SignInLinks.insert(
                tokenHash: secret.hash, user: user, in: ledger.workspace, at: ledger.now,
                on: ledger.connection)
            try ledger.record("user.linkMade", .init(user))
            return (secret, ledger.now + SessionTerms.link)
        }
        return SignInLinkResource(path: "/sign-in/once/\(secret.text)", expiresAt: expiresAt)
    }
}

/// A link that signs in once; shown here and never again.
public struct SignInLinkResource: Resource {
    /// Below the server's address.
    public let path: String
    public let expiresAt: Instant

    public static let shape = Shape.object([
        Field("path", .text(), .required, "Below the server's address; works once."),
        Field("expiresAt", .instant),
    ])

    public var json: JSON {
        ["path": .string(path), "expiresAt": .string(expiresAt.iso8601)]
    }
}

extension House {
    /// The path of a one-time sign-in link for whoever started the program: the first
    /// administrator; nil while nobody is there.
    public func startLink() async throws -> String? {
        let found = try await database.read { connection -> UserAccount? in
            for workspace in try Workspaces.all(on: connection) {
                let administrators = try Users.list(
                    .init(role: .administrator, isActive: true, limit: 1), in: workspace,
                    on: connection)
                if let first = administrators.first { return first.account }
            }
            return nil
        }
        guard let found else { return nil }
        let desk = Desk(self, actor: .system("console", in: found.workspace))
        return try await desk.perform(MakeSignInLink(user: found.id)).path
    }
}
