import Base
import Domain
import Testing

@Suite struct UserAccountTests {
    private func account(_ role: Role, isActive: Bool = true) throws -> UserAccount {
        UserAccount(
            id: ID(raw: 7), workspace: ID(raw: 1), login: try Login("fang"), name: "Fang",
            role: role, isActive: isActive)
    }

    private let all = Set(Right.allCases)

    @Test func theLastAdministratorStays() throws {
        let last = try account(.administrator)
        for change in [
            UserAccount.Change(role: .manager), .init(isActive: false),
            .init(role: .viewer, isActive: false),
        ] {
            let refusal = #expect(throws: Refusal.self) {
                try last.changed(change, by: all, otherAdministrators: 0)
            }
            #expect(refusal?.code == "lastAdministrator")
            let after = try last.changed(change, by: all, otherAdministrators: 1)
            #expect(after.role != .administrator || !after.isActive)
        }
    }

    @Test func theLastAdministratorMayBeRenamed() throws {
        let after = try account(.administrator)
            .changed(.init(name: "Fang Wang", language: "zh"), by: all, otherAdministrators: 0)
        #expect(after.name == "Fang Wang")
        #expect(after.language == "zh")
        #expect(after.role == .administrator)
    }

    @Test(arguments: Role.allCases, Role.allCases)
    func nobodyGivesMoreThanTheyHave(_ from: Role, _ to: Role) throws {
        let rights = Role.manager.rights.union([.peopleWrite])
        let isWithin = from != .administrator && to != .administrator
        let account = try account(from)
        do {
            _ = try account.changed(
                .init(role: to), by: rights, otherAdministrators: 3)
            #expect(isWithin || from == to)
        } catch {
            #expect(error.code == "roleBeyondOwn")
            #expect(!isWithin && from != to)
        }
    }

    @Test(arguments: [
        ("Wang.Fang@Example.COM", "wang.fang@example.com"), (" 李 雷 ", "李雷"), ("a-b_c+1", "a-b_c+1"),
    ])
    func loginsAreFolded(_ typed: String, _ text: String) throws {
        #expect(try Login(typed).text == text)
    }

    @Test(arguments: [
        ("a", "loginLength"), ("", "loginLength"), ("a/b", "loginCharacters"),
        ("<script>", "loginCharacters"), ("@example.com", "loginMail"), ("a@", "loginMail"),
        ("a@b@c", "loginMail"), (String(repeating: "x", count: 101), "loginLength"),
    ])
    func loginsThatNobodyCouldTypeAreRefused(_ typed: String, _ code: String) {
        let refusal = #expect(throws: Refusal.self) { try Login(typed) }
        #expect(refusal?.faults.map(\.code) == [code])
        #expect(refusal?.faults.first?.path == "login")
    }
}
