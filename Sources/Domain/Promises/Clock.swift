public import Base

/// A stopwatch against a promise. It counts working time, can be paused, and is kept or broken
/// exactly once; every transition stays as an entry.
///
/// A promise is broken the moment its due instant has passed, whoever notices and when: instants
/// decide, not the polling that finds them. A broken clock runs on, to tell how late the work is
/// and to escalate.
public struct Clock: Hashable, Sendable {
    public internal(set) var terms: ClockTerms
    /// From 1; what is promised again and again counts each time anew.
    public let round: Int
    public internal(set) var state: State
    public internal(set) var startedAt: Instant
    /// Since when it is counting; nil unless running.
    public internal(set) var runningSince: Instant?
    /// Working time counted until `runningSince`, or altogether when it is not running.
    public internal(set) var counted: Span
    /// When the budget is used up if nothing stops it; kept when broken, nil while paused.
    public internal(set) var dueAt: Instant?
    /// When it was seen that the promise is broken.
    public internal(set) var missedAt: Instant?
    public internal(set) var dueSoonAt: Instant?
    /// How many escalation levels were told.
    public internal(set) var levelsTold: Int
    public internal(set) var stoppedAt: Instant?

    public enum State: String, CaseIterable, Sendable {
        /// Promised, but nothing is owed yet.
        case idle
        case running, paused
        /// Stopped in time, stopped too late, given up as no longer owed.
        case met, missed, cancelled
    }

    /// Starts counting.
    public static func start(
        _ terms: ClockTerms, round: Int = 1, at now: Instant, in hours: any WorkingTime
    ) -> (clock: Clock, entry: ClockEntry) {
        let clock = Clock(
            terms: terms, round: round, state: .running, startedAt: now, runningSince: now,
            counted: .zero,
            dueAt: hours.instant(after: terms.budget, from: now), missedAt: nil, dueSoonAt: nil,
            levelsTold: 0, stoppedAt: nil)
        return (clock, clock.entry(.started, at: now))
    }

    /// A clock that waits until something is owed.
    static func idle(_ terms: ClockTerms, at now: Instant) -> Clock {
        Clock(
            terms: terms, round: 1, state: .idle, startedAt: now, runningSince: nil,
            counted: .zero, dueAt: nil, missedAt: nil, dueSoonAt: nil, levelsTold: 0,
            stoppedAt: nil)
    }

    /// A clock as it was saved.
    public init(
        terms: ClockTerms, round: Int, state: State, startedAt: Instant, runningSince: Instant?,
        counted: Span, dueAt: Instant?, missedAt: Instant?, dueSoonAt: Instant?,
        levelsTold: Int, stoppedAt: Instant?
    ) {
        self.terms = terms
        self.round = round
        self.state = state
        self.startedAt = startedAt
        self.runningSince = runningSince
        self.counted = counted
        self.dueAt = dueAt
        self.missedAt = missedAt
        self.dueSoonAt = dueSoonAt
        self.levelsTold = levelsTold
        self.stoppedAt = stoppedAt
    }

    public var isMissed: Bool { missedAt != nil }
    public var isStopped: Bool { !isOwed && state != .idle }
    /// Whether something is still to be done under it.
    public var isOwed: Bool { state == .running || state == .paused }

    /// Whether it runs past its due instant, noticed or not.
    public func isOverdue(at now: Instant) -> Bool {
        guard state == .running, let dueAt else { return false }
        return now > dueAt
    }

    /// Working time used until `now`.
    public func elapsed(at now: Instant, in hours: any WorkingTime) -> Span {
        guard let runningSince, now > runningSince else { return counted }
        return counted + hours.workingTime(from: runningSince, to: now)
    }

    /// Working time left; negative by how much it is overdue.
    public func remaining(at now: Instant, in hours: any WorkingTime) -> Span {
        terms.budget - elapsed(at: now, in: hours)
    }

    func entry(
        _ kind: ClockEntry.Kind, at now: Instant, level: Int? = nil, reason: String? = nil
    ) -> ClockEntry {
        ClockEntry(
            clock: terms.kind, kind: kind, at: now, promise: terms.promise, counted: counted,
            dueAt: dueAt, level: level, reason: reason)
    }
}
