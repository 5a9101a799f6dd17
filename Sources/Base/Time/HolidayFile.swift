/// Days that a file says are off, or worked in exchange for others: an iCalendar (RFC 5545), as
/// public holidays are given out in, or JSON whose `days` have a `date`, a `name` and `isOffDay`.
public struct HolidayFile: Hashable, Sendable {
    public struct Day: Hashable, Sendable {
        public let date: CivilDate
        public let name: String
        /// Else it is worked although its weekday is not.
        public let isOff: Bool
    }

    /// By date; of two entries of one day the last counts.
    public let days: [Day]

    /// One entry covers at most so many days.
    private static let longest = 60

    /// - Parameter workdayWords: by which the title of an entry says that it is worked; without
    ///   them only the property that Apple's calendars have for it does.
    public init(_ text: String, workdayWords: [String]) throws(Refusal) {
        let found =
            text.contains("BEGIN:VCALENDAR")
            ? HolidayFile.iCalendar(text, workdayWords) : HolidayFile.json(text)
        guard let found, !found.isEmpty else { throw .invalid("file", "noHolidays") }
        guard found.count <= BusinessCalendar.mostExceptions else {
            throw .invalid("file", "tooMany", ["max": "\(BusinessCalendar.mostExceptions)"])
        }
        var byDate: [CivilDate: Day] = [:]
        for day in found { byDate[day.date] = day }
        days = byDate.values.sorted { $0.date < $1.date }
    }

    private static func json(_ text: String) -> [Day]? {
        guard let json = try? JSON(parsing: text), let days = json["days"]?.array else {
            return nil
        }
        return days.compactMap { day in
            guard let date = day["date"]?.string.flatMap(CivilDate.init),
                let isOff = day["isOffDay"]?.bool
            else { return nil }
            return Day(date: date, name: day["name"]?.string ?? "", isOff: isOff)
        }
    }

    private static func iCalendar(_ text: String, _ workdayWords: [String]) -> [Day] {
        var days: [Day] = []
        var entry: [String: String]?
        for line in unfolded(text) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = line[..<colon].prefix { $0 != ";" }.uppercased()
            let value = String(line[line.index(after: colon)...])
            switch (name, value.uppercased()) {
            case ("BEGIN", "VEVENT"): entry = [:]
            case ("END", "VEVENT"):
                if let entry { days += self.days(of: entry, workdayWords) }
                entry = nil
            default: entry?[name] = value
            }
        }
        return days
    }

    /// A line that begins with a space goes on with the one before it.
    private static func unfolded(_ text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            if let first = line.first, first == " " || first == "\t", !lines.isEmpty {
                lines[lines.count - 1] += line.dropFirst()
            } else {
                lines.append(String(line))
            }
        }
        return lines
    }

    private static func days(of entry: [String: String], _ workdayWords: [String]) -> [Day] {
        guard let first = entry["DTSTART"].flatMap(date) else { return [] }
        // The end of an entry of whole days is the day after its last.
        let end = entry["DTEND"].flatMap(date) ?? first.adding(days: 1)
        let count = min(max(1, end.daysSince1970 - first.daysSince1970), longest)
        let title = unescaped(entry["SUMMARY"] ?? "")
        let isWorked =
            entry["X-APPLE-SPECIAL-DAY"] == "ALTERNATE-WORKDAY"
            || workdayWords.contains { title.lowercased().contains($0) }
        return (0..<count).map {
            Day(date: first.adding(days: $0), name: title, isOff: !isWorked)
        }
    }

    /// `20260101` and `20260101T000000`.
    private static func date(_ text: String) -> CivilDate? {
        let digits = text.prefix(8)
        guard digits.count == 8, digits.allSatisfy(\.isNumber) else { return nil }
        return CivilDate("\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))")
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing("\\,", with: ",").replacing("\\;", with: ";").replacing("\\\\", with: "\\")
    }
}
