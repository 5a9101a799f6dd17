import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct SignInTests {
    private func nobody(_ house: House) -> Desk {
        Desk(house, actor: .respondent(in: ID(raw: 0)))
    }

    private func signIn(
        _ house: House, _ login: String, _ password: String = TestWorkspace.password,
        from address: String? = nil
    ) async throws -> SignedIn {
        try await nobody(house).perform(
            SignIn.self,
            [
                "login": .string(login), "password": .string(password),
                "address": .optional(address),
            ])
    }

    @Test(arguments: Engine.available)
    func aSessionHoldsUntilItIsOver(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let token = try await signIn(test.house, " Agent ").token
            let session = try #require(try await test.house.session(token))
            #expect(session.actor == workspace.desk(.agent).actor)
            #expect(session.userName == "The agent")
            #expect(session.csrf.count == 32)
            #expect(try await test.house.session(token + "0") == nil)
            #expect(try await test.house.session("") == nil)
            // Used now and then it goes on, unused it ends after twelve hours.
            test.pass(.hours(11))
            #expect(try await test.house.session(token) != nil)
            test.pass(.hours(11))
            #expect(try await test.house.session(token) != nil)
            test.pass(.hours(12))
            #expect(try await test.house.session(token) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func nothingHoldsLongerThanThirtyDays(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            _ = try await test.workspace()
            let token = try await signIn(test.house, "agent").token
            for _ in 1...71 {
                test.pass(.hours(10))
                #expect(try await test.house.session(token) != nil)
            }
            test.pass(.hours(10))
            #expect(try await test.house.session(token) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func noSecretIsStored(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let session = try await signIn(test.house, "agent").token
            let made = try await workspace.desk(.agent).perform(
                CreateToken.self, ["name": "x", "scopes": ["cases:read"]])
            let link = try await workspace.system.perform(
                MakeSignInLink(user: workspace.user(.agent))
            ).path.split(separator: "/").last
            let secrets = [session, try #require(made.secret), String(try #require(link))]
            let stored = try await database.read { connection in
                try connection.rows(
                    """
                    SELECT token_hash FROM sessions UNION ALL SELECT token_hash FROM tokens
                    UNION ALL SELECT token_hash FROM sign_in_links
                    UNION ALL SELECT password FROM users UNION ALL SELECT data FROM events
                    """
                ) { $0.text(0) }
            }
            #expect(stored.count > 10)
            for secret in secrets + [TestWorkspace.password] {
                #expect(!stored.contains { $0.contains(secret) })
            }
        }
    }

    @Test(arguments: Engine.available)
    func wrongLoginWrongPasswordAndLeaversAreAnsweredAlike(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            _ = try await workspace.system.perform(
                DeactivateUser.self, ["user": .string(workspace.user(.viewer).description)])
            for (login, password) in [
                ("agent", "not the password"), ("nobody", TestWorkspace.password),
                ("viewer", TestWorkspace.password), ("agent", TestWorkspace.password + " "),
            ] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await signIn(test.house, login, password)
                }
                #expect(refusal == Refusal(.signInNeeded, "wrongSignIn"))
            }
        }
    }

    /// An unknown login must take as long as a wrong password, at the cost used in earnest.
    @Test func unknownLoginsTakeAsLong() async throws {
        try await Engine.sqlite.withDatabase { database in
            let cheap = TestHouse(database)
            _ = try await cheap.workspace()
            let test = TestHouse(database, seed: 9, passwordCost: .standard)
            // The first sign-in makes the hash dear.
            _ = try await signIn(test.house, "agent")
            // By turns, the fastest of many: other tests run beside this one.
            var fastest: [String: Duration] = [:]
            for _ in 1...9 {
                for login in ["agent", "nobody"] {
                    let took = await ContinuousClock().measure {
                        _ = await #expect(throws: Refusal.self) {
                            try await signIn(test.house, login, "not the password")
                        }
                    }
                    fastest[login] = min(took, fastest[login] ?? took)
                }
            }
            let known = try #require(fastest["agent"])
            let unknown = try #require(fastest["nobody"])
            // Without a hash for nobody it would be a tenth.
            #expect(unknown > known * 0.2)
        }
    }

    @Test(arguments: Engine.available)
    func hashesBecomeDearerWhenTheCostRises(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let cheap = TestHouse(database)
            let workspace = try await cheap.workspace()
            let dear = TestHouse(database, seed: 2, passwordCost: .standard)
            func stored() async throws -> String? {
                try await database.read {
                    try Users.find(workspace.user(.agent), in: workspace.id, on: $0)?.password
                }
            }
            #expect(try await stored()?.hasPrefix("scrypt:16:") == true)
            _ = try await signIn(dear.house, "agent")
            #expect(try await stored()?.hasPrefix("scrypt:32768:") == true)
            // A cheaper house opens it still, and leaves it dear.
            _ = try await signIn(cheap.house, "agent")
            #expect(try await stored()?.hasPrefix("scrypt:32768:") == true)
        }
    }

    @Test(arguments: Engine.available)
    func tooManyTriesForOneLoginMustWait(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            _ = try await test.workspace()
            for login in ["agent", "nobody"] {
                for _ in 1...SignInLimit.login.tries {
                    let refusal = await #expect(throws: Refusal.self) {
                        try await signIn(test.house, login, "not the password")
                    }
                    #expect(refusal?.code == "wrongSignIn")
                }
                // Now even the right one must wait.
                let refusal = await #expect(throws: Refusal.self) {
                    try await signIn(test.house, login)
                }
                #expect(refusal?.kind == .tooMany)
            }
            _ = try await signIn(test.house, "manager")
            test.pass(SignInLimit.window)
            _ = try await signIn(test.house, "agent")
        }
    }

    @Test(arguments: Engine.available)
    func tooManyTriesFromOneAddressMustWait(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            _ = try await test.workspace()
            for n in 1...SignInLimit.address.tries {
                _ = await #expect(throws: Refusal.self) {
                    try await signIn(test.house, "guess\(n)", from: "203.0.113.9")
                }
            }
            let refusal = await #expect(throws: Refusal.self) {
                try await signIn(test.house, "agent", from: "203.0.113.9")
            }
            #expect(refusal?.kind == .tooMany)
            _ = try await signIn(test.house, "agent", from: "203.0.113.10")
        }
    }

    @Test(arguments: Engine.available)
    func guessesAtOnceAreAllCounted(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            _ = try await test.workspace()
            let codes = await withTaskGroup(of: String.self) { group in
                for _ in 1...30 {
                    group.addTask {
                        do {
                            _ = try await signIn(test.house, "agent", "not the password")
                            return "in"
                        } catch let refusal as Refusal {
                            return refusal.code
                        } catch {
                            return "\(error)"
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(codes == ["wrongSignIn": 10, "tooManySignIns": 20])
        }
    }

    @Test(arguments: Engine.available)
    func linksOpenOnceWithinTheirTime(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            func link() async throws -> String {
                let path = try await workspace.desk(.administrator).perform(
                    MakeSignInLink(user: workspace.user(.agent))
                ).path
                return String(path.split(separator: "/")[2])
            }
            func use(_ token: String) async throws -> SignedIn {
                try await nobody(test.house).perform(
                    SignInOnce.self, ["token": .string(token)])
            }
            let first = try await link()
            let signedIn = try await use(first)
            #expect(signedIn.user == workspace.user(.agent))
            #expect(try await test.house.session(signedIn.token) != nil)
            let old = try await link()
            let ofLeaver = try await link()
            test.pass(.minutes(15))
            _ = try await workspace.system.perform(
                DeactivateUser.self, ["user": .string(workspace.user(.agent).description)])
            for token in [first, old, ofLeaver, "no such token", String(repeating: "0", count: 64)]
            {
                let refusal = await #expect(throws: Refusal.self) { try await use(token) }
                #expect(refusal == Refusal(.gone, "signInLinkGone"))
            }
        }
    }

    @Test(arguments: Engine.available)
    func aLinkUsedTwiceAtOnceOpensOnce(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let path = try await workspace.system.perform(
                MakeSignInLink(user: workspace.user(.agent))
            ).path
            let token = String(path.split(separator: "/")[2])
            let opened = await withTaskGroup(of: Bool.self) { group in
                for _ in 1...8 {
                    group.addTask {
                        let desk = Desk(test.house, actor: .respondent(in: ID(raw: 0)))
                        let signedIn = try? await desk.perform(
                            SignInOnce.self, ["token": .string(token)])
                        return signedIn != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(opened == 1)
        }
    }

    @Test(arguments: Engine.available)
    func theFirstStartMakesOneAdministrator(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            #expect(try await test.house.isUntouched())
            #expect(try await test.house.startLink() == nil)
            let fields: KeyValuePairs<String, JSON> = [
                "workspace": "云帆航空", "zone": "Asia/Shanghai", "language": "zh", "name": "王芳",
                "login": "Fang@example.com", "password": "seven brown kites",
            ]
            let refusal = await #expect(throws: Refusal.self) {
                try await nobody(test.house).perform(
                    SetUp.self,
                    [
                        "workspace": "x", "zone": "Moon/Base", "language": "zh", "name": "x",
                        "login": "fang", "password": "seven brown kites",
                    ])
            }
            #expect(refusal?.faults.map(\.path) == ["zone"])
            #expect(try await test.house.isUntouched())
            let token = try await nobody(test.house).perform(SetUp.self, fields).token
            let session = try #require(try await test.house.session(token))
            #expect(session.actor.rights == Set(Right.allCases))
            let me = try await Desk(test.house, actor: session.actor).perform(ShowMe.self, [:])
            #expect(me.workspace.name == "云帆航空")
            #expect(me.workspace.zone == "Asia/Shanghai")
            #expect(me.workspace.language == "zh")
            #expect(me.user.account.login.text == "fang@example.com")
            let again = await #expect(throws: Refusal.self) {
                try await nobody(test.house).perform(SetUp.self, fields)
            }
            #expect(again?.code == "alreadySetUp")
            #expect(try await test.house.startLink()?.hasPrefix("/sign-in/once/") == true)
        }
    }
}
