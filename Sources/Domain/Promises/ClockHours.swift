/// The hours that the clocks of a case count, by the key of their calendar: one promise may count
/// the first response in every hour and the solution in opening hours.
public struct ClockHours: Sendable {
    private let calendars: [String: any WorkingTime]

    /// - Parameter calendars: each calendar that a clock names.
    public init(_ calendars: [String: any WorkingTime] = [:]) {
        self.calendars = calendars
    }

    /// Every hour where no calendar is named.
    public subscript(calendar: String?) -> any WorkingTime {
        guard let calendar else { return AroundTheClock() }
        guard let hours = calendars[calendar] else {
            preconditionFailure("the hours of \(calendar), which a clock counts, were not brought")
        }
        return hours
    }

    func of(_ clock: Clock) -> any WorkingTime { self[clock.terms.calendar] }
}
