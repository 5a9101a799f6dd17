extension Instant {
    /// Reads `2026-10-01T09:30:00Z`, `2026-10-01 17:30:00.5+08:00` and the like: the offset is
    /// required, seconds and their fraction are not.
    public init?(iso8601 text: String) { self.init(iso8601: text, assumed: nil) }

    /// As `init(iso8601:)`; a text without offset, or a date alone, is read in `zone`.
    public init?(iso8601 text: String, assuming zone: Zone) {
        self.init(iso8601: text, assumed: zone)
    }

    private init?(iso8601 text: String, assumed zone: Zone?) {
        var reader = FigureReader(text)
        guard let date = reader.isoDate() else { return nil }
        if reader.isAtEnd {
            guard let zone else { return nil }
            self.init(startOf: date, in: zone)
            return
        }
        guard reader.take("T") || reader.take(" ") || reader.take("t"),
            let ofDay = reader.isoTime()
        else { return nil }
        // 24:00 and a leap second belong to the next day or second.
        let days = ofDay / 86_400_000_000
        let moment = CivilMoment(
            date.adding(days: Int(days)), microsecondOfDay: ofDay % 86_400_000_000)
        if reader.isAtEnd {
            guard let zone else { return nil }
            self.init(civil: moment, in: zone)
            return
        }
        guard let offset = reader.isoOffset(), reader.isAtEnd else { return nil }
        self.init(
            microseconds: (moment.localSeconds - offset) * 1_000_000
                + moment.microsecondOfDay % 1_000_000)
    }

    /// `2026-10-01T09:30:00Z`, with milliseconds or microseconds where there are any.
    public var iso8601: String { iso8601(in: .utc) }

    /// `2026-10-01T17:30:00+08:00`: the same moment as clocks in `zone` show it.
    public func iso8601(in zone: Zone) -> String {
        let offset = zone.offsetSeconds(at: self)
        // Local mean times of old have seconds, which the format cannot say.
        guard offset % 60 == 0 else { return iso8601 }
        var out: [UInt8] = []
        out.reserveCapacity(32)
        civil(in: zone).write(to: &out)
        if zone == .utc {
            out.append(UInt8(ascii: "Z"))
        } else {
            out.append(offset: offset)
        }
        return String(decoding: out, as: UTF8.self)
    }
}

extension FigureReader {
    /// `09:30`, `09:30:15`, `09:30:15.25`, in microseconds; up to 24:00 and second 60.
    fileprivate mutating func isoTime() -> Int64? {
        guard let hour = number(2...2), take(":"), let minute = number(2...2), minute < 60 else {
            return nil
        }
        var microseconds = (hour * 60 + minute) * 60_000_000
        if take(":") {
            guard let second = number(2...2), second <= 60 else { return nil }
            microseconds += second * 1_000_000
            if take(".") || take(",") {
                guard let fraction = millionths() else { return nil }
                microseconds += fraction
            }
        }
        guard hour < 24 || microseconds == 86_400_000_000 else { return nil }
        return Int64(microseconds)
    }

    /// `Z`, `+08`, `+0800`, `+08:00`, in seconds.
    fileprivate mutating func isoOffset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(2...2), hours < 24 else { return nil }
        var minutes = 0
        if !isAtEnd {
            _ = take(":")
            guard let number = number(2...2), number < 60 else { return nil }
            minutes = number
        }
        let seconds = Int64(hours * 3_600 + minutes * 60)
        return isWest ? -seconds : seconds
    }
}
