public import Base

/// The time that counts for a clock: a business calendar's opening hours, or all of it.
public protocol WorkingTime: Sendable {
    /// The earliest instant by which `span` of counted time has passed since `from`.
    func instant(after span: Span, from: Instant) -> Instant
    /// How much counted time lies between two instants.
    func workingTime(from: Instant, to: Instant) -> Span
}

/// Every second counts.
public struct AroundTheClock: WorkingTime {
    public init() {}

    public func instant(after span: Span, from: Instant) -> Instant { from + span }
    public func workingTime(from: Instant, to: Instant) -> Span { max(.zero, to - from) }
}
