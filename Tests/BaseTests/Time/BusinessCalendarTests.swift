import Testing

@testable import Base

struct BusinessCalendarTests {
    static let china: JSON = [
        "zone": "Asia/Shanghai",
        "week": [
            "monday": ["09:00-12:00", "13:30-18:00"], "tuesday": ["09:00-12:00", "13:30-18:00"],
            "wednesday": ["13:30-18:00", "09:00-12:00"],
            "thursday": ["09:00-12:00", "13:30-18:00"], "friday": ["09:00-12:00", "13:30-17:00"],
        ],
        "holidays": [
            [
                "date": "2026-10-01", "to": "2026-10-07",
                "name": ["zh": "国庆节", "en": "National Day"],
            ], ["date": "2026-12-24"],
        ],
        "workdays": [
            ["date": "2026-10-10", "as": "monday"], ["date": "2026-09-27", "as": "friday"],
        ],
    ]

    static let newYork: JSON = [
        "zone": "America/New_York",
        "week": [
            "monday": ["00:00-24:00"], "tuesday": ["08:00-20:00"], "saturday": ["22:00-24:00"],
            "sunday": ["00:00-01:30", "01:30-02:30", "02:30-03:15", "05:00-06:00"],
        ],
    ]

    static func zone(_ name: String) -> Zone? {
        switch name {
        case "Asia/Shanghai": Zone(fixedOffsetSeconds: 28_800)
        case "America/New_York": Zone(name: name, tzif: ZoneTests.newYork)
        default: nil
        }
    }

    static func calendar(_ document: JSON) throws -> BusinessCalendar {
        try BusinessCalendar(document: document, zone: zone)
    }

    static func instant(_ local: String, in calendar: BusinessCalendar) throws -> Instant {
        try #require(Instant(iso8601: local, assuming: calendar.zone))
    }

