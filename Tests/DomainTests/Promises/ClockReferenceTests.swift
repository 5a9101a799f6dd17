import Base
import Domain
import Foundation
import Testing

/// Clock arithmetic against a reference that knows nothing of it: it walks minute by minute, asks
/// of each minute what day and time it is in the zone, and counts those that are open while the
/// clock runs. `NUO_CLOCK_TRIALS` sets how many histories are tried.
@Suite struct ClockReferenceTests {
    private static let trials =
        ProcessInfo.processInfo.environment["NUO_CLOCK_TRIALS"].flatMap(UInt64.init) ?? 120
    private static let zones = [
        "Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe",
        "Asia/Kathmandu", "America/St_Johns", "Pacific/Auckland",
    ].compactMap { name -> Zone? in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)")
            .flatMap { Zone(name: name, tzif: Array($0)) }
    }

    @Test(.enabled(if: !zones.isEmpty))
    func everyHistoryIsCountedAsTheMinutesSay() throws {
        for seed in 1...Self.trials {
            var chance = SeededChance(seed: seed)
            try History(using: &chance, Self.zones).check(seed)
        }
    }

    private struct CalendarHours: WorkingTime {
        let calendar: BusinessCalendar

        func instant(after span: Span, from: Instant) -> Instant {
            calendar.instant(after: span, from: from)
        }
        func workingTime(from: Instant, to: Instant) -> Span {
            calendar.workingTime(from: from, to: to)
        }
    }

    /// A random calendar, and a random life of a clock under it.
    private struct History {
        enum Act: CaseIterable { case pause, resume, stop, reopen, look }

        let zone: Zone
        /// Open minutes of the day by weekday from Monday.
        var week: [[ClosedRange<Int>]] = []
        var closed: Set<Int> = []
        var worked: [Int: Int] = [:]
        let start: Int64
        var acts: [(minute: Int64, act: Act)] = []
        let budget: Int64

        init(using chance: inout SeededChance, _ zones: [Zone]) {
            zone = zones.randomElement(using: &chance)!
            // Often a change of clocks lies within.
            let seasons: [Int64] = [1_772_953_200, 1_793_512_800, 1_775_000_000, 1_790_000_000]
            let from = seasons.randomElement(using: &chance)! / 60
            start = from - Int64.random(in: 0...8_000, using: &chance)
            budget = Int64.random(in: 1...3_000, using: &chance)
            for _ in 0..<7 {
                var day: [ClosedRange<Int>] = []
                var minute = Int.random(in: 0...600, using: &chance)
                for _ in 0..<Int.random(in: 0...3, using: &chance) where minute < 1_380 {
                    let end = min(1_439, minute + Int.random(in: 15...400, using: &chance))
                    day.append(minute...end)
                    minute = end + 1 + Int.random(in: 10...200, using: &chance)
                }
                week.append(day)
            }
            if week.allSatisfy(\.isEmpty) { week[0] = [540...1_019] }
            let day = Int(start / 1_440)
            for _ in 0..<4 {
                closed.insert(day + Int.random(in: 0...14, using: &chance))
                worked[day + Int.random(in: 0...14, using: &chance)] =
                    Int.random(in: 0..<7, using: &chance)
            }
            var minute: Int64 = 0
            for _ in 0..<Int.random(in: 1...8, using: &chance) {
                minute += Int64.random(in: 0...2_500, using: &chance)
                acts.append((minute, Act.allCases.randomElement(using: &chance)!))
            }
        }

        private func calendar() throws -> BusinessCalendar {
            func time(_ minute: Int) -> String {
                func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
                return "\(two(minute / 60)):\(two(minute % 60))"
            }
            var days = JSON.Object()
            for (weekday, periods) in zip(Weekday.allCases, week) {
                days[weekday.name] = .array(
                    periods.map {
                        .string("\(time($0.lowerBound))-\(time($0.upperBound + 1))")
                    })
            }
            let document: JSON = [
                "zone": .string("here"), "week": .object(days),
                "holidays": .array(
                    closed.sorted().map { ["date": .string("\(CivilDate(daysSince1970: $0))")] }),
                "workdays": .array(
                    worked.sorted { $0.key < $1.key }.map {
                        [
                            "date": .string("\(CivilDate(daysSince1970: $0.key))"),
                            "as": .string(Weekday.allCases[$0.value].name),
                        ]
                    }),
            ]
            return try BusinessCalendar(document: document) { _ in zone }
        }

        /// What the wall clock shows: the day, and the minute of it.
        private func wall(_ minute: Int64) -> (day: Int, minute: Int) {
            let civil = Instant(seconds: minute * 60).civil(in: zone)
            return (civil.date.daysSince1970, civil.hour * 60 + civil.minute)
        }

        /// The latest time of this day that clocks have shown until now. In an hour that comes
        /// twice it stands still: a period begins and ends when its time is first shown.
        private func shown(_ minute: Int64) -> (day: Int, minute: Int) {
            var now = wall(minute)
            let before = wall(minute - 60)
            guard before.day == now.day, now.minute - before.minute != 60 else { return now }
            for earlier in minute - 60..<minute where wall(earlier).day == now.day {
                now.minute = max(now.minute, wall(earlier).minute)
            }
            return now
        }

        /// Whether a minute since 1970 is open, from its wall clock alone.
        private func isOpen(_ minute: Int64) -> Bool {
            let (day, time) = shown(minute)
            let open: [ClosedRange<Int>]
            if let weekday = worked[day] {
                open = week[weekday]
            } else if closed.contains(day) {
                open = []
            } else {
                // 1970-01-01 was a Thursday.
                open = week[((day + 3) % 7 + 7) % 7]
            }
            return open.contains { $0.contains(time) }
        }

        private func at(_ minute: Int64) -> Instant { Instant(seconds: (start + minute) * 60) }

        /// The clock and the reference go through the same life and must agree at every act.
        func check(_ seed: UInt64) throws {
            let hours = CalendarHours(calendar: try calendar())
            let terms = ClockTerms(
                kind: .resolution, promise: DocumentStamp("p", version: 1), calendar: "here",
                budget: .minutes(budget), dueSoon: .minutes(budget), isPausable: true,
                escalations: [])
            var (clock, _) = Clock.start(terms, at: at(0), in: hours)
            var (counted, minute) = (Int64(0), Int64(0))
            var isRunning = true
            var isLate = false
            var brokenAt: Int64?
            // Whoever stops in the last instant is in time, and has none left: going on, the
            // promise is due at once.
            func goOn() {
                isRunning = true
                if brokenAt != nil, !isLate { brokenAt = minute }
            }
            for (moment, act) in acts {
                while minute < moment {
                    if isRunning, isOpen(start + minute) {
                        counted += 1
                        if counted == budget, brokenAt == nil { brokenAt = minute + 1 }
                    }
                    minute += 1
                }
                let elapsed = clock.elapsed(at: at(minute), in: hours)
                #expect(elapsed == .minutes(counted), "seed \(seed), minute \(minute)")
                // Kept through its last instant, broken after it.
                let isBroken = brokenAt.map { minute > $0 } ?? false
                if isRunning {
                    isLate = isLate || isBroken
                    #expect(clock.isMissed || clock.isOverdue(at: at(minute)) == isBroken)
                    if let brokenAt, !clock.isMissed {
                        #expect(clock.dueAt == at(brokenAt), "seed \(seed)")
                    }
                }
                #expect(!clock.isMissed || isLate, "seed \(seed)")
                switch act {
                case .pause:
                    _ = clock.pause("x", at: at(minute), in: hours)
                    if isRunning { isRunning = false }
                case .resume:
                    if clock.state == .paused { goOn() }
                    _ = clock.resume(at: at(minute), in: hours)
                case .stop:
                    _ = clock.stop(at: at(minute), in: hours)
                    isRunning = false
                case .reopen:
                    if clock.isStopped { goOn() }
                    _ = clock.reopen(at: at(minute), in: hours)
                case .look: _ = clock.alarms(at: at(minute), in: hours)
                }
                if counted < budget { #expect(!clock.isMissed, "seed \(seed)") }
                if counted > budget { #expect(clock.isMissed || clock.isOverdue(at: at(minute))) }
            }
        }
    }
}
