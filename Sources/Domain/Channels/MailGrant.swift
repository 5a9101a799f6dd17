import Base

/// A mailbox that is signed in to not by a password but in its owner's name (OAuth 2.0, RFC 6749):
/// the owner agreed once at the provider, and the refresh token from that gets access for an hour
/// at a time.
public struct MailGrant: Hashable, Sendable {
    public enum Provider: String, CaseIterable, Sendable { case microsoft, google, other }

    public var provider: Provider
    /// Where the owner agrees.
    public var consentAddress: String
    public var tokenAddress: String
    public var scope: String
    public var client: String
    public var secret: String?
    /// Nil until the owner has agreed.
    public var refresh: String?

    static let members = [
        "provider", "tenant", "client", "secret", "refresh", "consentAddress", "tokenAddress",
        "scope",
    ]

    /// Whom the owner has agreed to, and where.
    static let named = ["provider", "tenant", "client", "tokenAddress"]

    static func read(_ node: DocumentNode) -> MailGrant? {
        guard let provider: Provider = node.child("provider")?.choice(),
            let client = node.required("client")?.plainText(300)
        else { return nil }
        let tenant = node.child("tenant")?.plainText(100) ?? "organizations"
        if !tenant.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }) {
            node.child("tenant")?.fault("notPlainText", ["max": "100"])
        }
        let known = standard(provider, tenant)
        let isOther = provider == .other
        func address(_ name: String, _ known: String?) -> String {
            isOther ? node.required(name)?.webAddress() ?? "" : known ?? ""
        }
        return MailGrant(
            provider: provider,
            consentAddress: address("consentAddress", known?.consent),
            tokenAddress: address("tokenAddress", known?.token),
            scope: isOther
                ? node.required("scope")?.plainText(500) ?? "" : known?.scope ?? "",
            client: client, secret: node.child("secret")?.plainText(1_000),
            refresh: node.child("refresh")?.plainText(8_000))
    }

    /// As both providers publish them.
    private static func standard(
        _ provider: Provider, _ tenant: String
    ) -> (consent: String, token: String, scope: String)? {
        switch provider {
        case .microsoft:
            let place = "https://login.microsoftonline.com/\(tenant)/oauth2/v2.0"
            return (
                "\(place)/authorize", "\(place)/token",
                "offline_access https://outlook.office.com/IMAP.AccessAsUser.All "
                    + "https://outlook.office.com/SMTP.Send"
            )
        case .google:
            return (
                "https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent",
                "https://oauth2.googleapis.com/token", "https://mail.google.com/"
            )
        case .other: return nil
        }
    }
}
