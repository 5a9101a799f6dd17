import Base
import Domain
import SQL
import Store

/// Sets my own password and signs me out everywhere else.
public struct ChangePassword: Operation {
    public static let name = "me.changePassword"
    public static let summary = "Set one's own password; other sessions end."
    public static let access = Access.signedIn
    public static let input = [
        Field("current", .document(max: 1_000), .optional, "Left out when there is none yet."),
        Field("password", .document(max: 1_000)),
        Field("session", .id(UserSession.idPrefix), .optional, "The session that goes on."),
    ]

    private let current: String?
    private let password: String
    private let session: ID<UserSession>?

    public init(_ input: Input) throws {
        current = input["current"]?.string
        password = input.text("password")
        session = try input.idOrNil("session")
    }

    public func perform(on desk: Desk) async throws -> Done {
        let house = desk.house
        let id = try desk.ownUser()
        let found = try await desk.read { try Users.find(id, in: desk.workspace, on: $0) }
        guard let found else { throw Refusal(.notFound, "noSuchUser") }
        try await checkCurrent(found, on: house)
        try PasswordRules.check(
            password, login: found.account.login.text, name: found.account.name)
        let hash = try await Passwords.hash(
            password, salt: house.randomBytes(16), cost: house.passwordCost)
        let done = try await desk.write { ledger -> Done in
            guard try ledger.user(id).password == found.password else {
                throw Refusal(.conflict, "passwordChangedMeanwhile")
            }
            try Users.setPassword(
                hash.stored, of: id, in: ledger.workspace, on: ledger.connection)
            try Sessions.endAll(
                of: id, besides: session, in: ledger.workspace, on: ledger.connection)
            try SignInLinks.drop(of: id, in: ledger.workspace, on: ledger.connection)
            try ledger.record("user.passwordChanged", .init(id))
            return Done()
        }
        house.admissions.drop()
        return done
    }

    /// Guessing here counts like guessing at the door.
    private func checkCurrent(_ found: Users.Stored, on house: House) async throws {
        guard let hash = found.password.flatMap(PasswordHash.init(stored:)) else { return }
        guard let current else { throw Refusal.invalid("current", "required") }
        let login = found.account.login.text
        try await house.countSignIn(login: login, address: nil)
        guard try await Passwords.matches(current, hash) else {
            throw Refusal.invalid("current", "wrongPassword")
        }
        try await house.database.write {
            try SignInTries.forget("login:\(login)", on: $0)
        }
    }
}
