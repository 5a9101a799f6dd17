/// A value with parameters, such as `text/plain; charset="gb2312"` (RFC 2045, RFC 2231).
struct ContentType {
    /// In small letters: `text/plain`, `attachment`.
    let value: String
    private let parameters: [String: String]

    private static let bytesMost = 8_000
    private static let parametersMost = 60

    init(_ text: String) {
        var rest = Substring(text.prefix(ContentType.bytesMost))
        value = String(rest.prefix { $0 != ";" }).blanksTrimmed.lowercased()
        rest = rest.drop { $0 != ";" }
        var found: [String: String] = [:]
        while rest.first == ";", found.count < ContentType.parametersMost {
            rest = rest.dropFirst()
            let name = String(rest.prefix { $0 != "=" && $0 != ";" }).blanksTrimmed.lowercased()
            rest = rest.drop { $0 != "=" && $0 != ";" }
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let value = ContentType.value(&rest)
            if found[name] == nil { found[name] = value }
        }
        parameters = found
    }

    private static func value(_ rest: inout Substring) -> String {
        guard rest.first == "\"" else {
            let value = rest.prefix { $0 != ";" }
            rest = rest.dropFirst(value.count)
            return String(value).blanksTrimmed
        }
        rest = rest.dropFirst()
        var out = ""
        while let character = rest.popFirst(), character != "\"" {
            out.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
        }
        rest = rest.drop { $0 != ";" }
        return out
    }

    /// A parameter, put together where it comes in parts, undone of percent and encoded words.
    subscript(_ name: String) -> String? {
        if let value = parameters[name + "*"] { return ContentType.extended(value) }
        if let value = parameters[name] { return EncodedWords.text(Array(value.utf8)[...]) }
        var whole = ""
        var isExtended = false
        for place in 0..<ContentType.parametersMost {
            if let part = parameters["\(name)*\(place)*"] {
                isExtended = true
                whole += part
            } else if let part = parameters["\(name)*\(place)"] {
                whole += part
            } else {
                break
            }
        }
        guard !whole.isEmpty else { return nil }
        return isExtended
            ? ContentType.extended(whole) : EncodedWords.text(Array(whole.utf8)[...])
    }

    /// `charset'language'percent%20encoded`.
    private static func extended(_ text: String) -> String {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return text }
        var bytes: [UInt8] = []
        let source = Array(parts[2].utf8)
        var place = 0
        while place < source.count {
            if source[place] == 0x25, place + 2 < source.count,
                let high = source[place + 1].figure, let low = source[place + 2].figure
            {
                bytes.append(high << 4 | low)
                place += 3
            } else {
                bytes.append(source[place])
                place += 1
            }
        }
        return Charset.text(bytes[...], String(parts[0])).text
    }
}
