/// A day of the Gregorian calendar, in no particular time zone.
public struct CivilDate: Hashable, Sendable {
    public let year: Int
    public let month: Int
    public let day: Int

    /// Nil for a day that is not on the calendar, such as 30 February.
    public init?(year: Int, month: Int, day: Int) {
        guard 1...12 ~= month, day >= 1, day <= CivilDate.days(inMonth: month, of: year),
            abs(year) < 1_000_000
        else { return nil }
        self.init(known: year, month, day)
    }

    private init(known year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Counted from 1970-01-01 = 0. Years are reckoned from March, so that the leap day comes last
    /// and months follow one linear rule (Neri and Schneider 2022; Hinnant's `civil_from_days`).
    public init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let leaps = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leaps) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            known: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    public var daysSince1970: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    public var weekday: Weekday { CivilDate.weekday(ofDay: daysSince1970) }

    /// 1970-01-01 was a Thursday.
    static func weekday(ofDay days: Int) -> Weekday {
        let place = (days + 3) % 7
        return Weekday(rawValue: (place < 0 ? place + 7 : place) + 1) ?? .monday
    }

    public static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public func adding(days: Int) -> CivilDate {
        CivilDate(daysSince1970: daysSince1970 + days)
    }

    /// The same day of a later month, or that month's last if it is shorter.
    public func adding(months: Int) -> CivilDate {
        let whole = year * 12 + month - 1 + months
        let newYear = whole >= 0 ? whole / 12 : (whole - 11) / 12
        let newMonth = whole - newYear * 12 + 1
        let last = CivilDate.days(inMonth: newMonth, of: newYear)
        return CivilDate(known: newYear, newMonth, min(day, last))
    }

    /// The Monday on or before.
    public var firstOfWeek: CivilDate { adding(days: 1 - weekday.rawValue) }
    public var firstOfMonth: CivilDate { CivilDate(known: year, month, 1) }
    public var firstOfQuarter: CivilDate { CivilDate(known: year, 3 * quarter - 2, 1) }
    /// 1…4, of the calendar year.
    public var quarter: Int { (month + 2) / 3 }
}

extension CivilDate: Comparable {
    public static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }
}

extension CivilDate: CustomStringConvertible, LosslessStringConvertible {
    /// `2026-10-01`; years beyond four digits get a sign, as ISO 8601 asks.
    public var description: String {
        var out: [UInt8] = []
        write(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Only the form `2026-10-01` is read.
    public init?(_ description: String) {
        var reader = FigureReader(description)
        guard let date = reader.isoDate(), reader.isAtEnd else { return nil }
        self = date
    }

    func write(to out: inout [UInt8]) {
        if 0...9_999 ~= year {
            out.append(figures: year, count: 4)
        } else {
            out.append(UInt8(ascii: year < 0 ? "-" : "+"))
            out.append(figures: abs(year), count: 6)
        }
        out.append(UInt8(ascii: "-"))
        out.append(figures: month, count: 2)
        out.append(UInt8(ascii: "-"))
        out.append(figures: day, count: 2)
    }
}
