public import Base

/// An address that is not written to any more.
public struct Suppression: Hashable, Sendable {
    public enum Reason: String, CaseIterable, Sendable {
        /// There is nobody.
        case bounced
        /// Somebody called a message of ours spam.
        case complained
        /// Somebody does not want to be asked.
        case unsubscribed

        /// Who does not want to be asked is still told what they wait for.
        public func stops(_ purpose: Message.Purpose) -> Bool {
            switch self {
            case .bounced, .complained: purpose != .test
            case .unsubscribed: purpose == .survey
            }
        }
    }

    public let kind: Message.Kind
    public let address: String
    public let reason: Reason
    public let at: Instant
    /// Who or what put it there: `usr_…`, `smtp`, `report`, `link`.
    public let source: String

    public init(
        kind: Message.Kind, address: String, reason: Reason, at: Instant, source: String
    ) {
        self.kind = kind
        self.address = address
        self.reason = reason
        self.at = at
        self.source = source
    }

    /// As addresses are compared: mail addresses in small letters.
    public static func canonical(_ address: String, _ kind: Message.Kind) -> String {
        kind == .mail ? address.lowercased() : address
    }
}
