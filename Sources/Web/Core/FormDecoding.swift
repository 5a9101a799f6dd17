import Base

/// Reads `application/x-www-form-urlencoded` text. A name that comes several times holds a list;
/// `a[b]` is left as the name it is.
enum FormDecoding {
    /// - Throws: `Refusal` where a percent sign is followed by no two digits, or the text is not
    ///   UTF-8, or there are more than `limit` fields.
    static func fields(_ text: Substring, limit: Int = 2_000) throws(Refusal) -> JSON.Object {
        var names: [String] = []
        var values: [String: [JSON]] = [:]
        let pairs = text.split(separator: "&")
        guard pairs.count <= limit else { throw Refusal(.tooLarge, "tooManyFields") }
        for pair in pairs {
            let cut = pair.firstIndex(of: "=") ?? pair.endIndex
            let name = try decoded(pair[..<cut])
            let value = try decoded(cut == pair.endIndex ? "" : pair[pair.index(after: cut)...])
            if values[name] == nil { names.append(name) }
            values[name, default: []].append(.string(value))
        }
        return JSON.Object(
            names.map { name in
                let all = values[name] ?? []
                return .init(key: name, value: all.count == 1 ? all[0] : .array(all))
            })
    }

    static func decoded(_ text: Substring) throws(Refusal) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hex), let low = rest.next().flatMap(hex)
                else { throw Refusal(.unreadable, "badForm") }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard let string = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(.unreadable, "badForm")
        }
        return string
    }

    /// Text as a part of a query.
    static func encoded(_ text: String) -> String {
        // As bytes, for a page has hundreds of addresses, and each names all that it filters by.
        String(unsafeUninitializedCapacity: 3 * text.utf8.count) { out in
            var count = 0
            func write(_ byte: UInt8) {
                out[count] = byte
                count += 1
            }
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
                    write(byte)
                default:
                    write(UInt8(ascii: "%"))
                    for digit in [byte >> 4, byte & 15] {
                        write(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "A") - 10))
                    }
                }
            }
            return count
        }
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
