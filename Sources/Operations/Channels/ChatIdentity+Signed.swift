import Base
import Crypto
import Domain
import Foundation

extension ChatIdentity {
    private static let bytesMost = 4_096

    /// A JSON Web Token as the site's server signed it (RFC 7515): by HMAC-SHA256 and nothing
    /// else, whatever its head says.
    /// - Throws: `Refusal` for one that is not signed with this secret, is for another channel, or
    ///   not of this time.
    init(
        signed token: String, secret: String, for channel: ID<Channel>, at now: Instant
    ) throws {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        let forged = Refusal(.signInNeeded, "identityForged")
        guard token.utf8.count <= ChatIdentity.bytesMost, parts.count == 3,
            let head = ChatIdentity.bytes(parts[0]), let claims = ChatIdentity.bytes(parts[1]),
            let signature = ChatIdentity.bytes(parts[2])
        else { throw forged }
        let isSigned = HMAC<SHA256>.isValidAuthenticationCode(
            signature, authenticating: Array("\(parts[0]).\(parts[1])".utf8),
            using: SymmetricKey(data: Array(secret.utf8)))
        guard isSigned else { throw forged }
        do {
            guard try JSON(parsing: head)["alg"] == "HS256" else { throw forged }
            try self.init(claims: try JSON(parsing: claims), for: channel, at: now)
        } catch is JSONError {
            throw forged
        }
    }

    /// Base 64 for addresses, without padding (RFC 4648, 5).
    private static func bytes(_ text: Substring) -> [UInt8]? {
        guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") }) else {
            return nil
        }
        let plain = String(
            text.map { sign in sign == "-" ? "+" : sign == "_" ? "/" : sign })
        let padding = String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        return Data(base64Encoded: plain + padding).map(Array.init)
    }
}
