/// Decides which addresses may be called from here. Nobody who can name an address in a setting
/// may reach what stands inside the house's own network (server-side request forgery): the
/// address is looked at when the connection is made, after every name was resolved, so that no
/// name and no second answer of a name server leads past it.
public struct AddressGuard: Sendable {
    /// Names and addresses that may be called although they are private; `*` for all.
    public let allowed: Set<String>

    public init(allowed: Set<String> = []) {
        self.allowed = Set(allowed.map { $0.lowercased() })
    }

    func allowsPrivate(_ host: String) -> Bool {
        var host = host.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return allowed.contains("*") || allowed.contains(host)
    }

    /// Whether an IPv4 (4 bytes) or IPv6 address (16 bytes) is none of the public internet:
    /// IANA's registries of special-purpose addresses (RFC 6890) and multicast.
    public static func isPrivate(_ address: [UInt8]) -> Bool {
        switch address.count {
        case 4: isPrivate4(address)
        case 16: isPrivate6(address)
        default: true
        }
    }

    private static func isPrivate4(_ a: [UInt8]) -> Bool {
        switch (a[0], a[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (192, 168): true
        case (100, 64...127), (172, 16...31), (198, 18...19): true
        case (192, 0): a[2] == 0 || a[2] == 2
        case (198, 51): a[2] == 100
        case (203, 0): a[2] == 113
        case (224..., _): true
        default: false
        }
    }

    private static func isPrivate6(_ a: [UInt8]) -> Bool {
        let isZero = { (range: Range<Int>) in a[range].allSatisfy { $0 == 0 } }
        // Addresses that carry an IPv4 one are as private as that.
        if isZero(0..<10), a[10] == 0xFF, a[11] == 0xFF { return isPrivate4(Array(a[12...])) }
        if isZero(0..<12) { return true }
        if a[0] == 0, a[1] == 0x64, a[2] == 0xFF, a[3] == 0x9B {
            return !isZero(4..<12) || isPrivate4(Array(a[12...]))
        }
        if a[0] == 0x20, a[1] == 0x02 { return isPrivate4(Array(a[2..<6])) }
        // Only 2000::/3 is the public internet, without Teredo, ORCHID and documentation.
        guard a[0] & 0xE0 == 0x20 else { return true }
        if a[0] == 0x20, a[1] == 0x01 {
            return a[2] & 0xFE == 0 || (a[2] == 0x0D && a[3] == 0xB8)
        }
        return a[0] == 0x3F && a[1] == 0xFF && a[2] & 0xF0 == 0
    }
}
