/// Why something did not get through.
public struct Trouble: Error, Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// The address belongs to no public network and is not allowed by name.
        case privateAddress
        case unreachable
        /// No TLS where it is asked for, or a certificate that proves nothing.
        case notSecure
        case signIn
        case timedOut
        /// The connection ended before the answer.
        case dropped
        /// The other side asks to come again later.
        case later
        /// The other side says no for good.
        case refused
        /// What was to be sent is not well-formed.
        case unfit
    }

    public let kind: Kind
    /// What the other side answered: an SMTP or HTTP status; 0 for none.
    public let code: Int
    /// In the words of the other side or of the library.
    public let text: String
    /// Whether a mail server refused this one recipient rather than sender or content.
    public let isOfRecipient: Bool
    /// Whether everything was handed over and only the answer is missing: it may have arrived.
    public let isInDoubt: Bool

    public init(
        _ kind: Kind, code: Int = 0, text: String = "", isOfRecipient: Bool = false,
        isInDoubt: Bool = false
    ) {
        self.kind = kind
        self.code = code
        self.text = text
        self.isOfRecipient = isOfRecipient
        self.isInDoubt = isInDoubt
    }
}
