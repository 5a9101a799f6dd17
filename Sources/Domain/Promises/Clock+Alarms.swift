public import Base

/// Something a running clock must tell people.
public enum ClockAlarm: Hashable, Sendable {
    case dueSoon
    case overdue
    /// The escalation of this place in the terms, from 0.
    case escalate(Int)
}

extension Clock {
    /// Alarms whose time has come by `now`, each given exactly once however often it is asked.
    /// After an outage those that were slept through come together, in their order.
    public mutating func alarms(
        at now: Instant, in hours: any WorkingTime
    ) -> [(alarm: ClockAlarm, entry: ClockEntry)] {
        var given: [(ClockAlarm, ClockEntry)] = []
        while let (alarm, at) = nextAlarm(in: hours), at <= now {
            given.append((alarm, note(alarm, at: now)))
        }
        return given
    }

    /// When somebody should look at this clock next; nil when nothing more will happen by itself.
    public func wakesAt(in hours: any WorkingTime) -> Instant? { nextAlarm(in: hours)?.at }

    private func nextAlarm(in hours: any WorkingTime) -> (alarm: ClockAlarm, at: Instant)? {
        guard state == .running, let runningSince, let dueAt else { return nil }
        func instant(atElapsed elapsed: Span) -> Instant {
            hours.instant(after: max(.zero, elapsed - counted), from: runningSince)
        }
        if dueSoonAt == nil { return (.dueSoon, instant(atElapsed: terms.dueSoon)) }
        // The last instant of the budget still keeps the promise, so it breaks one tick later.
        let broken = dueAt + Span(microseconds: 1)
        if !isMissed { return (.overdue, broken) }
        guard levelsTold < terms.escalations.count else { return nil }
        let after = terms.escalations[levelsTold].after
        return (.escalate(levelsTold), max(broken, instant(atElapsed: terms.budget + after)))
    }

    private mutating func note(_ alarm: ClockAlarm, at now: Instant) -> ClockEntry {
        switch alarm {
        case .dueSoon:
            dueSoonAt = now
            return entry(.dueSoon, at: now)
        case .overdue:
            missedAt = now
            return entry(.missed, at: now)
        case .escalate(let level):
            levelsTold = level + 1
            return entry(.escalated, at: now, level: level)
        }
    }
}

extension Clock {
    /// From when on a running clock counts as due soon.
    public func soonAt(in hours: any WorkingTime) -> Instant? {
        guard state == .running, let runningSince else { return nil }
        return hours.instant(after: max(.zero, terms.dueSoon - counted), from: runningSince)
    }
}
