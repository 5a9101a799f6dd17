import Base
import Testing

struct CivilDateTests {
    @Test(arguments: [
        ("1970-01-01", 0, Weekday.thursday), ("1969-12-31", -1, .wednesday),
        ("2000-02-29", 11_016, .tuesday), ("2026-10-01", 20_727, .thursday),
        ("0001-01-01", -719_162, .monday), ("0000-03-01", -719_468, .wednesday),
        ("9999-12-31", 2_932_896, .friday),
    ])
    func countsDays(text: String, days: Int, weekday: Weekday) {
        let date = CivilDate(text)
        #expect(date?.daysSince1970 == days)
        #expect(date?.weekday == weekday)
        #expect(date?.description == text)
        #expect(CivilDate(daysSince1970: days) == date)
    }

    @Test func everyDayOfAThousandYearsFollowsTheLast() {
        var expected = CivilDate(year: 1600, month: 1, day: 1)
        var weekday = Weekday.saturday
        let start = expected?.daysSince1970 ?? 0
        for days in start..<(start + 400_000) {
            let date = CivilDate(daysSince1970: days)
            guard date == expected, date.daysSince1970 == days, date.weekday == weekday else {
                Issue.record("\(days) is \(date)")
                return
            }
            expected =
                CivilDate(year: date.year, month: date.month, day: date.day + 1)
                ?? CivilDate(year: date.year, month: date.month + 1, day: 1)
                ?? CivilDate(year: date.year + 1, month: 1, day: 1)
            weekday = Weekday(rawValue: weekday.rawValue % 7 + 1) ?? .monday
        }
    }

    @Test(arguments: [
        "", "2026-1-01", "2026-13-01", "2026-00-01", "2026-02-29", "1900-02-29", "2026-04-31",
        "2026-01-00", "20260101", "2026-01-01 ", " 2026-01-01", "2026-01-01T", "２０２６-01-01",
        "-026-01-01", "99999-01-01",
    ])
    func refusesOtherText(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test(arguments: [
        ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"), ("2026-01-15", -1, "2025-12-15"),
        ("2026-12-15", 1, "2027-01-15"), ("2026-05-31", 12, "2027-05-31"),
        ("0000-01-15", -1, "-000001-12-15"), ("2026-05-31", -2_400, "1826-05-31"),
    ])
    func addsMonths(text: String, months: Int, expected: String) {
        #expect(CivilDate(text)?.adding(months: months).description == expected)
    }

    @Test func findsTheFirstDayOfWeekAndMonth() {
        #expect(CivilDate("2026-10-04")?.firstOfWeek == CivilDate("2026-09-28"))
        #expect(CivilDate("2026-09-28")?.firstOfWeek == CivilDate("2026-09-28"))
        #expect(CivilDate("2026-10-04")?.firstOfMonth == CivilDate("2026-10-01"))
    }

    @Test func datesAreOrdered() throws {
        let dates = ["2025-12-31", "2026-01-01", "2026-01-02", "2026-02-01"].compactMap {
            CivilDate($0)
        }
        #expect(dates.count == 4 && dates.shuffled().sorted() == dates)
    }

    @Test(arguments: [
        ("00:00", 0), ("09:30", 570), ("9:30", 570), ("23:59", 1_439), ("24:00", 1_440),
        ("24:01", nil), ("25:00", nil), ("09:60", nil), ("0930", nil), ("09:3", nil), ("", nil),
        ("09:30:00", nil), ("-1:00", nil),
    ])
    func readsTimesOfDay(text: String, minutes: Int?) {
        #expect(TimeOfDay(text)?.minutes == minutes)
        if let minutes, text.count == 5 {
            #expect(TimeOfDay(minutes: minutes)?.description == text)
        }
    }
}
