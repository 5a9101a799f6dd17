/// When work is done: periods of each weekday, holidays, and make-up workdays (调休), in a zone; or
/// around the clock. Spans of working time are real time: a period in which clocks go forward is
/// an hour shorter.
public struct BusinessCalendar: Hashable, Sendable {
    /// From a time of the day up to a later one.
    public struct Period: Hashable, Sendable {
        public let start: TimeOfDay
        public let end: TimeOfDay

        /// Nil unless it ends after it starts.
        public init?(_ start: TimeOfDay, _ end: TimeOfDay) {
            guard start < end else { return nil }
            self.start = start
            self.end = end
        }
    }

    /// Closed days, both ends included.
    public struct Holiday: Hashable, Sendable {
        public let first: CivilDate
        public let last: CivilDate
        public let name: LocalizedText?
    }

    /// A day that works by a given weekday's periods, even within a holiday.
    public struct Workday: Hashable, Sendable {
        public let date: CivilDate
        public let weekday: Weekday
    }

    public let zone: Zone
    /// Periods of Monday to Sunday, in order, apart from each other. Nil: around the clock.
    public let week: [[Period]]?
    public let holidays: [Holiday]
    public let workdays: [Workday]
    /// Days (since 1970) that go not by their own weekday: nil is closed.
    private let exceptions: [Int: Weekday?]

    /// Bounds every search for an opening; 400 years repeat the Gregorian calendar.
    private static let furthestDays = 146_097

    /// Open all the time.
    public static let aroundTheClock = BusinessCalendar(aroundTheClockIn: .utc)

    /// Open all the time; `zone` matters only to those who ask for it.
    public init(aroundTheClockIn zone: Zone) {
        self.init(zone: zone, week: nil, holidays: [], workdays: [])
    }

    init(zone: Zone, week: [[Period]]?, holidays: [Holiday], workdays: [Workday]) {
        self.zone = zone
        self.week = week
        self.holidays = holidays
        self.workdays = workdays
        var exceptions: [Int: Weekday?] = [:]
        for holiday in holidays {
            for day in holiday.first.daysSince1970...holiday.last.daysSince1970 {
                exceptions.updateValue(nil, forKey: day)
            }
        }
        for workday in workdays { exceptions[workday.date.daysSince1970] = workday.weekday }
        self.exceptions = exceptions
    }

    public var isAroundTheClock: Bool { week == nil }

    /// The periods of one day, after holidays and make-up days.
    public func periods(on date: CivilDate) -> [Period] {
        periods(onDay: date.daysSince1970)
    }

    /// The holiday a day falls on, unless it is a make-up workday.
    public func holiday(on date: CivilDate) -> Holiday? {
        guard exceptions[date.daysSince1970] == .some(nil) else { return nil }
        return holidays.first { $0.first <= date && date <= $0.last }
    }

    // MARK: Working time

    /// The moment at which `span` of working time has gone by since `start`: the closing time
    /// itself where it ends there. Looks at most 400 years ahead.
    public func instant(after span: Span, from start: Instant) -> Instant {
        guard span > .zero else { return start }
        guard !isAroundTheClock else { return start + span }
        var left = span.microseconds
        var end = start
        walk(from: start) { opening in
            let length = opening.upperBound - opening.lowerBound
            end = Instant(microseconds: opening.lowerBound + min(left, length))
            left -= min(left, length)
            return left > 0
        }
        return end
    }

    /// The working time between two moments; negative if the second is the earlier one.
    public func workingTime(from start: Instant, to end: Instant) -> Span {
        guard start <= end else {
            return Span(microseconds: -workingTime(from: end, to: start).microseconds)
        }
        guard !isAroundTheClock else { return end - start }
        var total: Int64 = 0
        walk(from: start, until: end) { opening in
            guard opening.lowerBound < end.microseconds else { return false }
            total += min(opening.upperBound, end.microseconds) - opening.lowerBound
            return true
        }
        return Span(microseconds: total)
    }

    public func isOpen(at instant: Instant) -> Bool {
        nextOpening(after: instant) == instant
    }

    /// The first open moment that is not before `instant`: itself, if it is open then.
    public func nextOpening(after instant: Instant) -> Instant {
        guard !isAroundTheClock else { return instant }
        var opening = instant
        walk(from: instant) { next in
            opening = Instant(microseconds: next.lowerBound)
            return false
        }
        return opening
    }

    // MARK: Days

    private func periods(onDay day: Int) -> [Period] {
        guard let week else { return [BusinessCalendar.wholeDay] }
        guard let exception = exceptions[day] else {
            return week[CivilDate.weekday(ofDay: day).rawValue - 1]
        }
        return exception.map { week[$0.rawValue - 1] } ?? []
    }

    private static let wholeDay: Period = {
        guard let start = TimeOfDay(minutes: 0), let end = TimeOfDay(minutes: 1_440),
            let day = Period(start, end)
        else { preconditionFailure("a day has an end") }
        return day
    }()

    /// Visits what is open from `start` on (microseconds since 1970), in order, until `visit` says
    /// stop or the day after `end` is over.
    private func walk(
        from start: Instant, until end: Instant? = nil, _ visit: (Range<Int64>) -> Bool
    ) {
        // Where clocks go back over midnight, a moment may belong to the day after its date.
        let first = start.civil(in: zone).date.daysSince1970 - 1
        let last =
            end.map { $0.civil(in: zone).date.daysSince1970 + 1 }
            ?? first + BusinessCalendar.furthestDays
        var day = first
        while day <= last {
            let midnight = Int64(day) * 86_400
            // One look serves the whole day where no change is near.
            let steady = zone.steadyOffset(from: midnight - 86_400, through: midnight + 172_800)
            for period in periods(onDay: day) {
                let opens = moment(midnight, period.start, steady)
                let closes = moment(midnight, period.end, steady)
                guard closes > start.microseconds, closes > opens else { continue }
                guard visit(max(opens, start.microseconds)..<closes) else { return }
            }
            day += 1
        }
    }

    private func moment(_ midnight: Int64, _ time: TimeOfDay, _ steady: Int64?) -> Int64 {
        let local = midnight + Int64(time.minutes) * 60
        let seconds =
            steady.map { local - $0 } ?? zone.seconds(showing: local, ifSkipped: .nextMoment)
        return seconds * 1_000_000
    }
}
