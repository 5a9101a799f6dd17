/// A rule that holds for every year, as POSIX writes it: `EST5EDT,M3.2.0,M11.1.0`.
struct ZoneRule: Hashable, Sendable {
    /// A day of the year and a time on it (seconds of the clock then in force).
    struct Turn: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// 1 to 365; 29 February is never counted.
            case julian(Int)
            /// 0 to 365, counting 29 February.
            case zeroBased(Int)
            /// Weekday 0 (Sunday) to 6 of week 1 to 5 (the last) of a month.
            case weekday(Int, week: Int, month: Int)
        }

        var day: Day
        var seconds: Int64 = 7_200

        /// Local seconds since 1970 in a year.
        func local(in year: Int) -> Int64 { Int64(days(in: year)) * 86_400 + seconds }

        private func days(in year: Int) -> Int {
            func first(_ month: Int) -> Int {
                CivilDate(year: year, month: month, day: 1)?.daysSince1970 ?? 0
            }
            switch day {
            case .julian(let number):
                return first(1) + number - 1 + (CivilDate.isLeap(year) && number > 59 ? 1 : 0)
            case .zeroBased(let number): return first(1) + number
            case .weekday(let weekday, let week, let month):
                let start = first(month)
                let startWeekday = CivilDate.weekday(ofDay: start).rawValue % 7
                let day = (weekday - startWeekday + 7) % 7 + (week - 1) * 7
                let isPast = day >= CivilDate.days(inMonth: month, of: year)
                return start + (isPast ? day - 7 : day)
            }
        }
    }

    struct Summer: Hashable, Sendable {
        var offset: Int64
        var start: Turn
        var end: Turn
    }

    let standard: Int64
    let summer: Summer?

    func offset(at seconds: Int64) -> Int64 {
        guard let summer else { return standard }
        let local = seconds + standard
        let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let year = CivilDate(daysSince1970: Int(days)).year
        let start = summer.start.local(in: year) - standard
        let end = summer.end.local(in: year) - summer.offset
        // South of the equator summer begins in one year and ends in the next.
        let isSummer =
            start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end
        return isSummer ? summer.offset : standard
    }
}

extension ZoneRule {
    /// - Returns: Nil if the text is no such rule.
    init?(_ text: some Collection<UInt8>) {
        var reader = FigureReader(String(decoding: text, as: UTF8.self))
        guard reader.zoneName(), let west = reader.clock() else { return nil }
        standard = -west
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.zoneName() else { return nil }
        var offset = standard + 3_600
        if reader.next != UInt8(ascii: ",") {
            guard let west = reader.clock() else { return nil }
            offset = -west
        }
        guard reader.take(","), let start = reader.turn(), reader.take(","),
            let end = reader.turn(), reader.isAtEnd
        else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }
}

extension FigureReader {
    /// `EST` or `<+0330>`; what it says is not needed.
    fileprivate mutating func zoneName() -> Bool {
        guard take("<") else { return letters().count >= 3 }
        while let byte = next, byte != UInt8(ascii: ">") { _ = take(text: [byte]) }
        return take(">")
    }

    /// `5`, `-3:30`, `+167:59:59`.
    fileprivate mutating func clock() -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(1...3), hours <= 167 else { return nil }
        var seconds = hours * 3_600
        for unit in [60, 1] where take(":") {
            guard let part = number(2...2), part < 60 else { return nil }
            seconds += part * unit
        }
        return Int64(isNegative ? -seconds : seconds)
    }

    fileprivate mutating func turn() -> ZoneRule.Turn? {
        let day: ZoneRule.Turn.Day
        if take("M") {
            guard let month = number(1...2), 1...12 ~= month, take("."), let week = number(1...1),
                1...5 ~= week, take("."), let weekday = number(1...1), weekday < 7
            else { return nil }
            day = .weekday(weekday, week: week, month: month)
        } else if take("J") {
            guard let number = number(1...3), 1...365 ~= number else { return nil }
            day = .julian(number)
        } else {
            guard let number = number(1...3), number <= 365 else { return nil }
            day = .zeroBased(number)
        }
        var turn = ZoneRule.Turn(day: day)
        if take("/") {
            guard let seconds = clock() else { return nil }
            turn.seconds = seconds
        }
        return turn
    }
}
