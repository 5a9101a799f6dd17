public import Base

/// Who a site says that its chat's visitor is, as the site's server signed it: claims of a JSON Web
/// Token (RFC 7519) for one channel and a short time.
public struct ChatIdentity: Hashable, Sendable {
    /// The customer's key, the same as in imports and invitations.
    public let subject: String
    public let name: String?
    public let mail: String?

    /// So far ahead an end may lie: what is stolen does not serve for long.
    public static let lastsMost = Span.hours(24)
    /// How far two clocks may differ.
    private static let tolerance = Span.minutes(1)

    /// - Throws: `Refusal` for claims of another channel, of another time, or that name nobody.
    public init(claims: JSON, for channel: ID<Channel>, at now: Instant) throws(Refusal) {
        let audience = claims["aud"]
        let named = audience?.array?.compactMap(\.string) ?? [audience?.string].compactMap { $0 }
        guard named.contains(channel.description) else {
            throw Refusal(.signInNeeded, "identityElsewhere")
        }
        guard let end = ChatIdentity.moment(claims["exp"]), end > now,
            end <= now + ChatIdentity.lastsMost + ChatIdentity.tolerance
        else { throw Refusal(.signInNeeded, "identityOver") }
        for name in ["nbf", "iat"] where claims[name] != nil {
            guard let start = ChatIdentity.moment(claims[name]),
                start <= now + ChatIdentity.tolerance
            else { throw Refusal(.signInNeeded, "identityOver") }
        }
        guard let said = claims["sub"]?.string, let subject = try? Customer.checked(key: said)
        else {
            throw Refusal(.signInNeeded, "identityNobody")
        }
        self.subject = subject
        let name = claims["name"]?.string?.cleaned ?? ""
        self.name = name.isEmpty ? nil : String(name.prefix(100))
        let mail = claims["email"]?.string ?? claims["mail"]?.string
        self.mail = mail.flatMap { Contact(.mail, $0).plain?.value }
    }

    private static func moment(_ claim: JSON?) -> Instant? {
        guard let seconds = claim?.number, seconds >= 0, seconds < 1e11 else { return nil }
        return Instant(seconds: Int64(seconds))
    }
}
