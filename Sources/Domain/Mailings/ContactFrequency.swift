public import Base

/// How often one person may be asked: a rolling window for each family of measures and one over
/// all. Reminders are part of the invitation they remind of and count for nothing.
public struct ContactFrequency: Hashable, Sendable {
    /// Days from one invitation to the next of the same family.
    public var days: [Family: Int]
    /// Days from any invitation to the next.
    public var anyDays: Int

    /// What is measured decides how often it may be asked: loyalty changes slowly, every service
    /// may be rated.
    public enum Family: String, CaseIterable, Sendable {
        case nps, csat, ces
        /// Any other questionnaire.
        case other

        public init(_ metric: Metric?) {
            switch metric {
            case .nps: self = .nps
            case .csat, .rating: self = .csat
            case .ces: self = .ces
            case .share, nil: self = .other
            }
        }

        /// Relationship questions once a quarter, questions after a contact every second week.
        public var standardDays: Int {
            switch self {
            case .nps: 90
            case .csat, .ces: 14
            case .other: 30
            }
        }
    }

    public init(days: [Family: Int] = [:], anyDays: Int = 7) {
        self.days = days
        self.anyDays = anyDays
    }

    public func days(of family: Family) -> Int { days[family] ?? family.standardDays }

    /// The longest window: older invitations decide nothing.
    public var longestDays: Int { (Family.allCases.map(days(of:)) + [anyDays]).max() ?? 0 }

    /// - Parameter earlier: when the person was invited before, and to what.
    /// - Returns: nil where the person may be asked now.
    public func refuses(
        _ family: Family, at now: Instant, after earlier: [(family: Family, at: Instant)]
    ) -> NotInvited? {
        func isWithin(_ days: Int, _ at: Instant) -> Bool { at > now - .days(Int64(days)) }
        if earlier.contains(where: { $0.family == family && isWithin(days(of: family), $0.at) }) {
            return .askedLately
        }
        return earlier.contains { isWithin(anyDays, $0.at) } ? .askedSomethingLately : nil
    }

    static func read(_ node: DocumentNode) -> ContactFrequency {
        var terms = ContactFrequency()
        for member in node.value.object?.members ?? [] {
            let child = node.node(member.value, at: member.key)
            if member.key == "any" {
                terms.anyDays = child.whole(in: 0...3_650) ?? terms.anyDays
            } else if let family = Family(rawValue: member.key) {
                terms.days[family] = child.whole(in: 0...3_650)
            } else {
                child.fault("unknownMember", ["allowed": "nps, csat, ces, other, any"])
            }
        }
        return terms
    }
}

/// Why somebody of a mailing's segment is not invited.
public enum NotInvited: String, CaseIterable, Sendable {
    /// Does not want to be asked.
    case noConsent
    case unsubscribed
    case complained
    /// The address does not exist.
    case bounced
    case noAddress
    /// Another customer of this mailing has the same address.
    case sameAddress
    /// Asked for the same measure within its window.
    case askedLately
    /// Asked for something within the window over all.
    case askedSomethingLately
    /// Chance did not choose them.
    case notDrawn
    /// This workspace cannot send that way.
    case noServer
}
