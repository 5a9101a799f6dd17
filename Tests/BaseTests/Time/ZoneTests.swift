import Testing

@testable import Base

struct ZoneTests {
    static func seconds(_ text: String) -> Int64 { Instant(iso8601: text)?.wholeSeconds ?? .min }

    /// A zone file of version 2 with these changes and rule.
    static func tzif(
        changes: [Int64] = [], types: [UInt8] = [], offsets: [Int32] = [0], rule: String = "",
        leaps: Int32 = 0
    ) -> [UInt8] {
        func header(_ counts: [Int32]) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { big($0) }
        }
        func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
            stride(from: Number.bitWidth - 8, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: number >> Number($0))
            }
        }
        var bytes = header([0, 0, 0, 0, 1, 0]) + [0, 0, 0, 0, 0, 0]
        bytes += header([0, 0, leaps, Int32(changes.count), Int32(offsets.count), 4])
        bytes += changes.flatMap { big($0) }
        bytes += types
        bytes += offsets.flatMap { big($0) + [0, 0] }
        bytes += Array("XYZ\0".utf8)
        bytes += [UInt8](repeating: 0, count: Int(leaps) * 12)
        return bytes + Array("\n\(rule)\n".utf8)
    }

    @Test func readsChangesOffsetsAndRule() throws {
        let bytes = Self.tzif(
            changes: [-100, 1_000], types: [1, 0], offsets: [3_600, 7_200], rule: "XYZ-3")
        let zone = try #require(Zone(name: "Test/One", tzif: bytes))
        let offsets = [-101, -100, 999, 1_000, 5_000_000_000].map { zone.offset(at: $0) }
        #expect(offsets == [3_600, 7_200, 7_200, 10_800, 10_800])
        #expect(zone.name == "Test/One")
    }

    @Test func withoutRuleTheLastOffsetStays() throws {
        let bytes = Self.tzif(changes: [0], types: [1], offsets: [0, 900])
        let zone = try #require(Zone(name: "Test/Two", tzif: bytes))
        #expect(zone.offset(at: -1) == 0 && zone.offset(at: .max / 2) == 900)
    }

    @Test func refusesWhatIsNoZoneFile() {
        let good = Self.tzif(changes: [0, 9], types: [0, 1], offsets: [0, 60], rule: "XYZ0")
        #expect(Zone(name: "x", tzif: good) != nil)
        for length in 0..<(good.count - 6) {
            #expect(Zone(name: "x", tzif: Array(good.prefix(length))) == nil, "\(length) bytes")
        }
        let refused = [
            Self.tzif(changes: [9, 0], types: [0, 0]), Self.tzif(changes: [0], types: [1]),
            Self.tzif(offsets: []), Self.tzif(offsets: [100_000]), Self.tzif(leaps: 1),
            Self.tzif(rule: "no rule"), Array("#!/bin/sh".utf8),
        ]
        for bytes in refused { #expect(Zone(name: "x", tzif: bytes) == nil) }
    }

    /// No bytes crash the reader.
    @Test(arguments: 0..<10)
    func survivesDamage(seed: Int) {
        var chance = Chance(seed: UInt64(seed))
        let good = Self.tzif(
            changes: [0, 9], types: [0, 1], offsets: [0, 60], rule: "EST5EDT,M3.2.0,M11.1.0")
        for _ in 0..<2_000 {
            var bytes = good
            for _ in 0...chance.below(3) {
                bytes[chance.below(bytes.count)] = UInt8(truncatingIfNeeded: chance.next())
            }
            let zone = Zone(name: "x", tzif: bytes)
            _ = zone?.offset(at: Int64(chance.below(4_000_000_000)))
        }
    }

    @Test(arguments: [
        ("CST-8", "2026-07-01T00:00:00Z", 28_800), ("<+0530>-5:30", "2026-07-01T00:00:00Z", 19_800),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -18_000),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -14_400),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01T05:59:59Z", -14_400),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -18_000),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 39_600),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-04T16:00:00Z", 36_000),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3_600),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7_200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3_600),
        ("XXX3EDT4,0/0,J365/23", "2026-07-01T00:00:00Z", -14_400),
        ("AAA0BBB,J60/0,J300/0", "2024-03-01T00:00:00Z", 3_600),
        ("AAA0BBB,J60/0,J300/0", "2024-02-29T23:59:59Z", 0),
        ("AAA0BBB,59/0,300/0", "2024-02-29T00:00:00Z", 3_600),
    ])
    func followsRules(rule: String, text: String, offset: Int64) throws {
        let rule = try #require(ZoneRule(rule.utf8))
        #expect(rule.offset(at: Self.seconds(text)) == offset)
    }

    @Test(arguments: [
        "", "EST", "ES5", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "<EST5",
        "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J1", "EST5EDT,1,400",
        "EST5EDT,M3.2.0,M11.1.0,", "EST168", "EST5:60", "EST5EDT,M3.2.0/,M11.1.0", ":file",
    ])
    func refusesOtherRules(text: String) {
        #expect(ZoneRule(text.utf8) == nil)
    }

    @Test(
        .enabled(if: ZoneFiles.areThere, "no zone files on this machine"),
        arguments: [
            ("Asia/Shanghai", [29_143, 32_400, 28_800, 28_800, 28_800, 28_800]),
            ("America/New_York", [-18_000, -14_400, -18_000, -14_400, -14_400, -18_000]),
            ("Europe/Dublin", [-1_521, 3_600, 0, 3_600, 3_600, 0]),
            ("Australia/Lord_Howe", [36_000, 37_800, 39_600, 37_800, 37_800, 39_600]),
            ("Pacific/Apia", [-41_216, -39_600, -36_000, 46_800, 46_800, 46_800]),
            ("Asia/Kathmandu", [20_476, 20_700, 20_700, 20_700, 20_700, 20_700]),
        ])
    func knowsTheWorldsZones(name: String, offsets: [Int64]) throws {
        let zone = try #require(ZoneFiles.zone(name))
        let days = [
            "1900-06-01", "1988-07-01", "2011-12-30", "2026-07-01", "2100-07-01", "2400-01-01",
        ]
        #expect(days.map { zone.offset(at: Self.seconds($0 + "T00:00:00Z")) } == offsets)
    }

    /// From a moment to the wall clock and back: the same moment, or the first that shows it.
    @Test(.enabled(if: ZoneFiles.areThere, "no zone files on this machine"))
    func civilTimesComeBack() {
        var chance = Chance(seed: 7)
        #expect(ZoneFiles.names.count > 100)
        for name in ZoneFiles.names {
            guard let zone = ZoneFiles.zone(name) else { continue }
            for _ in 0..<200 {
                let seconds = Int64.random(in: -3_000_000_000..<8_000_000_000, using: &chance)
                let instant = Instant(microseconds: seconds * 1_000_000 + 7)
                let civil = instant.civil(in: zone)
                let back = Instant(civil: civil, in: zone)
                #expect(back <= instant && back.civil(in: zone) == civil, "\(name) \(seconds)")
            }
        }
    }

    static let newYork = tzif(
        changes: [], types: [], offsets: [-18_000], rule: "EST5EDT,M3.2.0,M11.1.0")

    @Test(arguments: [
        // Skipped: shifted by the hour that clocks skip.
        ("2026-03-08T01:59:59", "2026-03-08T06:59:59Z"),
        ("2026-03-08T02:00:00", "2026-03-08T07:00:00Z"),
        ("2026-03-08T02:30:00", "2026-03-08T07:30:00Z"),
        ("2026-03-08T03:00:00", "2026-03-08T07:00:00Z"),
        // Twice: the first.
        ("2026-11-01T00:59:59", "2026-11-01T04:59:59Z"),
        ("2026-11-01T01:30:00", "2026-11-01T05:30:00Z"),
        ("2026-11-01T02:00:00", "2026-11-01T07:00:00Z"),
    ])
    func settlesSkippedAndRepeatedTimes(local: String, expected: String) throws {
        let zone = try #require(Zone(name: "America/New_York", tzif: Self.newYork))
        #expect(Instant(iso8601: local, assuming: zone)?.iso8601 == expected)
    }

    @Test(
        .enabled(if: ZoneFiles.areThere, "no zone files on this machine"),
        arguments: [
            ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z"),
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
            ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
            ("Asia/Shanghai", "2026-10-01", "2026-09-30T16:00:00Z"),
        ])
    func aDayBeginsWithItsFirstMoment(name: String, day: String, expected: String) throws {
        let zone = try #require(ZoneFiles.zone(name))
        let date = try #require(CivilDate(day))
        #expect(Instant(startOf: date, in: zone).iso8601 == expected)
    }
}
