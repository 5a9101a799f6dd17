/// The numbers that an option stands for: "18 to 34", "under 18", "5 or more".
struct NumberRange: Sendable {
    struct End: Hashable, Sendable {
        let number: Double
        /// Whether the number itself belongs to it.
        let isIn: Bool
    }

    let low: End
    let high: End
    /// The period that is counted in; ranges of different ones are not compared.
    let unit: String
    /// The step between numbers that stand beside each other.
    private let step: Double
    /// Where the last number stands in the text, in bytes.
    private let last: Range<Int>

    init?(_ text: NormalText, _ tokens: [Token], _ marks: [QuestionMark]) {
        var numbers = NumberRange.numbers(text, tokens)
        guard let first = numbers.first, let last = numbers.last, numbers.count <= 2 else {
            return nil
        }
        let kinds = marks.reduce(into: QuestionLexicon.Kinds()) { $0.formUnion($1.kinds) }
        let isSpan = marks.contains { mark in
            mark.kinds.contains(.to) && mark.range.lowerBound >= first.scalars.upperBound
                && mark.range.upperBound <= last.scalars.lowerBound
        }
        let (no, none) = (-Double.infinity, Double.infinity)
        if numbers.count == 2 {
            guard isSpan, first.value <= last.value else { return nil }
            low = End(number: first.value, isIn: true)
            high = End(number: last.value, isIn: true)
        } else if kinds.contains(.under) {
            low = End(number: no, isIn: false)
            high = End(number: first.value, isIn: false)
        } else if kinds.contains(.upTo) {
            low = End(number: no, isIn: false)
            high = End(number: first.value, isIn: true)
        } else if kinds.contains(.atLeast) {
            low = End(number: first.value, isIn: true)
            high = End(number: none, isIn: false)
        } else if kinds.contains(.over) {
            low = End(number: first.value, isIn: false)
            high = End(number: none, isIn: false)
        } else {
            low = End(number: first.value, isIn: true)
            high = low
        }
        numbers.sort { $0.decimals > $1.decimals }
        var step = 1.0
        for _ in 0..<(numbers.first?.decimals ?? 0) { step /= 10 }
        self.step = step
        self.last = text.originalRange(last.scalars)
        unit = NumberRange.unit(text, marks)
    }

    private typealias Number = (value: Double, decimals: Int, scalars: Range<Int>)

    /// Digits with thousands' commas and decimals joined.
    private static func numbers(_ text: NormalText, _ tokens: [Token]) -> [Number] {
        var found: [Number] = []
        var place = 0
        while place < tokens.count {
            guard tokens[place].kind == .digit else {
                place += 1
                continue
            }
            let start = Int(tokens[place].start)
            var digits = self.digits(text, tokens[place])
            var end = Int(tokens[place].end)
            var decimals = 0
            while place + 2 < tokens.count, tokens[place + 2].kind == .digit,
                Int(tokens[place + 1].start) == end,
                Int(tokens[place + 2].start) == end + 1
            {
                let (mark, next) = (text.scalars[end], self.digits(text, tokens[place + 2]))
                if mark == 0x2C, next.count == 3 {
                    digits += next
                } else if mark == 0x2E, decimals == 0 {
                    digits += "." + next
                    decimals = next.count
                } else {
                    break
                }
                place += 2
                end = Int(tokens[place].end)
            }
            guard let value = Double(digits), digits.count <= 15 else { return [] }
            found.append((value, decimals, start..<end))
            place += 1
        }
        return found
    }

    private static func digits(_ text: NormalText, _ token: Token) -> String {
        var out = ""
        for scalar in text.scalars[Int(token.start)..<Int(token.end)] {
            guard let scalar = Unicode.Scalar(scalar) else { continue }
            out.unicodeScalars.append(scalar)
        }
        return out
    }

    /// Words of the period that is counted in: people mix months and weeks.
    private static func unit(_ text: NormalText, _ marks: [QuestionMark]) -> String {
        var out = ""
        for mark in marks where mark.kinds.contains(.frequency) {
            for scalar in text.scalars[mark.range] {
                if let scalar = Unicode.Scalar(scalar) { out.unicodeScalars.append(scalar) }
            }
        }
        return out
    }

    static func < (a: NumberRange, b: NumberRange) -> Bool {
        (a.low.number, a.high.number) < (b.low.number, b.high.number)
    }

    /// Whether a number belongs to both; the other begins no lower.
    func overlaps(_ next: NumberRange) -> Bool {
        next.low.number < high.number
            || next.low.number == high.number && next.low.isIn && high.isIn
    }

    /// Whether a number between belongs to neither.
    func leavesGap(before next: NumberRange) -> Bool {
        guard high.isIn || next.low.isIn else { return true }
        let distance = next.low.number - high.number
        return distance > (high.isIn && next.low.isIn ? max(step, next.step) : 0) * 1.000_001
    }

    /// The option's text, ending one below where the next begins; nil where it has no number
    /// that could be changed so.
    func ending(before next: Int, in words: String) -> String? {
        guard high.number.isFinite, low.number.isFinite, low.number < Double(next) - 1 else {
            return nil
        }
        let bytes = Array(words.utf8)
        return String(decoding: bytes[..<last.lowerBound], as: UTF8.self) + "\(next - 1)"
            + String(decoding: bytes[last.upperBound...], as: UTF8.self)
    }
}
