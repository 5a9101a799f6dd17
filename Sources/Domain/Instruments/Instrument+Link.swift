public import Base

extension Instrument {
    /// An address at which an instrument is answered.
    public struct Link: Hashable, Sendable, Identified {
        public static let idPrefix = "lnk"

        public let isOpen: Bool
        /// After this moment nobody is let in.
        public let closesAt: Instant?
        /// How many completed responses are wanted.
        public let limit: Int?

        public init(isOpen: Bool, closesAt: Instant?, limit: Int?) {
            self.isOpen = isOpen
            self.closesAt = closesAt
            self.limit = limit
        }

        /// Refuses, each with its own kind sentence, whoever comes too late.
        public func admit(at now: Instant, completed: Int) throws(Refusal) {
            guard isOpen else { throw Refusal(.gone, "linkClosed") }
            if let closesAt, now >= closesAt { throw Refusal(.gone, "linkOver") }
            if let limit, completed >= limit { throw whatIsFull }
        }

        /// A link for one answer is a personal one: whoever comes again is thanked.
        public var whatIsFull: Refusal {
            Refusal(.gone, limit == 1 ? "linkAnswered" : "linkFull")
        }
    }
}
