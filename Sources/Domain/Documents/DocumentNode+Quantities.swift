import Base

extension DocumentNode {
    /// A length of time with its unit: `15 min`, `24 h`, `90 s`, `24 小时`.
    func span() -> Span? {
        if let span = value.string.flatMap(Span.init(written:)), span >= .zero { return span }
        fault("notSpan", ["value": value.string ?? value.kind])
        return nil
    }

    /// A share of one: `95 %` or `0.95`.
    func share() -> Double? {
        var share = value.number
        if let text = value.string?.filter({ !$0.isWhitespace }), text.hasSuffix("%") {
            share = Double(text.dropLast()).map { $0 / 100 }
        }
        if let share, share > 0, share <= 1 { return share }
        fault("notShare", ["value": value.string ?? value.kind])
        return nil
    }
}

extension Span {
    /// Reads what people write: a number and a unit in English or Chinese.
    init?(written text: String) {
        let compact = text.filter { !$0.isWhitespace }
        let digits = compact.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = compact.dropFirst(digits.count)
        guard let number = Double(digits), number < 1_000_000,
            let seconds = Span.secondsOfUnit[String(unit)]
        else { return nil }
        self.init(microseconds: Int64((number * seconds * 1_000_000).rounded()))
    }

    // Chinese units by code point, because sources hold no Chinese text: 秒, 分, 分钟, 小时, 天.
    private static let secondsOfUnit: [String: Double] = [
        "s": 1, "sec": 1, "\u{79D2}": 1,
        "min": 60, "m": 60, "\u{5206}": 60, "\u{5206}\u{949F}": 60,
        "h": 3_600, "hour": 3_600, "hours": 3_600, "\u{5C0F}\u{65F6}": 3_600,
        "d": 86_400, "day": 86_400, "days": 86_400, "\u{5929}": 86_400,
    ]

    /// The shortest exact writing: `15 min`, `24 h`, `90 s`.
    var written: String {
        let seconds = microseconds / 1_000_000
        if seconds % 3_600 == 0 { return "\(seconds / 3_600) h" }
        if seconds % 60 == 0 { return "\(seconds / 60) min" }
        return "\(seconds) s"
    }
}
