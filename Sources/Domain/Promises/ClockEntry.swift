public import Base

/// One line of a clock's history.
public struct ClockEntry: Hashable, Sendable {
    public let clock: ClockKind
    public let kind: Kind
    public let at: Instant
    /// The policy and its version that the clock runs under.
    public let promise: DocumentStamp
    /// Working time counted when the entry was made, up to the last stop of counting.
    public let counted: Span
    public let dueAt: Instant?
    /// Which escalation, from 0.
    public let level: Int?
    public let reason: String?

    public enum Kind: String, CaseIterable, Sendable {
        case started, paused, resumed, met, missed
        /// Stopped after it had been missed.
        case stopped
        case reset, cancelled, reopened
        /// Came from a case that was merged into this one, and goes on here.
        case merged
        /// Goes on under other terms, because the case was classed otherwise.
        case changed
        case dueSoon = "due_soon"
        case escalated
    }

    public init(
        clock: ClockKind, kind: Kind, at: Instant, promise: DocumentStamp, counted: Span,
        dueAt: Instant?, level: Int?, reason: String?
    ) {
        self.clock = clock
        self.kind = kind
        self.at = at
        self.promise = promise
        self.counted = counted
        self.dueAt = dueAt
        self.level = level
        self.reason = reason
    }

    public var json: JSON {
        [
            "clock": .string(clock.rawValue),
            "promise": promise.json,
            "counted_seconds": .number(counted.seconds),
            "due_at": dueAt.map { .integer($0.microseconds) } ?? .null,
            "level": level.map { .integer($0) } ?? .null,
            "reason": .optional(reason),
        ]
    }
}
