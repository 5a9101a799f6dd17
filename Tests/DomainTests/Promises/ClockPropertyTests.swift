import Base
import Domain
import Testing

/// Laws that hold whatever is done to a clock and whenever it is looked at.
@Suite struct ClockPropertyTests {
    private static let start = Instant(seconds: 1_772_000_000)

    private static func terms(using chance: inout SeededChance) -> ClockTerms {
        let budget = Span.minutes(.random(in: 1...3_000, using: &chance))
        return ClockTerms(
            kind: .resolution, promise: DocumentStamp("p", version: 1), calendar: nil,
            budget: budget, dueSoon: Span(microseconds: budget.microseconds * 8 / 10),
            isPausable: true,
            escalations: (0..<Int.random(in: 0...3, using: &chance)).map {
                Escalation(after: .minutes(Int64($0) * 45), levelsUp: $0)
            })
    }

    private static func hours(_ seed: UInt64) -> any WorkingTime {
        seed % 2 == 0 ? AroundTheClock() : OfficeHours()
    }

    /// Pauses and resumes at random; what was counted is the sum of the running stretches.
    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func pausesAddUp(seed: UInt64) {
        var chance = SeededChance(seed: seed)
        let hours = Self.hours(seed)
        var now = Self.start
        var (clock, _) = Clock.start(Self.terms(using: &chance), at: now, in: hours)
        var expected = Span.zero
        for _ in 0..<20 {
            let next = now + .seconds(.random(in: 0...200_000, using: &chance))
            if clock.state == .running {
                expected = expected + hours.workingTime(from: now, to: next)
            }
            now = next
            #expect(clock.elapsed(at: now, in: hours) == expected)
            #expect(expected <= now - Self.start)
            if clock.state == .running {
                _ = clock.pause("x", at: now, in: hours)
            } else {
                _ = clock.resume(at: now, in: hours)
            }
            #expect(clock.elapsed(at: now, in: hours) == expected)
        }
        // Kept exactly when the working time used is within the budget, around the clock.
        _ = clock.stop(at: now, in: hours)
        if seed % 2 == 0 { #expect((clock.state == .met) == (expected <= clock.terms.budget)) }
        #expect((clock.state == .missed) == clock.isMissed)
    }

    /// However often and whenever it is polled, each alarm comes once, in order, not too early.
    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func eachAlarmComesOnce(seed: UInt64) {
        var chance = SeededChance(seed: seed)
        let hours = Self.hours(seed)
        var now = Self.start
        let terms = Self.terms(using: &chance)
        var (clock, _) = Clock.start(terms, at: now, in: hours)
        var given: [ClockAlarm] = []
        while now < Self.start + .days(60) {
            let step = Span.seconds(.random(in: 0...90_000, using: &chance))
            // Half of the polls come exactly when the clock asked for it.
            let wakes = clock.wakesAt(in: hours)
            now = Bool.random(using: &chance) ? max(now, wakes ?? now + step) : now + step
            if clock.state == .paused {
                #expect(clock.alarms(at: now, in: hours).isEmpty)
                _ = clock.resume(at: now, in: hours)
            }
            for (alarm, entry) in clock.alarms(at: now, in: hours) {
                given.append(alarm)
                #expect(entry.at == now)
                let elapsed = clock.elapsed(at: now, in: hours)
                if alarm == .dueSoon { #expect(elapsed >= terms.dueSoon) }
                if case .escalate(let level) = alarm {
                    #expect(elapsed >= terms.budget + terms.escalations[level].after)
                }
            }
            if wakes == nil, clock.state == .running { now = now + .days(1) }
            if Int.random(in: 0..<5, using: &chance) == 0 {
                _ = clock.pause("x", at: now, in: hours)
            }
        }
        _ = clock.resume(at: now, in: hours)
        given += clock.alarms(at: now + .days(60), in: hours).map(\.alarm)
        // A promise seen broken by a pause is told by that, not by the alarm.
        let all: [ClockAlarm] =
            [.dueSoon, .overdue] + terms.escalations.indices.map { .escalate($0) }
        #expect(given == all || given == all.filter { $0 != .overdue })
        #expect(clock.isMissed)
    }
}
