import Base

/// The chat that a company puts on its own site.
public struct ChatPanel: Hashable, Sendable {
    public var title: Wording
    /// What the panel says before anybody has written; it is no message.
    public var greeting: Wording?
    /// `#0b6e5f`; the product's own where nil.
    public var colour: String?
    /// Key of the calendar whose hours are the opening hours; every hour if nil.
    public var calendar: String?
    /// Sites that may show it: `https://shop.example.com`.
    public var origins: [String]
    /// Where the site says what it keeps of visitors.
    public var privacy: String?
    /// With which the site's server signs who its visitors are; nil where it does not.
    public var secret: String?

    /// A message of a visitor, in characters.
    public static let textMost = 4_000
    public static let originsMost = 20
    /// Bytes of a secret: as many as HMAC-SHA256 makes (RFC 7518, 3.2).
    public static let secretLeast = 32
    public static let ownColour = "#0b6e5f"

    static func read(_ node: DocumentNode) -> ChatPanel? {
        node.allow("title", "greeting", "colour", "calendar", "origins", "privacy", "secret")
        let title = node.required("title")?.wording()
        for (name, most) in [("title", 60), ("greeting", 400)] {
            let words = node.child(name)
            for language in ["zh", "en"] {
                guard let text = words?.child(language)?.value.string, text.count > most else {
                    continue
                }
                words?.child(language)?.fault("tooLong", ["max": "\(most)"])
            }
        }
        let colour = node.child("colour")
        if let colour, ChatPanel.channels(of: colour.value.string ?? "") == nil {
            colour.fault("notAColour")
        }
        let list = node.required("origins")
        let origins = list?.list() ?? []
        if let list, origins.isEmpty || origins.count > originsMost {
            list.fault("originsCount", ["max": "\(originsMost)"])
        }
        let read = origins.compactMap(origin)
        let secret = node.child("secret")?.plainText(1_000)
        if let secret, secret.utf8.count < secretLeast {
            node.child("secret")?.fault("secretTooShort", ["min": "\(secretLeast)"])
        }
        guard let title else { return nil }
        return ChatPanel(
            title: title, greeting: node.child("greeting")?.wording(),
            colour: colour?.value.string, calendar: node.child("calendar")?.key(),
            origins: read, privacy: node.child("privacy")?.webAddress(), secret: secret)
    }

    /// A scheme, a host and perhaps a port, and nothing that could end up elsewhere in a header.
    static func origin(_ node: DocumentNode) -> String? {
        var text = (node.value.string ?? "").lowercased()
        if text.hasSuffix("/") { text.removeLast() }
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.utf8.count).split(
                separator: ":", omittingEmptySubsequences: false)
            let host = rest.first ?? ""
            let isHost =
                (1...253).contains(host.utf8.count)
                && host.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                }
            let isPort = rest.count == 1 || (rest.count == 2 && UInt16(rest[1]) != nil)
            if isHost && isPort { return text }
        }
        node.fault("notAnOrigin")
        return nil
    }

    static func isColour(_ text: String) -> Bool { channels(of: text) != nil }

    /// Red, green and blue of `#rrggbb`, 0 to 255.
    private static func channels(of colour: String) -> [Int]? {
        guard colour.utf8.count == 7, colour.hasPrefix("#") else { return nil }
        let digits = Array(colour.dropFirst())
        let found = stride(from: 0, to: 6, by: 2).compactMap {
            Int(String(digits[$0...($0 + 1)]), radix: 16)
        }
        let isHex = digits.allSatisfy(\.isHexDigit)
        return isHex && found.count == 3 ? found : nil
    }

    /// Of black and white the one that is read better on the colour (WCAG 2.2, contrast ratio).
    public static func ink(on colour: String) -> String {
        let light = zip(channels(of: colour) ?? [0, 0, 0], [0.2126, 0.7152, 0.0722])
            .reduce(0.0) { sum, part in
                let share = Double(part.0) / 255
                // The middle of the sRGB curve by its square is near enough to choose by.
                return sum + part.1 * share * share
            }
        return (light + 0.05) / 0.05 > 1.05 / (light + 0.05) ? "#000000" : "#ffffff"
    }
}
