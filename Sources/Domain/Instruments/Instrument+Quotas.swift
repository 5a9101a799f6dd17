public import Base

extension Instrument {
    /// How many completed responses of one sort are wanted.
    public struct Quota: Sendable {
        /// Its count goes by it, across all versions.
        public let key: String
        public let title: Wording
        /// Which responses count; all of them where there is none.
        public let condition: Expression?
        public let limit: Int
        public let over: Over
        /// What is said to those who come too late.
        public let message: Wording?
        public let redirect: Redirect?

        /// What becomes of those who come too late; what they answered is kept and marked.
        public enum Over: String, CaseIterable, Sendable {
            /// They are thanked at once.
            case end
            /// They are led on to another site at once.
            case redirect
            /// They answer to the end.
            case `continue`
        }
    }

    static let quotasMost = 50
    static let quotaMost = 10_000_000
}

extension Answering {
    /// The quotas that these answers count for.
    public var quotas: [Instrument.Quota] {
        instrument.quotas.filter { $0.condition.map { holds($0) } ?? true }
    }

    /// The quotas that these answers count for whatever will be answered after a page; nil for
    /// before the first.
    public func quotasSettled(after page: Int?) -> [Instrument.Quota] {
        let place = page.map { position(of: $0) + 1 } ?? 0
        return quotas.filter { $0.condition.map { isSettled($0, before: place) } ?? true }
    }
}
