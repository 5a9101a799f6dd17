import Base
import Domain
import SQL
import Store

extension Desk {
    /// The person who acts.
    /// - Throws: `Refusal` when it is a token or Nuo itself, which have no profile.
    func ownUser() throws(Refusal) -> ID<User> {
        guard let user = actor.user else { throw Refusal(.forbidden, "onlyForPeople") }
        return user
    }

    /// The one way in which an account changes; its sessions and links end with its access.
    func change(
        _ user: ID<User>, _ change: UserAccount.Change, as event: String
    ) async throws -> UserResource {
        let resource = try await write { ledger -> UserResource in
            try ledger.lockPeople()
            let before = try ledger.user(user).account
            let others = try Users.administrators(
                besides: user, in: ledger.workspace, on: ledger.connection)
            let after = try before.changed(
                change, by: ledger.actor.rights, otherAdministrators: others)
            if after != before {
                try Users.save(after, on: ledger.connection)
                try ledger.record(event, .init(user), after.difference(from: before))
            }
            if !after.isActive {
                try Sessions.endAll(
                    of: user, besides: nil, in: ledger.workspace, on: ledger.connection)
                try SignInLinks.drop(of: user, in: ledger.workspace, on: ledger.connection)
            }
            return UserResource(try ledger.user(user))
        }
        house.admissions.drop()
        return resource
    }
}

extension UserAccount {
    /// What an event tells: the new value of each thing that changed.
    fileprivate func difference(from before: UserAccount) -> JSON {
        var changed = JSON.Object()
        if name != before.name { changed.append("name", .string(name)) }
        if role != before.role {
            changed.append("role", .string(role.rawValue))
            changed.append("roleBefore", .string(before.role.rawValue))
        }
        if language != before.language { changed.append("language", .optional(language)) }
        return .object(changed)
    }
}
