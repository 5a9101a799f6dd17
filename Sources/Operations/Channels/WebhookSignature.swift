import Base
import Crypto
import Foundation

/// The signature of Standard Webhooks: HMAC-SHA256 over id, time and body. The same for what we
/// send and for what calls us.
enum WebhookSignature {
    /// How far the other side's clock may be from ours.
    static let tolerance = Span.minutes(5)

    private static func key(_ secret: String) -> SymmetricKey {
        let letters = secret.hasPrefix("whsec_") ? secret.dropFirst(6) : secret[...]
        return SymmetricKey(data: Data(base64Encoded: String(letters)) ?? Data(secret.utf8))
    }

    private static func said(_ id: String, _ time: String, _ body: [UInt8]) -> [UInt8] {
        Array("\(id).\(time).".utf8) + body
    }

    /// `v1,…`.
    static func text(id: String, time: String, body: [UInt8], secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: said(id, time, body), using: key(secret))
        return "v1," + Data(code).base64EncodedString()
    }

    /// Whether one of the signatures in a header is right. How long the look takes tells nothing.
    static func holds(
        _ header: String, id: String, time: String, body: [UInt8], secret: String
    ) -> Bool {
        header.split(separator: " ").prefix(10).contains { one in
            guard one.hasPrefix("v1,"), let code = Data(base64Encoded: String(one.dropFirst(3)))
            else { return false }
            return HMAC<SHA256>.isValidAuthenticationCode(
                code, authenticating: said(id, time, body), using: key(secret))
        }
    }
}
