import Base

extension InsightQuestion {
    /// Which earlier period stands beside the one asked for.
    public enum Comparison: String, CaseIterable, Sendable {
        /// The one as long as it just before.
        case previous
        /// The same days a year before.
        case year

        /// - Parameter zone: where days begin; a period of whole days is followed by whole days,
        ///   also where one of them has 23 hours.
        /// - Throws: `Refusal.invalid` at `compare` where a year back would be the same days again.
        func earlier(than period: Range<Instant>, in zone: Zone) throws(Refusal) -> Range<Instant> {
            let (from, to) = (period.lowerBound, period.upperBound)
            let days = [from, to].map { $0.civil(in: zone).date }
            let isWholeDays = zip(days, [from, to])
                .allSatisfy { Instant(startOf: $0, in: zone) == $1 }
            switch self {
            case .previous:
                guard isWholeDays else { return (from - (to - from))..<from }
                let length = days[1].daysSince1970 - days[0].daysSince1970
                return Instant(startOf: days[0].adding(days: -length), in: zone)..<from
            case .year:
                guard days[1] <= days[0].adding(months: 12).adding(days: 1) else {
                    throw .invalid("compare", "longerThanYear")
                }
                let moved = zip(days, [from, to]).map { day, moment in
                    Instant(startOf: day.adding(months: -12), in: zone)
                        + (moment - Instant(startOf: day, in: zone))
                }
                // 366 days reach into those of the year before.
                return moved[0]..<min(moved[1], from)
            }
        }
    }
}
