/// A name and an address, as headers hold them.
public struct Mailbox: Hashable, Sendable {
    public let name: String?
    /// With its domain in small letters.
    public let address: String

    private static let most = 200

    /// All of a header, without groups' names and comments.
    static func list(_ text: String) -> [Mailbox] {
        var found: [Mailbox] = []
        var token = ""
        var name = ""
        var address: String?
        var isQuoted = false
        var depth = 0
        func end() {
            let plain = (address ?? token).blanksTrimmed
            if let box = make(address == nil ? "" : name + token, plain), found.count < most {
                found.append(box)
            }
            (token, name, address) = ("", "", nil)
        }
        var rest = Substring(text)
        while let character = rest.popFirst() {
            if isQuoted {
                if character == "\"" { isQuoted = false; continue }
                token.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
                continue
            }
            switch character {
            case "\"" where depth == 0: isQuoted = true
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            case _ where depth > 0: continue
            case "<":
                (name, token) = (name + token, "")
                address = String(rest.prefix { $0 != ">" })
                rest = rest.drop { $0 != ">" }.dropFirst()
            case ",", ";": end()
            case ":" where address == nil: token = ""
            default: token.append(character)
            }
        }
        end()
        return found
    }

    private static func make(_ name: String, _ address: String) -> Mailbox? {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, address.utf8.count <= 254,
            address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return nil }
        let label = EncodedWords.text(Array(name.utf8)[...])
        return Mailbox(
            name: label.isEmpty ? nil : String(label.prefix(100)),
            address: parts[0] + "@" + parts[1].lowercased())
    }
}
