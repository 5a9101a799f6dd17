import Base
import Domain
import SQL
import Store

/// Opens a session with login and password. A wrong login, a wrong password and a person who left
/// are answered alike, after the same time.
public struct SignIn: Operation {
    public static let name = "people.signIn"
    public static let summary = "Sign in with login and password."
    public static let access = Access.anyone
    public static let input = [
        Field("login", .text(max: 200)),
        Field("password", .document(max: 1_000)),
        Field("address", .text(max: 64), .optional),
        Field("browser", .text(max: 1_000), .optional),
    ]

    private let login: String
    private let password: String
    private let origin: Origin

    public init(_ input: Input) {
        login = Login.folded(input.text("login"))
        password = input.text("password")
        origin = Origin(
            address: input.textOrNil("address"), browser: input.textOrNil("browser"))
    }

    public func perform(on desk: Desk) async throws -> SignedIn {
        let house = desk.house
        try await house.countSignIn(login: login, address: origin.address)
        let found = try await desk.read { try Users.find(login: login, on: $0) }
        let hash = found?.password.flatMap(PasswordHash.init(stored:))
        let isRight = try await Passwords.matches(
            password, hash ?? .ofNobody(house.passwordCost))
        guard let found, let hash, isRight, found.account.isActive else {
            throw Refusal(.signInNeeded, "wrongSignIn")
        }
        let dearer =
            hash.isCheaper(than: house.passwordCost)
            ? try await Passwords.hash(
                password, salt: house.randomBytes(16), cost: house.passwordCost) : nil
        return try await begin(found, dearer, on: house)
    }

    /// - Parameter dearer: the hash that takes the place of one made at a lower cost.
    private func begin(
        _ found: Users.Stored, _ dearer: PasswordHash?, on house: House
    ) async throws -> SignedIn {
        let workspace = found.account.workspace
        return try await Desk(house, actor: Actor(found.account)).write { ledger in
            let user = try ledger.user(found.account.id)
            // Left, or with another password, since it was looked up.
            guard user.account.isActive, user.password == found.password else {
                throw Refusal(.signInNeeded, "wrongSignIn")
            }
            if let dearer {
                try Users.setPassword(
                    dearer.stored, of: user.account.id, in: workspace, on: ledger.connection)
            }
            try SignInTries.forget("login:\(login)", on: ledger.connection)
            return try ledger.beginSession(user.account, from: origin, by: "password")
        }
    }
}

extension House {
    /// Counts before the password is looked at, so that many guesses at once are all counted.
    /// - Throws: `Refusal` when there were too many.
    func countSignIn(login: String, address: String?) async throws {
        let now = now()
        let counts = try await database.write { connection in
            let byLogin = try SignInTries.count(
                "login:\(login.prefix(100))", within: .login, at: now, on: connection)
            let byAddress = try address.map {
                try SignInTries.count("address:\($0)", within: .address, at: now, on: connection)
            }
            return (byLogin, byAddress)
        }
        try SignInLimit.login.check(counts.0, at: now)
        if let byAddress = counts.1 { try SignInLimit.address.check(byAddress, at: now) }
    }
}
