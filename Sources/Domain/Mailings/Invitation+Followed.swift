public import Base

extension Invitation {
    /// An invitation with what came of it.
    public struct Followed: Sendable {
        public let invitation: Invitation
        public let customerName: String
        public let openedAt: Instant?
        public let startedAt: Instant?
        public let completedAt: Instant?
        /// Of the newest message.
        public let messageState: Message.State?
        public let messageReason: String?

        public init(
            invitation: Invitation, customerName: String, openedAt: Instant?,
            startedAt: Instant?, completedAt: Instant?, messageState: Message.State?,
            messageReason: String?
        ) {
            self.invitation = invitation
            self.customerName = customerName
            self.openedAt = openedAt
            self.startedAt = startedAt
            self.completedAt = completedAt
            self.messageState = messageState
            self.messageReason = messageReason
        }

        /// The furthest that was reached.
        public var stage: Stage {
            // A person may hand out the link where only the way was missing.
            if completedAt != nil { return .completed }
            if startedAt != nil { return .started }
            if invitation.reason != nil { return .notInvited }
            switch messageState {
            case .bounced: return .bounced
            case .failed: return .failed
            case .cancelled: return .cancelled
            case .sent: return openedAt == nil ? .sent : .opened
            case .waiting: return openedAt == nil ? .waiting : .opened
            case nil: return .waiting
            }
        }
    }

    /// How far an invitation came.
    public enum Stage: String, CaseIterable, Sendable {
        case waiting, sent, opened, started, completed, bounced, failed, cancelled
        case notInvited = "not_invited"
    }
}

extension Mailing {
    /// How far a mailing has come, in people.
    public struct Progress: Hashable, Sendable {
        public var invited = 0
        /// Those for whom the first message was written.
        public var written = 0
        public var sent = 0
        public var opened = 0
        public var started = 0
        public var completed = 0
        public var bounced = 0
        public var failed = 0
        public var left: [NotInvited: Int] = [:]

        public init() {}
    }
}
