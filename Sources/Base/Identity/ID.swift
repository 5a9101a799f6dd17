/// A kind of thing that has ids; the prefix tells people which kind an id they meet is.
public protocol Identified: SendableMetatype {
    /// Three or four small letters, as in `rsp_…`.
    static var idPrefix: String { get }
}

/// A time-ordered 64-bit id: 42 bits of milliseconds since 2020, then 21 bits of chance. Sorted by
/// id is sorted by time, so lists page by it and new rows land at the end of every index.
public struct ID<Kind: Identified>: Hashable, Comparable, Sendable {
    public let raw: Int64

    public init(raw: Int64) { self.raw = raw }

    public static func < (a: ID, b: ID) -> Bool { a.raw < b.raw }
}

extension ID: CustomStringConvertible, LosslessStringConvertible {
    /// `rsp_` and 13 letters of Crockford's base 32 (no I, L, O, U), which people can read aloud.
    public var description: String {
        Kind.idPrefix + "_" + Base32.text(UInt64(bitPattern: raw))
    }

    public init?(_ description: String) {
        let prefix = Kind.idPrefix + "_"
        guard description.hasPrefix(prefix),
            let raw = Base32.number(description.utf8.dropFirst(prefix.utf8.count))
        else { return nil }
        self.init(raw: Int64(bitPattern: raw))
    }
}

enum Base32 {
    private static let letters = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    static func text(_ number: UInt64) -> String {
        var bytes = [UInt8](repeating: 0, count: 13)
        var rest = number
        for place in stride(from: 12, through: 0, by: -1) {
            bytes[place] = letters[Int(rest & 31)]
            rest >>= 5
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func number(_ text: some Sequence<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        var count = 0
        for byte in text {
            // The first digit of 13 has but four bits.
            guard count < 13, let digit = digit(byte), count > 0 || digit < 16 else { return nil }
            number = number << 5 | UInt64(digit)
            count += 1
        }
        return count == 13 ? number : nil
    }

    /// Capitals mean the same as small letters.
    private static func digit(_ byte: UInt8) -> Int? {
        let isCapital = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        return letters.firstIndex(of: isCapital ? byte | 0x20 : byte)
    }
}
