import Base
public import Domain
import SQL
import Store

/// Who a request comes from.
extension House {
    /// How often the last use of a session or token is written down.
    private static let noteEvery = Span.minutes(5)

    /// The session of a cookie's token; nil when unknown or over.
    public func session(_ token: String) async throws -> Session? {
        guard let secret = Secret(shown: token) else { return nil }
        let now = now()
        let hash = secret.hash
        if case .session(let session) = admissions.admitted(hash, at: now) { return session }
        let ticket = admissions.ticket()
        let found = try await database.read { connection in
            try Sessions.find(tokenHash: hash, on: connection).map { found in
                let workspace = try Workspaces.find(found.session.workspace, on: connection)
                return (found.session, found.user.account, workspace)
            }
        }
        guard let (stored, account, workspace) = found, account.isActive,
            !stored.terms.isOver(at: now)
        else { return nil }
        if now - stored.terms.lastSeenAt >= House.noteEvery {
            try await database.write {
                try Sessions.touch(stored.id, in: stored.workspace, at: now, on: $0)
            }
        }
        let session = Session(
            id: stored.id, actor: Actor(account), userName: account.name,
            language: account.language,
            zone: workspace.flatMap { zone(named: $0.zone) } ?? .utc,
            csrf: secret.derived(for: "csrf"),
            isDemonstration: workspace?.isDemonstration ?? false)
        admissions.keep(.session(session), for: hash, at: now, ticket)
        return session
    }

    /// The actor of an API token; nil when unknown, expired or revoked. It can do what it was made
    /// for, as far as its maker still can.
    public func bearer(_ token: String) async throws -> Actor? {
        guard let secret = Secret(shown: token) else { return nil }
        let now = now()
        let hash = secret.hash
        if case .bearer(let actor) = admissions.admitted(hash, at: now) { return actor }
        let ticket = admissions.ticket()
        let found = try await database.read { try Tokens.find(tokenHash: hash, on: $0) }
        guard let (stored, user) = found, user.account.isActive, stored.isValid(at: now) else {
            return nil
        }
        if stored.lastUsedAt.map({ now - $0 >= House.noteEvery }) ?? true {
            try await database.write {
                try Tokens.used(stored.id, in: stored.workspace, at: now, on: $0)
            }
        }
        let actor = Actor(
            .token(stored.id), workspace: stored.workspace,
            rights: stored.scopes.intersection(user.account.role.rights))
        admissions.keep(.bearer(actor), for: hash, at: now, ticket)
        return actor
    }
}

extension Actor {
    /// A person with the rights of the role.
    public init(_ account: UserAccount) {
        self.init(
            .user(account.id, role: account.role), workspace: account.workspace,
            rights: account.role.rights)
    }
}
