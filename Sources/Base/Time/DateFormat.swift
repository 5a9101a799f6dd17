/// How dates are written in a file to import: `yyyy-MM-dd`, `dd/MM/yyyy HH:mm`, `dd-MMM-yy`.
///
/// `yyyy yy` year, `MM M` month, `MMM` its English name, `dd d` day, `HH H` hour, `hh h` hour of
/// twelve with `a` (AM, PM, 上午, 下午), `mm` minute, `ss` second, `S` fraction; every other
/// character stands for itself. The word `iso8601` reads what `Instant(iso8601:)` reads.
public struct DateFormat: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case year, shortYear, month, monthName, day, hour, hourOfTwelve, half, minute, second
        case fraction
        case sign(UInt8)

        var isNumber: Bool {
            switch self {
            case .monthName, .half, .sign: false
            default: true
            }
        }
    }

    public let pattern: String
    /// With how many figures at least and at most each number is written.
    private let parts: [(part: Part, width: ClosedRange<Int>)]

    static let iso = "iso8601"

    /// Nil unless the pattern names year, month and day, each field once.
    public init?(_ pattern: String) {
        self.pattern = pattern
        guard pattern != DateFormat.iso else {
            parts = []
            return
        }
        guard let parts = DateFormat.parts(DateFormat.settled(pattern)) else { return nil }
        self.parts = parts.enumerated().map { index, found in
            let isBeforeNumber = index + 1 < parts.count && parts[index + 1].part.isNumber
            let isBehindNumber = index > 0 && parts[index - 1].part.isNumber
            // Figures that touch others must be all there.
            let isTight = isBeforeNumber || isBehindNumber
            switch found.part {
            case .year: return (found.part, 4...4)
            case .shortYear: return (found.part, 2...2)
            default: return (found.part, isTight ? 2...2 : 1...2)
            }
        }
    }

    public var hasTime: Bool {
        pattern == DateFormat.iso
            || parts.contains { $0.part == .hour || $0.part == .hourOfTwelve }
    }

    public static func == (a: DateFormat, b: DateFormat) -> Bool { a.pattern == b.pattern }
    public func hash(into hasher: inout Hasher) { hasher.combine(pattern) }

    // MARK: Reading

    /// The moment that `text` means on clocks of `zone`; a date alone means its beginning.
    public func instant(_ text: String, in zone: Zone) -> Instant? {
        if pattern == DateFormat.iso { return Instant(iso8601: text, assuming: zone) }
        guard let moment = moment(text) else { return nil }
        return hasTime ? Instant(civil: moment, in: zone) : Instant(startOf: moment.date, in: zone)
    }

    /// What `text` says, by calendar and clock; nil if it is written otherwise.
    public func moment(_ text: String) -> CivilMoment? {
        if pattern == DateFormat.iso {
            return Instant(iso8601: text, assuming: .utc)?.civil(in: .utc)
        }
        var reader = FigureReader(text)
        var fields = Fields()
        for (part, width) in parts {
            guard fields.read(part, width, &reader) else { return nil }
        }
        return reader.isAtEnd ? fields.moment : nil
    }

    // MARK: Patterns

    /// People write `yyyymmdd` and `DD/MM/YYYY` and mean it.
    private static func settled(_ pattern: String) -> String {
        var settled = String(pattern.map { $0 == "Y" ? "y" : $0 == "D" ? "d" : $0 })
        let hasHour = settled.contains("H") || settled.contains("h")
        if !hasHour, !settled.contains("M") {
            settled = String(settled.map { $0 == "m" ? "M" : $0 })
        }
        return settled
    }

    private static func parts(_ pattern: String) -> [(part: Part, count: Int)]? {
        var parts: [(part: Part, count: Int)] = []
        var rest = Array(pattern.utf8)[...]
        while let byte = rest.first {
            let run = rest.prefix { $0 == byte }.count
            let part = part(byte, run)
            if let part {
                guard !parts.contains(where: { $0.part == part }) else { return nil }
                parts.append((part, run))
                rest = rest.dropFirst(run)
            } else {
                guard byte | 0x20 &- 0x61 >= 26 || byte == UInt8(ascii: "T") else { return nil }
                parts.append((.sign(byte), 1))
                rest = rest.dropFirst()
            }
        }
        let found = parts.map(\.part)
        let isWhole =
            (found.contains(.year) != found.contains(.shortYear))
            && (found.contains(.month) != found.contains(.monthName)) && found.contains(.day)
            && found.contains(.hourOfTwelve) == found.contains(.half)
        return isWhole ? parts : nil
    }

    private static func part(_ letter: UInt8, _ run: Int) -> Part? {
        switch (Unicode.Scalar(letter), run) {
        case ("y", 4): .year
        case ("y", 2): .shortYear
        case ("M", 1...2): .month
        case ("M", 3...4): .monthName
        case ("d", 1...2): .day
        case ("H", 1...2): .hour
        case ("h", 1...2): .hourOfTwelve
        case ("a", 1): .half
        case ("m", 1...2): .minute
        case ("s", 1...2): .second
        case ("S", 1...9): .fraction
        default: nil
        }
    }
}

/// What has been read of one text.
private struct Fields {
    var year = 0
    var month = 0
    var day = 0
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0
    var isAfternoon: Bool?

    mutating func read(
        _ part: DateFormat.Part, _ width: ClosedRange<Int>, _ reader: inout FigureReader
    ) -> Bool {
        switch part {
        case .year: return take(&year, reader.number(width))
        case .shortYear:
            // As POSIX has it: 69 to 99 are of the last century.
            return take(&year, reader.number(width).map { $0 < 69 ? 2_000 + $0 : 1_900 + $0 })
        case .month: return take(&month, reader.number(width))
        case .monthName: return take(&month, reader.monthName())
        case .day: return take(&day, reader.number(width))
        case .hour, .hourOfTwelve:
            guard take(&hour, reader.number(width)) else { return false }
            return part == .hour || 1...12 ~= hour
        case .half:
            isAfternoon = reader.half()
            return isAfternoon != nil
        case .minute: return take(&minute, reader.number(width))
        case .second: return take(&second, reader.number(width))
        case .fraction: return take(&microsecond, reader.millionths())
        case .sign(let byte): return reader.take(text: CollectionOfOne(byte))
        }
    }

    private func take(_ field: inout Int, _ number: Int?) -> Bool {
        guard let number else { return false }
        field = number
        return true
    }

    var moment: CivilMoment? {
        guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
        let ofDay = isAfternoon.map { hour % 12 + ($0 ? 12 : 0) } ?? hour
        return CivilMoment(
            date, hour: ofDay, minute: minute, second: second, microsecond: microsecond)
    }
}

extension FigureReader {
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    ].map { Array($0.utf8) }

    /// An English month, whole or by at least three letters.
    fileprivate mutating func monthName() -> Int? {
        let name = letters().map { $0 | 0x20 }
        _ = take(".")
        guard name.count >= 3 else { return nil }
        return FigureReader.months.firstIndex { $0.starts(with: name) }.map { $0 + 1 }
    }

    /// Whether it is after noon.
    fileprivate mutating func half() -> Bool? {
        for (text, isAfternoon) in [("上午", false), ("下午", true)] where take(text: text.utf8) {
            return isAfternoon
        }
        switch String(decoding: letters().map { $0 | 0x20 }, as: UTF8.self) {
        case "am": return false
        case "pm": return true
        default: return nil
        }
    }
}
