import Base
import Testing

@Suite struct HolidayFileTests {
    private let words = ["补班", "workday"]

    @Test func anICalendarTellsDaysOffAndDaysWorked() throws {
        let text = """
            BEGIN:VCALENDAR\r
            VERSION:2.0\r
            BEGIN:VEVENT\r
            DTSTART;VALUE=DATE:20260101\r
            DTEND;VALUE=DATE:20260104\r
            SUMMARY:元旦\\, 假\r
             期\r
            END:VEVENT\r
            BEGIN:VEVENT\r
            DTSTART;VALUE=DATE:20260104\r
            SUMMARY:元旦 补班\r
            END:VEVENT\r
            BEGIN:VEVENT\r
            DTSTART:20260214T000000\r
            X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY\r
            SUMMARY:Spring Festival\r
            END:VEVENT\r
            BEGIN:VEVENT\r
            SUMMARY:Without a day\r
            END:VEVENT\r
            END:VCALENDAR\r
            """
        let days = try HolidayFile(text, workdayWords: words).days
        #expect(
            days.map { "\($0.date) \($0.isOff)" } == [
                "2026-01-01 true", "2026-01-02 true", "2026-01-03 true", "2026-01-04 false",
                "2026-02-14 false",
            ])
        #expect(days[0].name == "元旦, 假期")
    }

    @Test func aListOfDaysIsReadToo() throws {
        let text = """
            {"year": 2026, "days": [
              {"name": "国庆节", "date": "2026-10-01", "isOffDay": true},
              {"name": "国庆节", "date": "2026-10-10", "isOffDay": false},
              {"name": "no date", "isOffDay": true}]}
            """
        let days = try HolidayFile(text, workdayWords: words).days
        #expect(days.map { "\($0.date) \($0.isOff)" } == ["2026-10-01 true", "2026-10-10 false"])
    }

    @Test(arguments: [
        "", "days: 3", "{\"days\": []}", "BEGIN:VCALENDAR\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2026\nEND:VEVENT\nEND:VCALENDAR",
    ])
    func aFileWithoutDaysIsRefused(_ text: String) {
        let refusal = #expect(throws: Refusal.self) {
            try HolidayFile(text, workdayWords: words)
        }
        #expect(refusal?.faults.first?.code == "noHolidays")
    }

    @Test func anEntryThatNeverEndsIsCut() throws {
        let text = """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            DTSTART:20260101
            DTEND:99990101
            END:VEVENT
            END:VCALENDAR
            """
        #expect(try HolidayFile(text, workdayWords: words).days.count == 60)
    }
}
