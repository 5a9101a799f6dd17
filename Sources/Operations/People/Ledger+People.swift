import Base
import Domain
import SQL
import Store

extension Event.Subject {
    init(_ user: ID<User>) { self.init("user", user) }
    init(_ team: ID<Team>) { self.init("team", team) }
    init(_ token: ID<Token>) { self.init("token", token) }
}

extension Ledger {
    func newSecret(prefix: String = "") -> Secret { Secret(randomBytes(32), prefix: prefix) }

    /// - Throws: `Refusal` when the workspace has no such person.
    func user(_ id: ID<User>) throws -> Users.Stored {
        guard let user = try Users.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchUser")
        }
        return user
    }

    /// - Throws: `Refusal` when the workspace has no such team.
    func team(_ id: ID<Team>) throws -> Teams.Stored {
        guard let team = try Teams.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchTeam")
        }
        return team
    }

    /// Signs a person in; the ledger must be the person's own.
    func beginSession(_ user: UserAccount, from origin: Origin, by way: String) throws -> SignedIn {
        let secret = newSecret()
        try Sessions.sweep(of: user.id, in: workspace, at: now, on: connection)
        try Sessions.insert(
            .init(
                new: newID(), user: user.id, workspace: workspace, at: now,
                address: origin.address, browser: origin.browser),
            tokenHash: secret.hash, on: connection)
        try Users.signedIn(user.id, in: workspace, at: now, on: connection)
        try record(
            "user.signedIn", .init(user.id),
            ["by": .string(way), "address": .optional(origin.address)])
        return SignedIn(token: secret.text, user: user.id, language: user.language)
    }

    /// Two who demote each other at the same moment must not both succeed.
    func lockPeople() throws {
        if let lock = connection.dialect.lock("people \(workspace)") {
            try connection.each(lock) { _ in }
        }
    }
}
