import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct UsersTests {
    private func signIn(_ workspace: TestWorkspace, _ login: String) async throws -> String {
        try await Desk(workspace.house, actor: .respondent(in: ID(raw: 0))).perform(
            SignIn.self,
            ["login": .string(login), "password": .string(TestWorkspace.password)]
        ).token
    }

    private func user(_ id: ID<User>) -> JSON { .string(id.description) }

    @Test(arguments: Engine.available)
    func theLastAdministratorIsProtected(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.administrator)
            let own = user(workspace.user(.administrator))
            for attempt in 1...2 {
                let refusal = await #expect(throws: Refusal.self) {
                    if attempt == 1 {
                        try await desk.perform(EditUser.self, ["user": own, "role": "viewer"])
                    } else {
                        try await desk.perform(DeactivateUser.self, ["user": own])
                    }
                }
                #expect(refusal?.code == "lastAdministrator")
            }
            try await desk.perform(
                EditUser.self, ["user": user(workspace.user(.manager)), "role": "administrator"])
            let after = try await desk.perform(EditUser.self, ["user": own, "role": "viewer"])
            #expect(after.account.role == .viewer)
        }
    }

    @Test(arguments: Engine.available)
    func twoWhoDemoteEachOtherDoNotBothSucceed(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let first = workspace.user(.administrator)
            let second = workspace.user(.manager)
            for _ in 1...5 {
                for id in [first, second] {
                    try await workspace.system.perform(
                        EditUser.self, ["user": user(id), "role": "administrator"])
                }
                await withTaskGroup(of: Void.self) { group in
                    for id in [first, second] {
                        group.addTask {
                            _ = try? await workspace.desk(.administrator).perform(
                                EditUser.self, ["user": user(id), "role": "viewer"])
                        }
                    }
                }
                let left = try await database.read {
                    try Users.administrators(besides: ID(raw: 0), in: workspace.id, on: $0)
                }
                #expect(left == 1)
            }
        }
    }

    @Test(arguments: Engine.available)
    func aChangedRoleHoldsAtOnce(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let house = workspace.house
            let session = try await signIn(workspace, "agent")
            let token = try #require(
                try await workspace.desk(.agent).perform(
                    CreateToken.self, ["name": "x", "scopes": ["cases:read", "cases:work"]]
                ).secret)
            #expect(try await house.session(session)?.actor.rights == Role.agent.rights)
            #expect(try await house.bearer(token)?.rights == [.casesRead, .casesWork])
            let id = user(workspace.user(.agent))
            try await workspace.desk(.administrator).perform(
                EditUser.self, ["user": id, "role": "auditor"])
            #expect(try await house.session(session)?.actor.rights == Role.auditor.rights)
            #expect(try await house.bearer(token)?.rights == [.casesRead])
            try await workspace.desk(.administrator).perform(DeactivateUser.self, ["user": id])
            #expect(try await house.session(session) == nil)
            #expect(try await house.bearer(token) == nil)
            // Access comes back, the old session does not.
            try await workspace.desk(.administrator).perform(ReactivateUser.self, ["user": id])
            #expect(try await house.session(session) == nil)
            #expect(try await house.bearer(token)?.rights == [.casesRead])
        }
    }

    @Test(arguments: Engine.available)
    func nobodyGivesMoreThanTheyHave(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let made = try await workspace.desk(.administrator).perform(
                CreateToken.self, ["name": "hr", "scopes": ["people:read", "people:write"]])
            let secret = try #require(made.secret)
            let actor = try #require(try await workspace.house.bearer(secret))
            let desk = Desk(workspace.house, actor: actor)
            let administrator = workspace.user(.administrator)
            let codes = [
                await #expect(throws: Refusal.self) {
                    try await desk.perform(
                        CreateUser.self, ["name": "M", "login": "mm", "role": "administrator"])
                },
                await #expect(throws: Refusal.self) {
                    try await desk.perform(MakeSignInLink(user: administrator))
                },
                await #expect(throws: Refusal.self) {
                    try await desk.perform(DeactivateUser.self, ["user": user(administrator)])
                },
            ].map { $0?.code }
            #expect(codes == Array(repeating: "roleBeyondOwn", count: 3))
            // A token has no profile and makes no tokens.
            let refusal = await #expect(throws: Refusal.self) {
                try await desk.perform(CreateToken.self, ["name": "x", "scopes": ["people:read"]])
            }
            #expect(refusal?.kind == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func loginsAreTakenOnce(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let refusal = await #expect(throws: Refusal.self) {
                try await workspace.system.perform(
                    CreateUser.self, ["name": "Again", "login": " AGENT", "role": "viewer"])
            }
            #expect(refusal?.faults == [.init("login", "loginTaken")])
        }
    }

    @Test(arguments: Engine.available)
    func listsPageAndFilter(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.agent)
            for n in 1...5 {
                try await workspace.system.perform(
                    CreateUser.self,
                    [
                        "name": .string("王\(n) 100%_"), "login": .string("wang\(n)"),
                        "role": "agent",
                    ])
            }
            var seen: [String] = []
            var cursor: String?
            repeat {
                let page = try await desk.perform(
                    ListUsers.self, ["limit": 4, "cursor": .optional(cursor)])
                #expect(page.items.count <= 4)
                seen += page.items.map(\.account.login.text)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(seen.count == 11)
            #expect(Set(seen).count == 11)
            func count(_ fields: KeyValuePairs<String, JSON>) async throws -> Int {
                try await desk.perform(ListUsers.self, fields).items.count
            }
            #expect(try await count(["text": "王3"]) == 1)
            #expect(try await count(["text": "WANG"]) == 5)
            #expect(try await count(["text": "100%_"]) == 5)
            #expect(try await count(["text": "%"]) == 5)
            #expect(try await count(["role": "agent"]) == 6)
            #expect(try await count(["isActive": false]) == 0)
            let refusal = await #expect(throws: Refusal.self) {
                try await desk.perform(ListUsers.self, ["cursor": "x"])
            }
            #expect(refusal?.faults.first?.code == "badCursor")
        }
    }

    @Test(arguments: Engine.available)
    func passwordsChangeWithTheOldOne(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let house = workspace.house
            let here = try await signIn(workspace, "agent")
            let there = try await signIn(workspace, "agent")
            let desk = workspace.desk(.agent)
            let own = try #require(try await house.session(here)?.id)
            for (current, password, place) in [
                ("wrong", "seven brown kites", "current"), ("", "seven brown kites", "current"),
                (TestWorkspace.password, "short", "password"),
                (TestWorkspace.password, "The Agent!", "password"),
            ] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await desk.perform(
                        ChangePassword.self,
                        ["current": .string(current), "password": .string(password)])
                }
                #expect(refusal?.faults.map(\.path) == [place])
            }
            try await desk.perform(
                ChangePassword.self,
                [
                    "current": .string(TestWorkspace.password), "password": "seven brown kites",
                    "session": .string(own.description),
                ])
            #expect(try await house.session(here) != nil)
            #expect(try await house.session(there) == nil)
            _ = await #expect(throws: Refusal.self) { try await signIn(workspace, "agent") }
        }
    }

    @Test(arguments: Engine.available)
    func everyoneEndsOnlyTheirOwnSessions(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let house = workspace.house
            let token = try await signIn(workspace, "agent")
            let other = try await signIn(workspace, "agent")
            let session = try #require(try await house.session(token)).id
            let refusal = await #expect(throws: Refusal.self) {
                try await workspace.desk(.manager).perform(EndSession(session))
            }
            #expect(refusal?.code == "noSuchSession")
            let listed = try await workspace.desk(.agent).perform(ListSessions.self, [:]).items
            #expect(listed.count == 2)
            _ = try await workspace.desk(.agent).perform(EndSession(session))
            #expect(try await house.session(token) == nil)
            #expect(try await house.session(other) != nil)
            try await workspace.desk(.agent).perform(EndOtherSessions.self, [:])
            #expect(try await house.session(other) == nil)
        }
    }
}
