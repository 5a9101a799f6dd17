public import Base

extension Clock {
    /// Stops counting until resumed. Nothing happens to a clock that does not run or may not pause.
    public mutating func pause(
        _ reason: String, at now: Instant, in hours: any WorkingTime
    ) -> [ClockEntry] {
        guard state == .running, terms.isPausable else { return [] }
        var entries = settle(at: now, in: hours)
        halt(at: now, in: hours)
        state = .paused
        if !isMissed { dueAt = nil }
        entries.append(entry(.paused, at: now, reason: reason))
        return entries
    }

    /// Counts again from where it stood.
    public mutating func resume(at now: Instant, in hours: any WorkingTime) -> [ClockEntry] {
        guard state == .paused else { return [] }
        run(at: now, in: hours)
        return [entry(.resumed, at: now)]
    }

    /// Begins to count: for the first time, or the next round. Nothing happens to a round that is
    /// still owed: whoever waits longest is not put off by asking again.
    /// - Returns: the round that was over before, which stays as it ended.
    public mutating func begin(
        at now: Instant, in hours: any WorkingTime
    ) -> (ended: Clock?, entries: [ClockEntry]) {
        guard !isOwed else { return (nil, []) }
        let ended = state == .idle ? nil : self
        let (next, entry) = Clock.start(
            terms, round: ended.map { $0.round + 1 } ?? 1, at: now, in: hours)
        self = next
        return (ended, [entry])
    }

    /// The promised thing is done: the clock is met, or missed if it is too late. A paused clock
    /// stops with the time it had counted.
    public mutating func stop(at now: Instant, in hours: any WorkingTime) -> [ClockEntry] {
        guard isOwed else { return [] }
        var entries = settle(at: now, in: hours)
        halt(at: now, in: hours)
        stoppedAt = now
        state = isMissed ? .missed : .met
        entries.append(entry(isMissed ? .stopped : .met, at: now))
        return entries
    }

    /// Nothing is owed any more: the case was a duplicate, or withdrawn. A broken promise stays
    /// broken, so that cancelling cannot polish the kept rate.
    public mutating func cancel(
        _ reason: String, at now: Instant, in hours: any WorkingTime
    ) -> [ClockEntry] {
        guard isOwed else { return [] }
        var entries = settle(at: now, in: hours)
        halt(at: now, in: hours)
        stoppedAt = now
        state = isMissed ? .missed : .cancelled
        entries.append(entry(isMissed ? .stopped : .cancelled, at: now, reason: reason))
        return entries
    }

    /// Counts again after a stop, as though the stop had been a pause: a reopened case is the same
    /// promise and is judged, once, on all the time it took.
    public mutating func reopen(at now: Instant, in hours: any WorkingTime) -> [ClockEntry] {
        guard isStopped else { return [] }
        stoppedAt = nil
        run(at: now, in: hours)
        return [entry(.reopened, at: now)]
    }

    /// Begins anew at zero, with a reason. Refused once broken: history is not rewritten.
    public mutating func reset(
        _ reason: String, at now: Instant, in hours: any WorkingTime
    ) throws(Refusal) -> [ClockEntry] {
        guard isOwed else { throw Refusal(.conflict, "clockIsStopped") }
        guard !isMissed, !isOverdue(at: now) else { throw Refusal(.conflict, "clockIsMissed") }
        counted = .zero
        dueSoonAt = nil
        levelsTold = 0
        if state == .running { run(at: now, in: hours) }
        return [entry(.reset, at: now, reason: reason)]
    }

    /// Goes on under other terms with the time that was counted under the old ones; alarms come
    /// anew. Nothing happens where the terms are the same, or all is decided.
    mutating func adopt(
        _ new: ClockTerms, at now: Instant, from old: any WorkingTime, to hours: any WorkingTime
    ) -> [ClockEntry] {
        guard new != terms, !isMissed, isOwed || state == .idle else { return [] }
        guard state != .idle else {
            terms = new
            return []
        }
        let isRunning = state == .running
        halt(at: now, in: old)
        terms = new
        dueSoonAt = nil
        levelsTold = 0
        if isRunning { run(at: now, in: hours) }
        return [entry(.changed, at: now)]
    }

    /// Notes a promise that broke before `now` without anybody noticing.
    mutating func settle(at now: Instant, in hours: any WorkingTime) -> [ClockEntry] {
        guard !isMissed, isOverdue(at: now) else { return [] }
        missedAt = now
        return [entry(.missed, at: now)]
    }

    private mutating func halt(at now: Instant, in hours: any WorkingTime) {
        counted = elapsed(at: now, in: hours)
        runningSince = nil
    }

    private mutating func run(at now: Instant, in hours: any WorkingTime) {
        state = .running
        runningSince = now
        if !isMissed {
            dueAt = hours.instant(after: max(.zero, terms.budget - counted), from: now)
        }
    }
}
