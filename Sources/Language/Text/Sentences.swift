/// The sentences of a text: what stands between stops, each with its stop, without blanks around.
/// Moods, themes and the coach part texts here and nowhere else.
public struct Sentences: Sendable {
    /// Places of the normal text, ascending, without overlap.
    public private(set) var ranges: [Range<Int>] = []

    public init(_ text: NormalText) {
        text.scalars.withUnsafeBufferPointer { scalars in
            var start = 0
            var place = 0
            while place < scalars.count {
                guard Self.stops(scalars, at: place) else {
                    place += 1
                    continue
                }
                // Stops in a row, and the quotes and brackets that close with them, are one end.
                var end = place + 1
                while end < scalars.count, Self.follows(scalars[end]) { end += 1 }
                add(start..<end, scalars)
                start = end
                place = end
            }
            add(start..<scalars.count, scalars)
        }
    }

    /// What stands between commas within the sentences, without the commas.
    public static func clauses(of text: NormalText) -> [Range<Int>] {
        var clauses: [Range<Int>] = []
        text.scalars.withUnsafeBufferPointer { scalars in
            for sentence in Sentences(text).ranges {
                var start = sentence.lowerBound
                for place in sentence where isComma(scalars, at: place) {
                    if place > start { clauses.append(start..<place) }
                    start = place + 1
                }
                if sentence.upperBound > start { clauses.append(start..<sentence.upperBound) }
            }
        }
        return clauses
    }

    /// Whether a comma parts clauses, and not the thousands of a number.
    @inline(__always)
    static func isComma(_ scalars: UnsafeBufferPointer<UInt32>, at place: Int) -> Bool {
        guard scalars[place] == 0x2C else { return false }
        return place == 0 || place + 1 == scalars.count
            || Scalars.kind(scalars[place - 1]) != .digit
            || Scalars.kind(scalars[place + 1]) != .digit
    }

    private mutating func add(_ range: Range<Int>, _ scalars: UnsafeBufferPointer<UInt32>) {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, Scalars.kind(scalars[start]) == .space { start += 1 }
        while end > start, Scalars.kind(scalars[end - 1]) == .space { end -= 1 }
        if start < end { ranges.append(start..<end) }
    }

    private static func stops(_ scalars: UnsafeBufferPointer<UInt32>, at place: Int) -> Bool {
        switch scalars[place] {
        case 0x3002, 0x21, 0x3F, 0x3B, 0x0A, 0x2026, 0x203C, 0x2048, 0x2049: return true
        case 0x2E: return isFullStop(scalars, at: place)
        default: return false
        }
    }

    /// A point parts no number (3.5), no address (a.example), no short word before a name (Mr.).
    private static func isFullStop(_ scalars: UnsafeBufferPointer<UInt32>, at place: Int) -> Bool {
        if place + 1 < scalars.count {
            let next = Scalars.kind(scalars[place + 1])
            if next == .letter || next == .digit { return false }
        }
        var start = place
        while start > 0, place - start < 6, Scalars.kind(scalars[start - 1]) == .letter {
            start -= 1
        }
        let word = scalars[start..<place].map { UInt8(truncatingIfNeeded: $0) }
        // A single letter is a name's first or part of "e.g.".
        let isShort = word.count == 1 && word != [UInt8(ascii: "i")]
        return !isShort && !shortened.contains(String(decoding: word, as: UTF8.self))
    }

    private static let shortened: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "etc", "inc", "ltd", "co", "jr", "sr",
        "approx", "dept", "tel", "ext", "fig",
    ]

    private static func follows(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x3002, 0x21, 0x3F, 0x2E, 0x2026, 0x22, 0x27, 0x29, 0x300B, 0x3011, 0x300F: true
        default: false
        }
    }
}
