import Testing

@testable import Base

/// Laws that hold for every calendar and every moment.
struct BusinessCalendarPropertyTests {
    static func calendar(_ chance: inout Chance) throws -> BusinessCalendar {
        var week = JSON.Object()
        for day in Weekday.allCases where chance.below(3) > 0 || day == .tuesday {
            var cuts = Set<Int>()
            while cuts.count < 2 * (1 + chance.below(3)) || cuts.count % 2 == 1 {
                cuts.insert(chance.below(97) * 15)
            }
            let times = cuts.sorted().compactMap { TimeOfDay(minutes: $0)?.description }
            let periods = stride(from: 0, to: times.count, by: 2).map {
                JSON.string("\(times[$0])-\(times[$0 + 1])")
            }
            week[day.name] = .array(periods)
        }
        let days = (0..<6).map { _ in
            CivilDate(daysSince1970: 20_500 + chance.below(400))
        }
        let document: JSON = [
            "zone": chance.below(2) == 0 ? "Asia/Shanghai" : "America/New_York",
            "week": .object(week),
            "holidays": .array(
                days.prefix(4).map {
                    ["date": .string("\($0)"), "to": .string("\($0.adding(days: 3))")]
                }),
            "workdays": .array(days.suffix(2).map { ["date": .string("\($0)"), "as": "tuesday"] }),
        ]
        return try BusinessCalendarTests.calendar(document)
    }

    /// Often close to a change of clocks, where errors live.
    static func instant(_ chance: inout Chance) -> Instant {
        let changes: [Int64] = [1_772_953_200, 1_793_512_800]
        let spread: Int64 = chance.below(2) == 0 ? 200_000 : 20_000_000
        let seconds = chance.pick(changes) + Int64.random(in: -spread...spread, using: &chance)
        let unit: Int64 = chance.below(2) == 0 ? 1 : 900
        return Instant(microseconds: seconds / unit * unit * 1_000_000 + Int64(chance.below(2)))
    }

    @Test(arguments: 0..<40)
    func timeAddsUp(seed: Int) throws {
        var chance = Chance(seed: UInt64(seed))
        let calendar = try Self.calendar(&chance)
        for _ in 0..<100 {
            let times = (0..<3).map { _ in Self.instant(&chance) }.sorted()
            let parts =
                calendar.workingTime(from: times[0], to: times[1])
                + calendar.workingTime(from: times[1], to: times[2])
            #expect(calendar.workingTime(from: times[0], to: times[2]) == parts)
            #expect(parts >= .zero && parts <= times[2] - times[0])
        }
    }

    @Test(arguments: 0..<40)
    func addingIsTheInverseOfMeasuring(seed: Int) throws {
        var chance = Chance(seed: 100 + UInt64(seed))
        let calendar = try Self.calendar(&chance)
        for _ in 0..<100 {
            let start = Self.instant(&chance)
            let span = Span(microseconds: Int64(chance.below(200_000_000)) * 1_000 + 1)
            let end = calendar.instant(after: span, from: start)
            #expect(calendar.workingTime(from: start, to: end) == span)
            // No earlier moment has it.
            let before = end - Span(microseconds: 1)
            #expect(calendar.workingTime(from: start, to: before) < span)
            let other = calendar.instant(after: span + .minutes(7), from: start)
            #expect(other > end)
            #expect(calendar.instant(after: .minutes(7), from: end) == other)
        }
    }

    @Test(arguments: 0..<40)
    func aLaterStartIsNeverDueEarlier(seed: Int) throws {
        var chance = Chance(seed: 200 + UInt64(seed))
        let calendar = try Self.calendar(&chance)
        for _ in 0..<100 {
            let starts = (0..<2).map { _ in Self.instant(&chance) }.sorted()
            let span = Span.minutes(Int64(1 + chance.below(3_000)))
            let ends = starts.map { calendar.instant(after: span, from: $0) }
            #expect(ends[0] <= ends[1])
        }
    }

    @Test(arguments: 0..<40)
    func theNextOpeningIsOpenAndNothingBeforeIt(seed: Int) throws {
        var chance = Chance(seed: 300 + UInt64(seed))
        let calendar = try Self.calendar(&chance)
        for _ in 0..<100 {
            let instant = Self.instant(&chance)
            let opening = calendar.nextOpening(after: instant)
            #expect(opening >= instant && calendar.isOpen(at: opening))
            #expect(calendar.workingTime(from: instant, to: opening) == .zero)
            let microsecond = Span(microseconds: 1)
            let isOpen =
                calendar.workingTime(from: instant, to: instant + microsecond) == microsecond
            #expect(calendar.isOpen(at: instant) == isOpen)
        }
    }

    /// The slow way, minute by minute, gives the same.
    @Test(arguments: 0..<8)
    func equalsTheCountOfOpenMinutes(seed: Int) throws {
        var chance = Chance(seed: 400 + UInt64(seed))
        let calendar = try Self.calendar(&chance)
        let start = Instant(seconds: Self.instant(&chance).wholeSeconds / 900 * 900)
        var minutes: Int64 = 0
        for minute in 0..<(5 * 1_440) {
            let civil = (start + .minutes(Int64(minute))).civil(in: calendar.zone)
            let ofDay = civil.hour * 60 + civil.minute
            let isOpen = calendar.periods(on: civil.date).contains {
                $0.start.minutes <= ofDay && ofDay < $0.end.minutes
            }
            if isOpen { minutes += 1 }
        }
        let counted = calendar.workingTime(from: start, to: start + .days(5))
        // An hour that comes twice belongs as a whole to the periods that touch its first run.
        let slack: Int64 = calendar.zone.name == "America/New_York" ? 60 : 0
        #expect(abs(counted.microseconds / 60_000_000 - minutes) <= slack)
    }
}
