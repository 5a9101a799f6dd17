public import Base

/// Which passwords are taken. Length is what makes one hard to guess; beyond it only the guesses
/// that everyone tries first are shut out.
public enum PasswordRules {
    public static let leastLength = 10
    public static let greatestLength = 200

    /// - Throws: `Refusal` at `path` with the one reason.
    public static func check(
        _ password: String, login: String, name: String, path: String = "password"
    ) throws(Refusal) {
        guard password.count >= leastLength else {
            throw .invalid(path, "passwordTooShort", ["min": "\(leastLength)"])
        }
        guard password.count <= greatestLength else {
            throw .invalid(path, "passwordTooLong", ["max": "\(greatestLength)"])
        }
        let core = letters(of: password)
        let own = [login, name, String(login.prefix { $0 != "@" })].map(letters)
        guard core.isEmpty || !own.contains(core) else {
            throw .invalid(path, "passwordIsName")
        }
        guard !isCommon(password.lowercased(), core: core) else {
            throw .invalid(path, "passwordCommon")
        }
    }

    /// Without the digits and marks with which people dress up a word.
    private static func letters(of text: String) -> String {
        String(text.lowercased().unicodeScalars.filter(\.properties.isAlphabetic))
    }

    private static func isCommon(_ password: String, core: String) -> Bool {
        if Set(password).count < 4 || isRun(password) { return true }
        return words.contains(Substring(core)) || words.contains(Substring(password))
    }

    /// `1234567890` and `zyxwvutsrq`: each character follows the one before.
    private static func isRun(_ password: String) -> Bool {
        let scalars = password.unicodeScalars.map { Int($0.value) }
        let steps = zip(scalars, scalars.dropFirst()).map { $1 - $0 }
        return [1, -1].contains { step in
            steps.count { $0 == step || $0 == -9 * step } == steps.count
        }
    }

    /// What people use first when ten characters are asked for, without digits and marks.
    private static let words: Set<Substring> = Set(
        """
        password passwort passwords mypassword passwordpassword thepassword passwd passphrase
        administrator admin adminadmin administrators root rootroot superuser sysadmin
        welcome welcomeback welcomewelcome letmein letmeinnow letmeinplease openup opensesame
        qwerty qwertyuiop qwertyui qwertyqwerty qwertz qwertzuiop azerty azertyuiop
        asdfghjkl asdfasdf asdfghjklqwerty zxcvbnm zxcvbnmasdf qazwsx qazwsxedc qweasd qweasdzxc
        1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 zaq12wsx 1qaz2wsx3edc qaz123wsx456 abc123abc123
        iloveyou iloveyouso iloveyoutoo loveyou woaini woainiwoaini wobuaini nihao nihaonihao
        sunshine princess football baseball basketball superman batman dragon monkey master
        trustno trustnoone whatever changeme changemenow changeit pleasechange secret secretsecret
        topsecret test testtest testing testpassword tester demo demodemo demonstration
        default defaultpassword temporary temppassword guest guestguest login loginlogin user
        username useruser abcdef abcdefg abcdefgh abcdefghij abcabc aabbcc aaaabbbb
        company customer customers customerservice service servicedesk support helpdesk office
        summer winter spring autumn january monday friday hello hellohello helloworld
        nuo nuonuo mima mimamima wodemima guanliyuan kefu kefuzhongxin zhongguo beijing shanghai
        11223344556 1122334455 0011223344 5201314520 1314520131 1357924680 2468013579 1212121212
        1231231231 123123123123 12341234123 1234512345 1234554321 1234561234 123456123456
        1029384756 1472583690 7894561230 9876543210 0987654321 0123456789 1234567890 a123456789
        """.split(whereSeparator: \.isWhitespace))
}
