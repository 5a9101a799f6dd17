import Base

/// How long, in the reader's words: `2 d 3 h`, `12 min`, `40 s`.
struct Durations {
    let words: Words

    func callAsFunction(_ seconds: Double) -> String {
        let whole = Int(abs(seconds))
        let (days, hours) = (whole / 86_400, whole / 3_600 % 24)
        let (minutes, rest) = (whole / 60 % 60, whole % 60)
        if days > 0 { return join(("day", days), ("hour", hours)) }
        if hours > 0 { return join(("hour", hours), ("minute", minutes)) }
        if minutes >= 10 { return say("minute", minutes) }
        if minutes > 0 { return join(("minute", minutes), ("second", rest)) }
        return say("second", rest)
    }

    /// A promised time: days of opening hours are not days, so they stay hours.
    /// - Parameter clock: has a `calendar` where only its opening hours count.
    func promised(_ seconds: Double, _ clock: JSON) -> String {
        guard clock["calendar"]?.string != nil else { return self(seconds) }
        let minutes = Int(seconds / 60)
        let time =
            minutes < 60
            ? self(seconds) : join(("hour", minutes / 60), ("minute", minutes % 60))
        return words("clock.ofOpeningHours", ["time": time])
    }

    private func join(_ large: (String, Int), _ small: (String, Int)) -> String {
        let first = say(large.0, large.1)
        return small.1 == 0 ? first : first + " " + say(small.0, small.1)
    }

    private func say(_ unit: String, _ count: Int) -> String {
        words("clock.\(unit)", ["n": "\(count)"])
    }

    /// The patterns, for the script that goes on counting.
    var patterns: JSON {
        var object = JSON.Object()
        for key in ["day", "hour", "minute", "second", "left", "over"] {
            object.append(key, .string(words["clock.\(key)"]))
        }
        return .object(object)
    }
}
