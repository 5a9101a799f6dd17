import Base

/// A way to reach a customer.
public struct Contact: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable { case mail, phone }

    public let kind: Kind
    public let value: String

    public init(_ kind: Kind, _ value: String) {
        self.kind = kind
        self.value = value
    }

    static let most = 20

    /// In their plain form, each once.
    static func checked(_ contacts: [Contact]) throws(Refusal) -> [Contact] {
        guard contacts.count <= most else {
            throw .invalid("contacts", "tooMany", ["max": "\(most)"])
        }
        var kept: [Contact] = []
        for (place, contact) in contacts.enumerated() {
            guard let plain = contact.plain else {
                throw .invalid(
                    "contacts[\(place)].value",
                    contact.kind == .mail ? "notAnAddress" : "notAPhone")
            }
            if !kept.contains(plain) { kept.append(plain) }
        }
        return kept
    }

    /// A mail address with its domain in small letters; a phone number as `+` and figures. Nil
    /// for what is neither.
    public var plain: Contact? {
        switch kind {
        case .mail: Contact.address(value).map { Contact(.mail, $0) }
        case .phone: Contact.number(value).map { Contact(.phone, $0) }
        }
    }

    private static func address(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, text.utf8.count <= 254,
            parts[1].contains("."), !parts[1].hasPrefix("."), !parts[1].hasSuffix("."),
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && !$0.properties.isWhitespace })
        else { return nil }
        return parts[0] + "@" + parts[1].lowercased()
    }

    private static func number(_ text: String) -> String? {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": out.unicodeScalars.append(scalar)
            case "+" where out.isEmpty: out = "+"
            case " ", "-", "(", ")", ".", "/": continue
            default: return nil
            }
        }
        let figures = out.utf8.count - (out.hasPrefix("+") ? 1 : 0)
        return (3...20).contains(figures) ? out : nil
    }
}
