/// A date and a time on the wall clock, to the microsecond, in no particular time zone.
public struct CivilMoment: Hashable, Sendable {
    public let date: CivilDate
    public let microsecondOfDay: Int64

    /// - Parameter microsecondOfDay: below 24 hours.
    public init(_ date: CivilDate, microsecondOfDay: Int64 = 0) {
        precondition(0..<86_400_000_000 ~= microsecondOfDay, "within the day")
        self.date = date
        self.microsecondOfDay = microsecondOfDay
    }

    /// Nil for a time that is not on the clock.
    public init?(_ date: CivilDate, hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0) {
        guard 0..<24 ~= hour, 0..<60 ~= minute, 0..<60 ~= second, 0..<1_000_000 ~= microsecond
        else { return nil }
        let seconds = (hour * 60 + minute) * 60 + second
        self.init(date, microsecondOfDay: Int64(seconds * 1_000_000 + microsecond))
    }

    public var hour: Int { Int(microsecondOfDay / 3_600_000_000) }
    public var minute: Int { Int(microsecondOfDay / 60_000_000) % 60 }
    public var second: Int { Int(microsecondOfDay / 1_000_000) % 60 }
    public var microsecond: Int { Int(microsecondOfDay % 1_000_000) }

    /// Seconds from 1970-01-01T00:00 on the same clock; fractions are cut off.
    var localSeconds: Int64 { Int64(date.daysSince1970) * 86_400 + microsecondOfDay / 1_000_000 }
}

extension CivilMoment: Comparable {
    public static func < (a: CivilMoment, b: CivilMoment) -> Bool {
        (a.date, a.microsecondOfDay) < (b.date, b.microsecondOfDay)
    }
}

extension CivilMoment: CustomStringConvertible {
    /// `2026-10-01T09:30:00`, with the fraction where there is one.
    public var description: String {
        var out: [UInt8] = []
        write(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    func write(to out: inout [UInt8]) {
        date.write(to: &out)
        out.append(UInt8(ascii: "T"))
        out.append(figures: hour, count: 2)
        out.append(UInt8(ascii: ":"))
        out.append(figures: minute, count: 2)
        out.append(UInt8(ascii: ":"))
        out.append(figures: second, count: 2)
        guard microsecond > 0 else { return }
        out.append(UInt8(ascii: "."))
        if microsecond % 1_000 == 0 {
            out.append(figures: microsecond / 1_000, count: 3)
        } else {
            out.append(figures: microsecond, count: 6)
        }
    }
}

extension Instant {
    /// What calendar and clock show at this moment in `zone`.
    public func civil(in zone: Zone) -> CivilMoment {
        let local = microseconds + Int64(zone.offsetSeconds(at: self)) * 1_000_000
        let microsecondsPerDay: Int64 = 86_400_000_000
        let rest = local % microsecondsPerDay
        let ofDay = rest < 0 ? rest + microsecondsPerDay : rest
        let days = (local - ofDay) / microsecondsPerDay
        return CivilMoment(CivilDate(daysSince1970: Int(days)), microsecondOfDay: ofDay)
    }

    /// The moment at which clocks in `zone` show `civil`. A time that is skipped when clocks go
    /// forward is shifted by as much as they are; of a time that comes twice, the first is meant.
    public init(civil: CivilMoment, in zone: Zone) {
        let seconds = zone.seconds(showing: civil.localSeconds, ifSkipped: .shifted)
        self.init(microseconds: seconds * 1_000_000 + civil.microsecondOfDay % 1_000_000)
    }

    /// The first moment of a day in `zone`; not always midnight.
    public init(startOf date: CivilDate, in zone: Zone) {
        let local = Int64(date.daysSince1970) * 86_400
        self.init(seconds: zone.seconds(showing: local, ifSkipped: .nextMoment))
    }
}
