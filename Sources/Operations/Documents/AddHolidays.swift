public import Base
import Domain
import SQL
import Store

/// Puts the days of a holiday file into a calendar, for a person to look at and save.
public struct AddHolidays: Operation {
    public static let name = "calendars.addHolidays"
    public static let summary = """
        Show a calendar's text with the holidays and make-up workdays of a file put in; nothing is \
        saved.
        """
    public static let access = CalendarDocuments.writeAccess
    public static let input = [
        Field("key", .text(max: 64), .required, "Of the calendar."),
        Field("file", .document(), .required, "iCalendar, or JSON with `days`."),
    ]

    private let key: String
    private let file: String

    public init(_ input: Input) {
        key = input.text("key")
        file = input.text("file")
    }

    public func perform(on desk: Desk) async throws -> HolidaysResource {
        try await desk.bringLibrary()
        let days = try HolidayFile(file, workdayWords: try desk.house.library.workdayWords()).days
        let stored = try await desk.read { connection in
            try Documents.find(.calendar, key, in: desk.workspace, on: connection)
        }
        guard let stored else {
            throw Refusal.invalid("key", "noSuchCalendar", ["value": key])
        }
        let merged = HolidayMerge(stored.json, with: days)
        let text = try YAMLText(stored.text).edited(
            bySetting: [
                (DocumentPath([.member("holidays")]), .array(merged.holidays)),
                (DocumentPath([.member("workdays")]), .array(merged.workdays)),
            ]
        ).text
        return HolidaysResource(
            text: text.text, version: stored.version, days: days.count(where: \.isOff),
            workdays: days.count { !$0.isOff })
    }
}

/// A calendar's days after those of a file were put in: what the file tells of a day replaces what
/// the calendar said of it, all else stays.
struct HolidayMerge {
    let holidays: [JSON]
    let workdays: [JSON]

    init(_ calendar: JSON, with days: [HolidayFile.Day]) {
        let told = Set(days.map(\.date))
        var off = (calendar["holidays"]?.array ?? []).flatMap(HolidayMerge.each)
            .filter { !told.contains($0.date) }
        off += days.filter(\.isOff).map { day in
            (day.date, day.name.isEmpty ? nil : ["zh": .string(day.name), "en": .string(day.name)])
        }
        holidays = HolidayMerge.runs(off.sorted { $0.date < $1.date })
        let weekday = HolidayMerge.usual(calendar)
        let worked =
            (calendar["workdays"]?.array ?? []).filter { workday in
                workday["date"]?.string.flatMap(CivilDate.init).map { !told.contains($0) } ?? false
            }
            + days.filter { !$0.isOff }.map {
                ["date": .string("\($0.date)"), "as": .string(weekday)]
            }
        workdays = worked.sorted { ($0["date"]?.string ?? "") < ($1["date"]?.string ?? "") }
    }

    /// The days of a holiday as calendars write it.
    private static func each(_ holiday: JSON) -> [(date: CivilDate, name: JSON?)] {
        guard let first = holiday["date"]?.string.flatMap(CivilDate.init) else { return [] }
        let last = holiday["to"]?.string.flatMap(CivilDate.init) ?? first
        return (0...max(0, last.daysSince1970 - first.daysSince1970)).map {
            (first.adding(days: $0), holiday["name"])
        }
    }

    /// Days of one name that follow one another are one holiday.
    private static func runs(_ days: [(date: CivilDate, name: JSON?)]) -> [JSON] {
        var runs: [(first: CivilDate, last: CivilDate, name: JSON?)] = []
        for day in days {
            if let run = runs.last, run.name == day.name, run.last.adding(days: 1) == day.date {
                runs[runs.count - 1].last = day.date
            } else {
                runs.append((day.date, day.date, day.name))
            }
        }
        return runs.map { run in
            var holiday = JSON.Object()
            holiday["date"] = .string("\(run.first)")
            if run.last != run.first { holiday["to"] = .string("\(run.last)") }
            holiday["name"] = run.name
            return .object(holiday)
        }
    }

    /// Whose hours a make-up day has: the last day of the week that is worked.
    private static func usual(_ calendar: JSON) -> String {
        let names = ["friday", "thursday", "wednesday", "tuesday", "monday", "saturday", "sunday"]
        return names.first { calendar["week"]?[$0]?.array?.isEmpty == false } ?? names[0]
    }
}

extension Library {
    /// By which words a holiday file says that a day is worked.
    func workdayWords() throws -> [String] {
        try json("holidays/words.yaml")?["workday"]?.array?.compactMap(\.string) ?? []
    }
}

/// A calendar's text with the days of a file.
public struct HolidaysResource: Resource {
    let text: String
    let version: Int
    let days: Int
    let workdays: Int

    public static let shape = Shape.object([
        Field("text", .document(), .required, "To be saved as the calendar's next version."),
        Field("after", .integer(0...1_000_000), .required, "The version that it follows."),
        Field("holidays", .integer(0...Int.max), .required, "Days off that the file told of."),
        Field("workdays", .integer(0...Int.max), .required, "Days worked in exchange."),
    ])

    public var json: JSON {
        [
            "text": .string(text), "after": .integer(version), "holidays": .integer(days),
            "workdays": .integer(workdays),
        ]
    }
}
