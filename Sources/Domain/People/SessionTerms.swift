public import Base

/// How long a sign-in holds.
public struct SessionTerms: Hashable, Sendable {
    /// Unused for this long, it is over: a shared computer is not left open overnight.
    public static let idle = Span.hours(12)
    /// Used or not, it is over after this.
    public static let whole = Span.days(30)
    /// A link that signs in once.
    public static let link = Span.minutes(15)

    public let begunAt: Instant
    public let lastSeenAt: Instant

    public init(begunAt: Instant, lastSeenAt: Instant) {
        self.begunAt = begunAt
        self.lastSeenAt = lastSeenAt
    }

    public func isOver(at now: Instant) -> Bool {
        now - lastSeenAt >= SessionTerms.idle || now - begunAt >= SessionTerms.whole
    }
}
