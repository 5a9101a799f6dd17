import Base
import Testing

struct DateFormatTests {
    @Test(arguments: [
        ("yyyy-MM-dd", "2026-10-01", "2026-10-01T00:00:00"),
        ("yyyy-MM-dd", "2026-9-1", "2026-09-01T00:00:00"),
        ("dd/MM/yyyy HH:mm", "01/08/2023 11:13", "2023-08-01T11:13:00"),
        ("DD/MM/YYYY", "01/08/2023", "2023-08-01T00:00:00"),
        ("yyyymmdd", "20261001", "2026-10-01T00:00:00"),
        ("yyyyMMddHHmmss", "20261001093015", "2026-10-01T09:30:15"),
        ("dd-MMM-yy", "01-Aug-23", "2023-08-01T00:00:00"),
        ("dd-MMM-yy", "1-SEPT-69", "1969-09-01T00:00:00"),
        ("dd-MMM-yy", "1-may-68", "2068-05-01T00:00:00"),
        ("MMMM d, yyyy", "October 1, 2026", "2026-10-01T00:00:00"),
        ("d MMM. yyyy", "1 Oct. 2026", nil), ("d MMM yyyy", "1 Oct. 2026", "2026-10-01T00:00:00"),
        ("yyyy年M月d日", "2026年10月1日", "2026-10-01T00:00:00"),
        ("yyyy年M月d日 ah:mm", "2026年10月1日 下午3:05", "2026-10-01T15:05:00"),
        ("M/d/yyyy h:mm a", "10/1/2026 12:05 AM", "2026-10-01T00:05:00"),
        ("M/d/yyyy h:mm a", "10/1/2026 12:05 pm", "2026-10-01T12:05:00"),
        ("M/d/yyyy h:mm a", "10/1/2026 13:05 PM", nil),
        ("M/d/yyyy h:mm a", "10/1/2026 0:05 AM", nil),
        ("yyyy-MM-dd HH:mm:ss.SSS", "2026-10-01 09:30:15.25", "2026-10-01T09:30:15.250"),
        ("yyyy-MM-ddTHH:mm", "2026-10-01T09:30", "2026-10-01T09:30:00"),
        ("iso8601", "2026-10-01T09:30:00+08:00", "2026-10-01T01:30:00"),
        ("yyyy-MM-dd", "2026-02-30", nil), ("yyyy-MM-dd", "26-10-01", nil),
        ("yyyy-MM-dd", "2026-10-01 ", nil), ("yyyy-MM-dd", "2026-10-01 09:30", nil),
        ("dd/MM/yyyy", "13/13/2026", nil), ("yyyyMMdd", "2026101", nil),
        ("dd/MM/yyyy HH:mm", "01/08/2023 24:00", nil), ("dd-MMM-yy", "01-Abc-23", nil),
        ("dd-MMM-yy", "01-Ju-23", nil), ("yyyy-MM-dd", "", nil),
    ])
    func reads(pattern: String, text: String, expected: String?) throws {
        let format = try #require(DateFormat(pattern))
        #expect(format.moment(text)?.description == expected)
    }

    @Test(arguments: [
        "", "yyyy", "yyyy-MM", "HH:mm", "yyyy-MM-dd-dd", "yyyy-MM-ddd", "yyy-MM-dd", "yyyy-QQ-dd",
        "yyyy-MM-dd hh:mm", "yyyy-MM-dd HH:mm a", "yyyy-MM-MMM-dd", "yyyy yy-MM-dd",
    ])
    func refusesOtherPatterns(pattern: String) {
        #expect(DateFormat(pattern) == nil)
    }

    @Test(arguments: [
        (["2026-10-01", "2026-12-31"], ["yyyy-MM-dd", "iso8601"]),
        (["01/08/2023 11:13", "29/08/2023 07:22"], ["dd/MM/yyyy HH:mm"]),
        (["01/08/2023", "02/08/2023"], ["dd/MM/yyyy", "MM/dd/yyyy"]),
        (["01/08/2023", "", "08/31/2023"], ["MM/dd/yyyy"]),
        (["01-Aug-23"], ["dd-MMM-yy"]), (["20261001"], ["yyyyMMdd"]),
        (["2026年10月1日"], ["yyyy年MM月dd日"]),
        (["2026-10-01T09:30:00Z", "2026-10-01T09:30:00.5+08:00"], ["iso8601"]),
        (["2026/10/1 9:05"], ["yyyy/MM/dd HH:mm"]), (["hello"], []), (["", ""], []), ([], []),
        (["2026-10-01", "n/a"], []),
    ])
    func guesses(samples: [String], patterns: [String]) {
        #expect(DateFormat.guesses(from: samples).map(\.pattern) == patterns)
    }

    @Test func readsInAZone() throws {
        let zone = Zone(fixedOffsetSeconds: 28_800)
        let format = try #require(DateFormat("dd/MM/yyyy HH:mm"))
        #expect(format.instant("01/08/2023 11:13", in: zone)?.iso8601 == "2023-08-01T03:13:00Z")
        let date = try #require(DateFormat("yyyyMMdd"))
        #expect(!date.hasTime && format.hasTime)
        #expect(date.instant("20230801", in: zone)?.iso8601 == "2023-07-31T16:00:00Z")
        let iso = try #require(DateFormat("iso8601"))
        #expect(iso.instant("2023-08-01T03:13:00Z", in: zone)?.iso8601 == "2023-08-01T03:13:00Z")
    }
}
