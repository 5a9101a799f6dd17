public import Base

/// What a person signs in with: a mail address or a short name, always in small letters, so that
/// nobody is shut out by the case they type.
public struct Login: Hashable, Sendable {
    public let text: String

    /// - Throws: `Refusal` at `login` when the text has characters no login has.
    public init(_ typed: String) throws(Refusal) {
        let text = Login.folded(typed)
        guard (2...100).contains(text.count) else {
            throw .invalid("login", "loginLength", ["min": "2", "max": "100"])
        }
        guard text.unicodeScalars.allSatisfy(Login.isAllowed) else {
            throw .invalid("login", "loginCharacters")
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty else {
            throw .invalid("login", "loginMail")
        }
        self.text = text
    }

    /// The form that is stored and compared.
    public static func folded(_ typed: String) -> String {
        String(typed.unicodeScalars.filter { !$0.properties.isWhitespace }).lowercased()
    }

    private static func isAllowed(_ scalar: UnicodeScalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || "@._-+".unicodeScalars.contains(scalar)
    }
}
