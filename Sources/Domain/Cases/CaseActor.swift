public import Base

/// Who does something to a case.
public enum CaseActor: Hashable, Sendable {
    case user(ID<User>)
    /// A program that works for people, with their consent: a channel, a phone system.
    case token(ID<Token>)
    case customer
    /// A rule, by its key.
    case rule(String)
    /// A clock, an import.
    case system

    /// Whether nobody stands behind what it writes.
    public var isProgram: Bool {
        switch self {
        case .user, .token, .customer: false
        case .rule, .system: true
        }
    }

    /// `usr_…`, `customer`, `rule:low-score-opens-case`, `system`.
    public var text: String {
        switch self {
        case .user(let id): id.description
        case .token(let id): id.description
        case .customer: "customer"
        case .rule(let key): "rule:" + key
        case .system: "system"
        }
    }

    public init?(_ text: String) {
        switch text {
        case "customer": self = .customer
        case "system": self = .system
        default:
            if text.hasPrefix("rule:") {
                self = .rule(String(text.dropFirst(5)))
            } else if let id = ID<User>(text) {
                self = .user(id)
            } else if let id = ID<Token>(text) {
                self = .token(id)
            } else {
                return nil
            }
        }
    }
}
