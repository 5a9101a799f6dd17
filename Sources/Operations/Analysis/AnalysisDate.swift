import Base

/// Dates of a table as numbers that can be subtracted.
enum AnalysisDate {
    private static let microsecondsADay = 86_400_000_000.0
    private static let compact = DateFormat("yyyyMMdd")

    /// Days since 1970-01-01 with the part of the day, by the clock the text shows.
    /// - Parameter format: nil for ISO 8601 and `yyyymmdd`.
    static func day(_ text: String, _ format: DateFormat?) -> Double? {
        let instant: Instant? =
            if let format {
                format.instant(text, in: .utc)
            } else if text.utf8.count == 8 {
                compact?.instant(text, in: .utc)
            } else {
                Instant(iso8601: text, assuming: .utc)
            }
        return instant.map { Double($0.microseconds) / microsecondsADay }
    }

    /// `2026-11-25`, or with the time where the day has a part: `2026-11-25T08:30:00Z`.
    static func text(_ day: Double) -> String {
        let text = Instant(microseconds: Int64((day * microsecondsADay).rounded())).iso8601
        return day == day.rounded() ? String(text.prefix(10)) : text
    }
}
