/// Names of another program and ours: small letters, digits and `_`, a letter first, at most forty,
/// each once.
struct Names {
    private var own: [String: String] = [:]
    private var taken = Set<String>()
    private let first: String

    /// - Parameter first: what a name is led by that does not begin with a letter.
    init(first: String = "q") { self.first = first }

    /// Our name; the same for the same.
    mutating func name(for foreign: String) -> String {
        if let known = own[foreign] { return known }
        var bytes: [UInt8] = []
        for byte in foreign.utf8.prefix(200) {
            switch byte {
            case 0x61...0x7A, 0x30...0x39: bytes.append(byte)
            case 0x41...0x5A: bytes.append(byte + 0x20)
            default: if bytes.last != 0x5F { bytes.append(0x5F) }
            }
        }
        while bytes.last == 0x5F { bytes.removeLast() }
        while bytes.first == 0x5F { bytes.removeFirst() }
        let isLetter = bytes.first.map { (0x61...0x7A).contains($0) } ?? false
        let base = String((isLetter ? "" : first) + String(decoding: bytes, as: UTF8.self))
            .prefix(34)
        var name = String(base)
        var number = 2
        while !taken.insert(name).inserted {
            name = "\(base)_\(number)"
            number += 1
        }
        own[foreign] = name
        return name
    }

    subscript(foreign: String) -> String? { own[foreign] }
}