    @Test(arguments: [
        // Within a period, over lunch, over night, over a weekend.
        ("2026-09-21T09:00", 60, "2026-09-21T10:00"), ("2026-09-21T11:30", 60, "2026-09-21T14:00"),
        ("2026-09-21T17:50", 15, "2026-09-22T09:05"), ("2026-09-18T16:50", 15, "2026-09-21T09:05"),
        // To the closing time itself, not to the next opening.
        ("2026-09-21T11:30", 30, "2026-09-21T12:00"), ("2026-09-21T17:00", 60, "2026-09-21T18:00"),
        // From a closed moment.
        ("2026-09-21T12:30", 15, "2026-09-21T13:45"), ("2026-09-20T12:30", 15, "2026-09-21T09:15"),
        ("2026-09-21T05:00", 0, "2026-09-21T05:00"), ("2026-09-21T05:00", -5, "2026-09-21T05:00"),
        // Over the National Day, to the make-up Saturday that works as a Monday.
        ("2026-09-30T17:50", 15, "2026-10-08T09:05"), ("2026-10-03T10:00", 15, "2026-10-08T09:15"),
        ("2026-10-09T16:50", 15, "2026-10-10T09:05"), ("2026-10-10T16:50", 75, "2026-10-12T09:05"),
        // A make-up Sunday that works as a Friday, and a single holiday.
        ("2026-09-25T16:50", 15, "2026-09-27T09:05"), ("2026-09-27T16:50", 15, "2026-09-28T09:05"),
        ("2026-12-23T17:50", 15, "2026-12-25T09:05"),
        // Over a leap day, which has its hours, and where there is none.
        ("2028-02-28T17:00", 570, "2028-03-01T10:00"),
        ("2027-02-26T16:00", 570, "2027-03-02T10:00"),
    ])
    func addsWorkingMinutes(from: String, minutes: Int64, expected: String) throws {
        let calendar = try Self.calendar(Self.china)
        let start = try Self.instant(from, in: calendar)
        let end = try Self.instant(expected, in: calendar)
        #expect(calendar.instant(after: .minutes(minutes), from: start) == end)
        if minutes > 0 { #expect(calendar.workingTime(from: start, to: end) == .minutes(minutes)) }
    }

    @Test func aWeekHasItsHours() throws {
        let calendar = try Self.calendar(Self.china)
        let week = calendar.workingTime(
            from: try Self.instant("2026-09-14", in: calendar),
            to: try Self.instant("2026-09-21", in: calendar))
        #expect(week == .minutes(4 * 450 + 390))
        let backwards = calendar.workingTime(
            from: try Self.instant("2026-09-21", in: calendar),
            to: try Self.instant("2026-09-14", in: calendar))
        #expect(backwards.microseconds == -week.microseconds)
    }

    @Test(arguments: [
        ("2026-09-21T08:59", false, "2026-09-21T09:00"), ("2026-09-21T09:00", true, nil),
        ("2026-09-21T12:00", false, "2026-09-21T13:30"), ("2026-09-21T11:59", true, nil),
        ("2026-09-21T18:00", false, "2026-09-22T09:00"),
        ("2026-10-02T10:00", false, "2026-10-08T09:00"), ("2026-10-10T10:00", true, nil),
        ("2026-10-11T10:00", false, "2026-10-12T09:00"),
        ("2026-09-27T17:30", false, "2026-09-28T09:00"),
    ])
    func knowsWhenItIsOpen(local: String, isOpen: Bool, next: String?) throws {
        let calendar = try Self.calendar(Self.china)
        let instant = try Self.instant(local, in: calendar)
        #expect(calendar.isOpen(at: instant) == isOpen)
        let opening = try Self.instant(next ?? local, in: calendar)
        #expect(calendar.nextOpening(after: instant) == opening)
    }

    @Test func namesTheHoliday() throws {
        let calendar = try Self.calendar(Self.china)
        let day = try #require(CivilDate("2026-10-03"))
        #expect(calendar.holiday(on: day)?.name?["zh-CN"] == "国庆节")
        #expect(calendar.holiday(on: day)?.name?["en"] == "National Day")
        #expect(calendar.periods(on: day).isEmpty)
        #expect(calendar.holiday(on: day.adding(days: 7)) == nil)
        #expect(calendar.periods(on: day.adding(days: 7)).count == 2)
    }

    /// On 8 March 2026 New York skips 02:00–03:00, on 1 November it has 01:00–02:00 twice.
    @Test(arguments: [
        ("2026-03-08T00:00", "2026-03-08T04:00", 135), ("2026-03-08T00:00", "2026-03-08T01:30", 90),
        ("2026-03-15T00:00", "2026-03-15T04:00", 195),
        ("2026-11-01T00:00", "2026-11-01T04:00", 255), ("2026-11-01T00:00", "2026-11-01T01:30", 90),
        ("2026-11-01T01:30", "2026-11-01T02:30", 120),
        ("2026-03-07T22:00", "2026-03-08T04:00", 255),
        ("2026-03-09T00:00", "2026-03-10T00:00", 1_440),
    ])
    func countsRealTimeWhereClocksChange(from: String, to: String, minutes: Int64) throws {
        let calendar = try Self.calendar(Self.newYork)
        let start = try Self.instant(from, in: calendar)
        let end = try Self.instant(to, in: calendar)
        #expect(calendar.workingTime(from: start, to: end) == .minutes(minutes))
    }

    @Test func aroundTheClockIsEveryMoment() throws {
        let calendar = BusinessCalendar.aroundTheClock
        let start = Instant(seconds: 1_790_847_015)
        #expect(calendar.instant(after: .hours(24), from: start) == start + .hours(24))
        #expect(calendar.workingTime(from: start, to: start + .days(3)) == .days(3))
        #expect(calendar.isOpen(at: start) && calendar.nextOpening(after: start) == start)
        let read = try Self.calendar(["aroundTheClock": true, "zone": "Asia/Shanghai"])
        #expect(read.isAroundTheClock && read.zone.name == "UTC+08:00")
        #expect(try Self.calendar(["aroundTheClock": true]) == calendar)
        let day = try #require(CivilDate("2026-10-03"))
        #expect(calendar.periods(on: day).first?.end.minutes == 1_440)
    }

    static func week(_ changes: [String: JSON]) -> JSON {
        var object = china.object ?? JSON.Object()
        for (key, value) in changes { object[key] = value }
        return .object(object)
    }

    @Test(
        arguments: [
            ("", "notAnObject", "text"), ("zone", "unknownZone", week(["zone": "Mars/Base"])),
            ("zone", "required", week(["zone": nil])), ("zone", "notText", week(["zone": 8])),
            ("zone", "required", ["week": ["monday": ["09:00-12:00"]]]),
            ("week", "required", ["zone": "Asia/Shanghai"]),
            ("week", "notAnObject", week(["week": []])),
            ("week", "neverOpen", week(["week": [:]])),
            ("week", "neverOpen", week(["week": ["monday": []]])),
            (
                "week.moonday", "unknownField",
                week(["week": ["moonday": [], "monday": ["09:00-12:00"]]])
            ),
            ("week.monday", "notAList", week(["week": ["monday": "09:00-12:00"]])),
            ("week.monday[0]", "notText", week(["week": ["monday": [9]]])),
            ("week.monday[1]", "notAPeriod", week(["week": ["monday": ["09:00-12:00", "13:00"]]])),
            ("week.monday[0]", "notAPeriod", week(["week": ["monday": ["09:00-25:00"]]])),
            ("week.monday[0]", "endsBeforeStart", week(["week": ["monday": ["22:00-06:00"]]])),
            ("week.monday[0]", "endsBeforeStart", week(["week": ["monday": ["09:00-09:00"]]])),
            (
                "week.monday[1]", "periodsOverlap",
                week(["week": ["monday": ["09:00-12:00", "11:59-13:00"]]])
            ),
            ("holidays", "notAList", week(["holidays": "none"])),
            ("holidays[0]", "notAnObject", week(["holidays": ["2026-10-01"]])),
            ("holidays[0].date", "required", week(["holidays": [["name": "x"]]])),
            ("holidays[0].date", "notADate", week(["holidays": [["date": "2026-02-29"]]])),
            (
                "holidays[0].to", "endsBeforeStart",
                week(["holidays": [["date": "2026-10-02", "to": "2026-10-01"]]])
            ),
            (
                "holidays[0].name.xyzzy", "notALanguage",
                week(["holidays": [["date": "2026-10-02", "name": ["xyzzy": ""]]]])
            ),
            (
                "holidays[0].until", "unknownField",
                week(["holidays": [["date": "2026-10-02", "until": ""]]])
            ),
            (
                "holidays", "tooMany",
                week(["holidays": [["date": "2026-10-02", "to": "9999-10-01"]]])
            ),
            ("workdays[0].as", "required", week(["workdays": [["date": "2026-10-10"]]])),
            (
                "workdays[0].as", "notAChoice",
                week(["workdays": [["date": "2026-10-10", "as": "day"]]])
            ),
            (
                "workdays[0].date", "notADate",
                week(["workdays": [["date": 20261010, "as": "monday"]]])
            ),
            ("open", "unknownField", week(["open": true])),
            ("week", "unknownField", week(["aroundTheClock": true])),
            ("aroundTheClock", "notABoolean", week(["aroundTheClock": "yes"])),
        ] as [(String, String, JSON)])
    func refusesDocumentsAndSaysWhere(path: String, code: String, document: JSON) {
        do throws(Refusal) {
            _ = try BusinessCalendar(document: document, zone: Self.zone)
            Issue.record("accepted")
        } catch {
            #expect(error.faults.contains { $0.path == path && $0.code == code }, "\(error.faults)")
        }
    }

    @Test func namesEveryFaultAtOnce() {
        let document: JSON = [
            "zone": "Mars/Base", "week": ["monday": ["9-5"], "tuesday": ["12:00-11:00"]],
            "workdays": [["as": "someday"]],
        ]
        #expect(
            throws: Refusal.invalid([
                .init("zone", "unknownZone", ["zone": "Mars/Base"]),
                .init("week.monday[0]", "notAPeriod"), .init("week.tuesday[0]", "endsBeforeStart"),
                .init("workdays[0].date", "required"),
                .init(
                    "workdays[0].as", "notAChoice",
                    ["choices": Weekday.allCases.map(\.name).joined(separator: ", ")]),
            ])
        ) { try BusinessCalendar(document: document, zone: Self.zone) }
    }
}
