import Base
import Domain

/// Nine to five of every UTC day: enough of a calendar to tell working time from time.
struct OfficeHours: WorkingTime {
    private let day: Int64 = 86_400_000_000
    private let opens: Int64 = 9 * 3_600_000_000
    private let closes: Int64 = 17 * 3_600_000_000

    func instant(after span: Span, from: Instant) -> Instant {
        var left = span.microseconds
        var at = from.microseconds
        while true {
            let midnight = at - at % day
            at = max(at, midnight + opens)
            let open = midnight + closes - at
            if open > 0, left <= open { return Instant(microseconds: at + left) }
            left -= max(0, open)
            at = midnight + day
        }
    }

    func workingTime(from: Instant, to: Instant) -> Span {
        guard to > from else { return .zero }
        var sum: Int64 = 0
        var midnight = from.microseconds - from.microseconds % day
        while midnight < to.microseconds {
            let start = max(from.microseconds, midnight + opens)
            let end = min(to.microseconds, midnight + closes)
            sum += max(0, end - start)
            midnight += day
        }
        return Span(microseconds: sum)
    }
}
