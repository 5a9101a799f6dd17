import Crypto

/// An unguessable text that opens something. Given away once; kept only as its hash.
struct Secret: Sendable {
    let text: String

    /// - Parameter bytes: 32 from the house's chance.
    init(_ bytes: [UInt8], prefix: String = "") {
        precondition(bytes.count == 32, "a secret is 256 bits")
        text = prefix + bytes.hexadecimal
    }

    /// What someone shows; anything longer than we give away is not even hashed.
    init?(shown text: String) {
        guard (32...100).contains(text.utf8.count) else { return nil }
        self.text = text
    }

    /// For look-up. No salt and no scrypt are needed, because nobody can guess 256 bits.
    var hash: String { Array(SHA256.hash(data: Array(text.utf8))).hexadecimal }

    /// What someone who knows this secret makes of a text: HMAC-SHA256, in hexadecimal figures.
    func signature(of text: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(text.utf8), using: SymmetricKey(data: Array(self.text.utf8)))
        return Array(Array(code)).hexadecimal
    }

    /// Whether a signature was made with this secret; how long the look takes tells nothing.
    func hasSigned(_ text: String, _ shown: String) -> Bool {
        let own = Array(signature(of: text).utf8)
        let other = Array(shown.lowercased().utf8)
        guard own.count == other.count else { return false }
        return zip(own, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// A second secret that follows from this one for one purpose.
    func derived(for purpose: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(purpose.utf8), using: SymmetricKey(data: Array(text.utf8)))
        return Array(Array(code).prefix(16)).hexadecimal
    }
}

extension Array where Element == UInt8 {
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(count * 2)
        for byte in self {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }

    init?(hexadecimal text: some StringProtocol) {
        let digits = text.utf8.compactMap(\.hexadecimalValue)
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

extension UInt8 {
    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
