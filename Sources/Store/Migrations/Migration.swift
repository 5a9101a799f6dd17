public import SQL

/// One step of the schema: SQL text that runs on both engines, only ever forward. Once shipped it
/// never changes; a test holds its checksum.
public struct Migration: Sendable {
    /// In tens by noun, see `Migrations`. Run in this order.
    public let number: Int
    public let name: String
    public let text: String
    /// What each engine adds in its own words, after `text`.
    let own: @Sendable (Dialect) -> String

    public init(
        number: Int, name: String, text: String,
        own: @escaping @Sendable (Dialect) -> String = { _ in "" }
    ) {
        self.number = number
        self.name = name
        self.text = text
        self.own = own
    }

    /// FNV-1a: against mistakes, not against ill will.
    public var checksum: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        let whole = text + own(.sqlite) + own(.postgres)
        for byte in whole.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
