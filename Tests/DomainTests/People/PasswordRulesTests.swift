import Base
import Domain
import Testing

@Suite struct PasswordRulesTests {
    private func fault(_ password: String) -> String? {
        do {
            try PasswordRules.check(password, login: "wang.fang@example.com", name: "Fang Wang")
            return nil
        } catch {
            return error.faults.first?.code
        }
    }

    @Test(arguments: [
        "correct horse", "x7-kiwi-tram", "四月的风吹过南京路上", "blue lamp 42!", "Ωμέγα και άλφα",
    ])
    func goodOnesPass(_ password: String) {
        #expect(fault(password) == nil)
    }

    @Test(arguments: [
        ("short-one", "passwordTooShort"),
        ("", "passwordTooShort"),
        (String(repeating: "abcd", count: 51), "passwordTooLong"),
        ("wang.fang@example.com", "passwordIsName"),
        ("FangWang1988", "passwordIsName"),
        ("Wang.Fang!2026", "passwordIsName"),
        ("password1234", "passwordCommon"),
        ("Password!!2026", "passwordCommon"),
        ("aaaaaaaaaaaa", "passwordCommon"),
        ("ababababababab", "passwordCommon"),
        ("1234567890", "passwordCommon"),
        ("0987654321", "passwordCommon"),
        ("abcdefghijkl", "passwordCommon"),
        ("5201314520", "passwordCommon"),
        ("woaini520520", "passwordCommon"),
    ])
    func weakOnesAreRefusedForOneReason(_ password: String, _ code: String) {
        #expect(fault(password) == code)
    }

    @Test func digitsAloneAreNoName() throws {
        // Without letters a password must not count as equal to a name without letters.
        try PasswordRules.check("8274619305", login: "1234", name: "007")
    }
}
