public import Base

/// A dashboard that is mailed to somebody again and again.
public enum Report: Identified { public static let idPrefix = "rpt" }

/// When a report is due, and of which time it tells.
public struct ReportTerms: Hashable, Sendable {
    public enum Every: String, CaseIterable, Sendable { case day, week, month }

    public let every: Every
    /// Hour of the day in the workspace's zone.
    public let hour: Int

    public init(_ every: Every, hour: Int) {
        precondition((0..<24).contains(hour))
        self.every = every
        self.hour = hour
    }

    /// The first due moment after another: each day, each Monday, each first of a month.
    public func next(after moment: Instant, in zone: Zone) -> Instant {
        var day = firstDay(of: moment.civil(in: zone).date)
        while true {
            let due = Instant(
                civil: CivilMoment(day, microsecondOfDay: Int64(hour) * 3_600_000_000), in: zone)
            if due > moment { return due }
            day = following(day)
        }
    }

    /// The day, week or month that had ended when the report was due.
    public func period(dueAt moment: Instant, in zone: Zone) -> Range<Instant> {
        let end = firstDay(of: moment.civil(in: zone).date)
        let begin: CivilDate =
            switch every {
            case .day: end.adding(days: -1)
            case .week: end.adding(days: -7)
            case .month: end.adding(months: -1)
            }
        return Instant(startOf: begin, in: zone)..<Instant(startOf: end, in: zone)
    }

    private func firstDay(of date: CivilDate) -> CivilDate {
        switch every {
        case .day: date
        case .week: date.firstOfWeek
        case .month: date.firstOfMonth
        }
    }

    private func following(_ day: CivilDate) -> CivilDate {
        switch every {
        case .day: day.adding(days: 1)
        case .week: day.adding(days: 7)
        case .month: day.adding(months: 1)
        }
    }
}
