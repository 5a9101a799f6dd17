import Base
import Domain
import Testing

private let start = Instant(seconds: 1_772_000_000 - 1_772_000_000 % 86_400)
private func at(_ hours: Int64, _ minutes: Int64 = 0) -> Instant {
    start + .hours(hours) + .minutes(minutes)
}

private func terms(
    budget: Span = .hours(8), pausable: Bool = true, escalations: [Span] = [.zero, .minutes(30)]
) -> ClockTerms {
    ClockTerms(
        kind: .resolution, promise: DocumentStamp("p", version: 3), calendar: nil, budget: budget,
        dueSoon: Span(microseconds: budget.microseconds * 8 / 10), isPausable: pausable,
        escalations: escalations.enumerated().map { Escalation(after: $1, levelsUp: $0) })
}

@Suite struct ClockTests {
    @Test func countsOnlyOpeningHoursAndIsDueInThem() {
        // Starts at 16:00 with 8 hours: one today, seven tomorrow.
        let (clock, entry) = Clock.start(terms(), at: at(16), in: OfficeHours())
        #expect(clock.dueAt == at(24 + 16))
        #expect(entry.kind == .started)
        #expect(entry.promise.version == 3)
        #expect(clock.elapsed(at: at(24 + 10), in: OfficeHours()) == .hours(2))
        #expect(clock.remaining(at: at(24 + 10), in: OfficeHours()) == .hours(6))
    }

    @Test func pausedTimeDoesNotCountAndMovesTheDueTime() {
        let hours = AroundTheClock()
        var (clock, _) = Clock.start(terms(), at: at(0), in: hours)
        #expect(clock.pause("waiting", at: at(2), in: hours).map(\.kind) == [.paused])
        #expect(clock.dueAt == nil)
        #expect(clock.elapsed(at: at(5), in: hours) == .hours(2))
        #expect(clock.resume(at: at(12), in: hours).map(\.kind) == [.resumed])
        #expect(clock.dueAt == at(18))
        let entries = clock.stop(at: at(18), in: hours)
        #expect(entries.map(\.kind) == [.met])
        #expect(clock.state == .met)
        #expect(clock.counted == .hours(8))
    }

    @Test func theLastInstantKeepsThePromiseAndTheNextBreaksIt() {
        let hours = AroundTheClock()
        let tick = Span(microseconds: 1)
        var (kept, _) = Clock.start(terms(), at: at(0), in: hours)
        #expect(kept.stop(at: at(8), in: hours).map(\.kind) == [.met])
        var (broken, _) = Clock.start(terms(), at: at(0), in: hours)
        #expect(broken.stop(at: at(8) + tick, in: hours).map(\.kind) == [.missed, .stopped])
        #expect(broken.state == .missed)
    }

    @Test func aBrokenPromiseStaysBroken() throws {
        let hours = AroundTheClock()
        var (clock, _) = Clock.start(terms(), at: at(0), in: hours)
        #expect(clock.pause("late", at: at(9), in: hours).map(\.kind) == [.missed, .paused])
        #expect(clock.resume(at: at(10), in: hours).map(\.kind) == [.resumed])
        #expect(throws: Refusal(.conflict, "clockIsMissed")) {
            try clock.reset("again", at: at(10), in: hours)
        }
        #expect(clock.cancel("duplicate", at: at(11), in: hours).map(\.kind) == [.stopped])
        #expect(clock.state == .missed)
        #expect(clock.reopen(at: at(12), in: hours).map(\.kind) == [.reopened])
        #expect(clock.stop(at: at(13), in: hours).map(\.kind) == [.stopped])
        #expect(clock.counted == .hours(11))
    }

    @Test func reopeningGoesOnWithWhatWasLeft() {
        let hours = AroundTheClock()
        var (clock, _) = Clock.start(terms(), at: at(0), in: hours)
        _ = clock.stop(at: at(5), in: hours)
        _ = clock.reopen(at: at(50), in: hours)
        #expect(clock.state == .running)
        #expect(clock.dueAt == at(53))
        #expect(clock.stop(at: at(54), in: hours).map(\.kind) == [.missed, .stopped])
    }

    @Test func resetBeginsAtZero() throws {
        let hours = AroundTheClock()
        var (clock, _) = Clock.start(terms(), at: at(0), in: hours)
        _ = clock.alarms(at: at(7), in: hours)
        #expect(try clock.reset("graver", at: at(7), in: hours).map(\.kind) == [.reset])
        #expect(clock.dueAt == at(15))
        #expect(clock.alarms(at: at(14), in: hours).map(\.alarm) == [.dueSoon])
    }

    @Test func whatMayNotPauseRunsOn() {
        var (clock, _) = Clock.start(terms(pausable: false), at: at(0), in: AroundTheClock())
        #expect(clock.pause("waiting", at: at(1), in: AroundTheClock()).isEmpty)
        #expect(clock.state == .running)
    }

    @Test func alarmsComeInOrderAndOnce() {
        let hours = AroundTheClock()
        var (clock, _) = Clock.start(terms(budget: .hours(10)), at: at(0), in: hours)
        #expect(clock.wakesAt(in: hours) == at(8))
        #expect(clock.alarms(at: at(7, 59), in: hours).isEmpty)
        #expect(clock.alarms(at: at(8), in: hours).map(\.alarm) == [.dueSoon])
        #expect(clock.alarms(at: at(10), in: hours).isEmpty)
        #expect(clock.alarms(at: at(10, 1), in: hours).map(\.alarm) == [.overdue, .escalate(0)])
        #expect(clock.wakesAt(in: hours) == at(10, 30))
        #expect(clock.alarms(at: at(10, 30), in: hours).map(\.alarm) == [.escalate(1)])
        #expect(clock.wakesAt(in: hours) == nil)
        #expect(clock.alarms(at: at(99), in: hours).isEmpty)
    }

    @Test func anOutageDelaysAlarmsAndLosesNone() {
        var (clock, _) = Clock.start(terms(), at: at(0), in: AroundTheClock())
        let given = clock.alarms(at: at(99), in: AroundTheClock()).map(\.alarm)
        #expect(given == [.dueSoon, .overdue, .escalate(0), .escalate(1)])
    }

    @Test func escalationWaitsForOpeningHours() {
        // Due at 17:00 sharp; half an hour later is 9:30 of the next day.
        var (clock, _) = Clock.start(terms(), at: at(9), in: OfficeHours())
        #expect(clock.dueAt == at(17))
        _ = clock.alarms(at: at(18), in: OfficeHours())
        #expect(clock.wakesAt(in: OfficeHours()) == at(24 + 9, 30))
    }
}
