import Base
import Domain
import SQL
public import Store

/// The first start: makes the workspace and its first administrator. Only while nobody is there.
public struct SetUp: Operation {
    public static let name = "people.setUp"
    public static let summary = "Make the workspace and its first administrator."
    public static let access = Access.anyone
    public static let input = [
        Field("workspace", .text(max: 100)),
        Field("zone", .text(max: 64)),
        Field("language", .choice(["zh", "en"])),
        Field("name", .text(max: 100)),
        Field("login", .text(max: 100)),
        Field("password", .document(max: 1_000)),
        Field("address", .text(max: 64), .optional),
        Field("browser", .text(max: 1_000), .optional),
    ]

    private let fields: WorkspaceFields
    private let displayName: String
    private let login: Login
    private let password: String
    private let origin: Origin

    public init(_ input: Input) throws {
        fields = WorkspaceFields(input, name: "workspace")
        displayName = input.text("name")
        login = try Login(input.text("login"))
        password = input.text("password")
        origin = Origin(
            address: input.textOrNil("address"), browser: input.textOrNil("browser"))
        try PasswordRules.check(password, login: login.text, name: displayName)
    }

    public func perform(on desk: Desk) async throws -> SignedIn {
        let house = desk.house
        try fields.checkZone(house.library)
        guard try await house.isUntouched() else { throw Refusal(.conflict, "alreadySetUp") }
        let hash = try await Passwords.hash(
            password, salt: house.randomBytes(16), cost: house.passwordCost)
        let account = UserAccount(
            id: house.newID(), workspace: house.newID(), login: login, name: displayName,
            role: .administrator)
        return try await Desk(house, actor: Actor(account)).write { ledger in
            try ledger.lockSetUp()
            guard try !Users.exist(on: ledger.connection) else {
                throw Refusal(.conflict, "alreadySetUp")
            }
            try ledger.begin(
                .init(
                    id: ledger.workspace, name: fields.name, zone: fields.zone,
                    language: fields.language))
            _ = try Users.insert(
                account, password: hash.stored, at: ledger.now, on: ledger.connection)
            try ledger.record("user.created", .init(account.id), ["login": .string(login.text)])
            return try ledger.beginSession(account, from: origin, by: "setUp")
        }
    }
}

extension House {
    /// True until anyone can sign in.
    public func isUntouched() async throws -> Bool {
        try await !database.read { try Users.exist(on: $0) }
    }
}

extension Ledger {
    /// Of two who set up at the same moment, one comes late.
    fileprivate func lockSetUp() throws {
        if let lock = connection.dialect.lock("set up") {
            try connection.each(lock) { _ in }
        }
    }

    /// Makes the ledger's workspace, with what every noun puts into a new one.
    public func begin(_ workspace: Workspaces.Stored) throws {
        try Workspaces.insert(workspace, at: now, on: connection)
        try record(
            "workspace.created", .init("workspace", workspace.id),
            WorkspaceResource(workspace).json)
        for beginning in Beginnings.all { try beginning(self, workspace) }
    }
}
