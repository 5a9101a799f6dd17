import Base

/// An address of another site, with slots for answers in its query.
public struct Redirect: Hashable, Sendable {
    /// As written: `https://example.com/done?id={hidden.panel_id}&score={score}`.
    public let template: String

    static let most = 2_000
    private static func isSlot(_ name: String) -> Bool {
        name == "score" || Piping.isOfAnswers(name)
    }

    /// Nil for anything but an https address whose host is written out, with slots only behind
    /// its question mark.
    init?(_ text: String) {
        let start = "https://"
        guard text.utf8.count <= Redirect.most, text.hasPrefix(start),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Redirect.refused.contains($0) })
        else { return nil }
        let rest = text.dropFirst(start.count)
        let host = rest.prefix { !"/?#".contains($0) }
        guard Redirect.isHost(host) else { return nil }
        let beforeQuery = text.prefix { $0 != "?" }
        guard !beforeQuery.contains("{"), !beforeQuery.contains("#") else { return nil }
        template = text
    }

    private static let refused = Set(#""<>\^`"#.utf8)

    /// Names or numbers with points between them, and a port; no name of a user before them.
    private static func isHost(_ host: Substring) -> Bool {
        let parts = host.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.first else { return false }
        if parts.count == 2 {
            guard let port = Int(parts[1]), (1...65_535).contains(port) else { return false }
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1
            && labels.allSatisfy { label in
                !label.isEmpty && label.utf8.count <= 63
                    && label.utf8.allSatisfy { byte in
                        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                            || byte == UInt8(ascii: "-")
                    }
            }
    }

    /// The names that it asks for.
    var names: [String] { Piping.names(in: template, isSlot: Redirect.isSlot) }

    /// The address in place of words.
    var words: Wording { Wording(zh: template, en: template) }

    /// The address with values in its slots, each written so that it stays one value.
    func filled(_ value: (String) -> String?) -> String {
        Piping.fill(template, isSlot: Redirect.isSlot) { value($0).map(Redirect.encoded) }
    }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "~"):
                out.append(byte)
            default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

extension Answering {
    /// An address with the answers put in that it asks for: options by their codes.
    public func address(_ redirect: Redirect) -> String {
        redirect.filled { name in
            switch value(name) {
            case .string(let text)?: text
            case .array(let codes)?: codes.compactMap(\.string).joined(separator: ",")
            case .number?, .bool?: value(name)?.text
            case .object?, .null?, nil: nil
            }
        }
    }
}
