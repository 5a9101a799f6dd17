public import Domain

/// What open pages may wait for. A message says only that something of a topic happened; what it
/// was, the page asks for itself, with the rights of its reader.
public enum LiveTopic: String, CaseIterable, Hashable, Sendable {
    case answers, cases

    /// Who may learn that it happened.
    public var right: Right {
        switch self {
        case .answers: .insightRead
        case .cases: .casesRead
        }
    }

    /// The topic of an event; nil for what no page shows live.
    init?(_ event: Event) {
        switch event.subject.kind {
        case "response" where event.kind == Response.Event.started.rawValue: return nil
        case "response": self = .answers
        case "case": self = .cases
        default: return nil
        }
    }
}
