import Base
import Testing

struct InstantISO8601Tests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-10-01T09:30:15Z", 1_790_847_015_000_000),
        ("2026-10-01T09:30:15.5Z", 1_790_847_015_500_000),
        ("2026-10-01T09:30:15,123456Z", 1_790_847_015_123_456),
        ("2026-10-01T09:30:15.1234569Z", 1_790_847_015_123_456),
        ("2026-10-01T17:30:15+08:00", 1_790_847_015_000_000),
        ("2026-10-01t17:30:15+0800", 1_790_847_015_000_000),
        ("2026-10-01 17:30:15+08", 1_790_847_015_000_000),
        ("2026-10-01T04:00:15-05:30", 1_790_847_015_000_000),
        ("2026-10-01T09:30Z", 1_790_847_000_000_000),
        ("2026-10-01T24:00:00Z", 1_790_899_200_000_000),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
        ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
    ])
    func reads(text: String, microseconds: Int64) {
        #expect(Instant(iso8601: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026-10-01", "2026-10-01T09:30:15", "2026-10-01T9:30:15Z", "2026-10-01T09Z",
        "2026-10-01T25:00:00Z", "2026-10-01T24:00:01Z", "2026-10-01T09:60:00Z",
        "2026-10-01T09:30:61Z", "2026-10-01T09:30:15.Z", "2026-10-01T09:30:15ZZ",
        "2026-10-01T09:30:15+8:00", "2026-10-01T09:30:15+24:00", "2026-10-01T09:30:15+08:60",
        "2026-02-30T09:30:15Z", "2026-10-01X09:30:15Z", "1790847015", "now",
    ])
    func refuses(text: String) {
        #expect(Instant(iso8601: text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"),
        (1_790_847_015_500_000, "2026-10-01T09:30:15.500Z"),
        (1_790_847_015_000_001, "2026-10-01T09:30:15.000001Z"),
        (-99_999_999_999_000_000, "-001199-02-15T14:13:21Z"),
    ])
    func prints(microseconds: Int64, text: String) {
        #expect(Instant(microseconds: microseconds).iso8601 == text)
    }

    @Test func printsWithTheOffsetOfAZone() {
        let instant = Instant(seconds: 1_790_847_015)
        let kolkata = Zone(fixedOffsetSeconds: 19_800)
        #expect(instant.iso8601(in: kolkata) == "2026-10-01T15:00:15+05:30")
        #expect(kolkata.name == "UTC+05:30")
        let west = Zone(fixedOffsetSeconds: -12_600)
        #expect(instant.iso8601(in: west) == "2026-10-01T06:00:15-03:30")
        #expect(instant.iso8601(in: Zone(fixedOffsetSeconds: 29)) == instant.iso8601)
    }

    @Test func readsWithoutOffsetOnlyInAZone() {
        let zone = Zone(fixedOffsetSeconds: 8 * 3_600)
        let expected = Instant(seconds: 1_790_847_015)
        #expect(Instant(iso8601: "2026-10-01T17:30:15", assuming: zone) == expected)
        #expect(Instant(iso8601: "2026-10-01T09:30:15Z", assuming: zone) == expected)
        let midnight = Instant(iso8601: "2026-10-01T00:00:00+08:00")
        #expect(Instant(iso8601: "2026-10-01", assuming: zone) == midnight)
    }

    @Test(arguments: 0..<10)
    func whatIsPrintedIsRead(seed: Int) {
        var chance = Chance(seed: UInt64(seed))
        for _ in 0..<500 {
            let low: Int64 = -62_135_596_800_000_000
            let instant = Instant(
                microseconds: Int64.random(in: low..<253_402_300_800_000_000, using: &chance))
            let offset = Int.random(in: -1_000...1_000, using: &chance) * 60
            #expect(Instant(iso8601: instant.iso8601) == instant)
            let zone = Zone(fixedOffsetSeconds: offset)
            guard 0...9_999 ~= instant.civil(in: zone).date.year else { continue }
            #expect(Instant(iso8601: instant.iso8601(in: zone)) == instant)
        }
    }
}
