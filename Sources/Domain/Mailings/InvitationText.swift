import Base

/// Words of an invitation with what is known of the one invited put in: `{customer.name|there}`,
/// `{customer.tier}`, `{company}`, `{title}`, `{link}`, `{days}`.
public struct InvitationText: Sendable {
    public let customer: Customer
    public let company: String
    public let title: String
    public let link: String
    public let days: Int

    public init(customer: Customer, company: String, title: String, link: String, days: Int) {
        self.customer = customer
        self.company = company
        self.title = title
        self.link = link
        self.days = days
    }

    /// Whether a text shows the link itself.
    public static func holdsLink(_ text: String) -> Bool { text.contains("{link}") }

    /// - Parameter isHeading: whether it must stay on one line.
    public func fill(_ text: String, isHeading: Bool = false) -> String {
        Piping.fill(text, isSlot: InvitationText.isSlot) { name in
            let value = value(name)
            guard isHeading, let value else { return value }
            return String(value.map { $0.isNewline ? " " : $0 }.filter { !$0.isControl })
        }
    }

    private static func isSlot(_ name: String) -> Bool {
        ["company", "title", "link", "days"].contains(name)
            || (name.hasPrefix("customer.") && name.count > 9)
    }

    private func value(_ name: String) -> String? {
        switch name {
        case "company": return company
        case "title": return title
        case "link": return link
        case "days": return "\(days)"
        default:
            let text: String? =
                switch customer.value(name) {
                case .string(let text)?: text
                case .number(let number)?: JSON.number(number).text
                default: nil
                }
            return text?.isEmpty == true ? nil : text
        }
    }
}

extension Character {
    fileprivate var isControl: Bool {
        unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7F }
    }
}
