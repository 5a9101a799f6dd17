import Base
import Domain
import Store

/// Adds a person. Without a password they come in by a sign-in link and set one themselves.
public struct CreateUser: Operation {
    public static let name = "users.create"
    public static let summary = "Add a person; without a password, make a sign-in link for them."
    public static let access = Access.right(.peopleWrite)
    public static let input = [
        Field("name", .text(max: 100)),
        Field("login", .text(max: 100), .required, "Mail address or short name; small letters."),
        .role, .language,
        Field("password", .document(max: 1_000), .optional),
    ]

    private let displayName: String
    private let login: Login
    private let role: Role
    private let language: String?
    private let password: String?

    public init(_ input: Input) throws {
        displayName = input.text("name")
        login = try Login(input.text("login"))
        guard let role = Role(rawValue: input.text("role")) else {
            throw Refusal.invalid("role", "required")
        }
        self.role = role
        language = input.textOrNil("language")
        password = input.textOrNil("password")
        if let password {
            try PasswordRules.check(password, login: login.text, name: displayName)
        }
    }

    public func perform(on desk: Desk) async throws -> UserResource {
        try role.checkGiven(by: desk.actor.rights)
        let hash = try await password.hashed(by: desk.house)
        return try await desk.write { ledger -> UserResource in
            let account = UserAccount(
                id: ledger.newID(), workspace: ledger.workspace, login: login,
                name: displayName, role: role, language: language)
            guard
                try Users.insert(
                    account, password: hash?.stored, at: ledger.now, on: ledger.connection)
            else { throw Refusal.invalid("login", "loginTaken") }
            try ledger.record(
                "user.created", .init(account.id),
                [
                    "login": .string(login.text), "name": .string(displayName),
                    "role": .string(role.rawValue),
                ])
            return UserResource(try ledger.user(account.id))
        }
    }
}

extension String? {
    /// Nil for no password.
    func hashed(by house: House) async throws -> PasswordHash? {
        guard let self else { return nil }
        return try await Passwords.hash(
            self, salt: house.randomBytes(16), cost: house.passwordCost)
    }
}
