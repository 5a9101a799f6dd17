/// A time on the wall clock, in whole minutes; 24:00 is the end of the day.
public struct TimeOfDay: Hashable, Comparable, Sendable {
    public let minutes: Int

    public init?(minutes: Int) {
        guard 0...1_440 ~= minutes else { return nil }
        self.minutes = minutes
    }

    public var hour: Int { minutes / 60 }
    public var minute: Int { minutes % 60 }

    public static func < (a: TimeOfDay, b: TimeOfDay) -> Bool { a.minutes < b.minutes }
}

extension TimeOfDay: CustomStringConvertible, LosslessStringConvertible {
    /// `09:30`.
    public var description: String {
        var out: [UInt8] = []
        out.append(figures: hour, count: 2)
        out.append(UInt8(ascii: ":"))
        out.append(figures: minute, count: 2)
        return String(decoding: out, as: UTF8.self)
    }

    /// Reads `09:30` and `9:30`.
    public init?(_ description: String) {
        var reader = FigureReader(description)
        guard let hour = reader.number(1...2), reader.take(":"),
            let minute = reader.number(2...2), minute < 60, reader.isAtEnd
        else { return nil }
        self.init(minutes: hour * 60 + minute)
    }
}
