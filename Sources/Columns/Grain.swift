public import Base

/// How finely time is cut.
public enum Grain: String, CaseIterable, Hashable, Sendable {
    case day
    /// From Monday, as in ISO 8601.
    case week
    case month
    case quarter

    /// The first day of the span that a day lies in.
    public func start(of date: CivilDate) -> CivilDate {
        switch self {
        case .day: date
        case .week: date.firstOfWeek
        case .month: date.firstOfMonth
        case .quarter: date.firstOfQuarter
        }
    }

    public func next(after start: CivilDate) -> CivilDate {
        switch self {
        case .day: start.adding(days: 1)
        case .week: start.adding(days: 7)
        case .month: start.adding(months: 1)
        case .quarter: start.adding(months: 3)
        }
    }

    /// Whole spans, as clocks in `zone` show them, that cover the range; nil when there are more
    /// than `limit`.
    public func buckets(covering range: Range<Instant>, in zone: Zone, limit: Int) -> Buckets? {
        var date = start(of: range.lowerBound.civil(in: zone).date)
        var bounds = [Instant(startOf: date, in: zone)]
        repeat {
            guard bounds.count <= limit else { return nil }
            date = next(after: date)
            bounds.append(Instant(startOf: date, in: zone))
        } while bounds[bounds.count - 1] < range.upperBound
        return Buckets(bounds: bounds)
    }
}
