import Glibc

/// Parts Chinese text into words: the most probable way through a dictionary with counts, where
/// every character may also stand alone, and counts that follow the text at hand.
public struct Segmenter: Sendable {
    var tree = PhraseTree()
    /// Of each phrase, how often it is expected.
    var counts: [Double] = []
    /// Minus the logarithm of each phrase's share.
    private(set) var costs: [Float] = []
    private(set) var unknownCost: Float = 20
    let folding: Folding
    var rules = SegmenterRules()
    /// Words of the text at hand, beside the dictionary, which many share; with the cost of each.
    private var own = PhraseTree()
    private var ownCosts: [Float] = []
    /// What all else costs more, since the words of the text take a part of it.
    private var ownShare: Float = 0

    public init(folding: Folding) { self.folding = folding }

    /// Takes words of a dictionary: a word at the beginning of each line, its count after the last
    /// tab or blank; lines without a count take `count`. Lines that begin with `#` are remarks.
    public mutating func add(dictionary bytes: [UInt8], count: Double? = nil, share: Double = 1) {
        for line in WordLine.lines(of: bytes) {
            let fields = line.split { $0 == 0x09 || $0 == 0x20 || $0 == 0x0D }
            guard let word = fields.first else { continue }
            let written =
                fields.count > 1 ? Double(String(decoding: fields.last ?? [], as: UTF8.self)) : nil
            guard let number = written ?? count else { continue }
            let scalars = NormalText(word, folding: folding).scalars
            guard scalars.count <= rules.longest,
                scalars.allSatisfy({ Scalars.kind($0) == .han })
            else { continue }
            add(scalars, (number + 0.5) * share)
        }
        weigh()
    }

    /// The same with words of a text beside those of the dictionary.
    /// - Parameter words: each with its share of all words.
    func knowing(_ words: [(scalars: [UInt32], share: Double)]) -> Segmenter {
        var other = self
        let sum = words.reduce(0) { $0 + $1.share }
        guard sum > 0, sum < 1 else { return self }
        other.own = PhraseTree()
        other.ownCosts = []
        other.ownShare = Float(-log(1 - sum))
        for word in words where word.scalars.count <= rules.longest {
            guard other.own.insert(word.scalars) == other.ownCosts.count else { continue }
            other.ownCosts.append(Float(-log(word.share)))
        }
        return other
    }

    /// Whether the dictionary has neither it nor a word within it: what it parts into words is
    /// a phrase of these.
    func isUnknown(_ word: [UInt32]) -> Bool {
        words(in: word).allSatisfy { $0.count == 1 }
    }

    mutating func add(_ word: [UInt32], _ count: Double) {
        let number = tree.insert(word)
        if number == counts.count { counts.append(0) }
        counts[number] = max(counts[number], count)
    }

    mutating func weigh() {
        let total = counts.reduce(0, +) + 1
        costs = counts.map { Float(log(total) - log($0 + 0.1)) }
        unknownCost = Float(log(total) + rules.unknown)
    }

    /// Where the words are, in scalars; blanks belong to none.
    public func words(in text: NormalText) -> [Range<Int>] { words(in: text.scalars) }

    private func words(in scalars: [UInt32]) -> [Range<Int>] {
        var words: [Range<Int>] = []
        words.reserveCapacity(scalars.count)
        scalars.withUnsafeBufferPointer { scalars in
            var place = 0
            while place < scalars.count {
                let kind = Scalars.kind(scalars[place])
                var end = place + 1
                switch kind {
                case .space: break
                case .han:
                    while end < scalars.count, end - place < rules.window,
                        Scalars.kind(scalars[end]) == .han
                    { end += 1 }
                    part(scalars, place..<end, &words)
                case .letter, .digit:
                    while end < scalars.count, joins(scalars, end) { end += 1 }
                    if kind == .digit, rules.ends(digits: end - place, scalars, at: end) {
                        end += 1
                    }
                    words.append(place..<end)
                case .mark, .symbol:
                    // A dash or an ellipsis is written twice.
                    if end < scalars.count, scalars[end] == scalars[place],
                        scalars[place] == 0x2D || scalars[place] == 0x2026
                    {
                        end += 1
                    }
                    words.append(place..<end)
                }
                place = end
            }
        }
        return words
    }

    /// Letters and digits go on through points and per cent signs between digits.
    private func joins(_ scalars: UnsafeBufferPointer<UInt32>, _ place: Int) -> Bool {
        let kind = Scalars.kind(scalars[place])
        if kind == .letter || kind == .digit { return true }
        let isAfterDigit = Scalars.kind(scalars[place - 1]) == .digit
        if scalars[place] == 0x25 { return isAfterDigit }
        let isInside = scalars[place] == 0x2E || scalars[place] == 0xB7
        return isInside && isAfterDigit && place + 1 < scalars.count
            && Scalars.kind(scalars[place + 1]) == .digit
    }

    /// The cheapest way through a run of Han characters.
    private func part(
        _ scalars: UnsafeBufferPointer<UInt32>, _ range: Range<Int>, _ words: inout [Range<Int>]
    ) {
        let count = range.count
        withUnsafeTemporaryAllocation(of: Float.self, capacity: count + 1) { best in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: count + 1) { from in
                best.initialize(repeating: .infinity)
                from.initialize(repeating: 0)
                best[0] = 0
                for start in 0..<count {
                    let base = best[start] + rules.eachWord
                    func offer(_ end: Int, _ cost: Float) {
                        if base + cost < best[end] {
                            best[end] = base + cost
                            from[end] = Int32(start)
                        }
                    }
                    offer(start + 1, unknownCost + ownShare)
                    tree.all(scalars, from: range.lowerBound + start) { phrase, end in
                        let end = end - range.lowerBound
                        guard end <= count else { return }
                        let further = Float(max(0, end - start - 2))
                        offer(end, costs[phrase] + ownShare + rules.eachFurther * further)
                    }
                    if !ownCosts.isEmpty {
                        own.all(scalars, from: range.lowerBound + start) { phrase, end in
                            let end = end - range.lowerBound
                            guard end <= count else { return }
                            let further = Float(max(0, end - start - 2))
                            offer(end, ownCosts[phrase] + rules.eachFurther * further)
                        }
                    }
                    let numeral = rules.numeral(scalars, range.lowerBound + start, range.upperBound)
                    if numeral > 0 { offer(start + numeral, rules.numeralCost + ownShare) }
                }
                var end = count
                let first = words.count
                while end > 0 {
                    let start = Int(from[end])
                    words.append(range.lowerBound + start..<range.lowerBound + end)
                    end = start
                }
                words[first...].reverse()
            }
        }
    }
}

/// What does not come from a dictionary.
struct SegmenterRules: Sendable {
    /// Added to the cost of every word: more makes longer words.
    var eachWord: Float = -2.5
    /// Added for each character beyond the second: long entries of dictionaries are often phrases.
    var eachFurther: Float = 3
    /// How much less likely a character that no dictionary holds is than the rarest word.
    var unknown = 2.0
    /// A number written in characters costs as much as a common word.
    var numeralCost: Float = 5
    /// The longest word, in characters.
    var longest = 8
    /// A longer run of characters without a mark is parted at this length.
    var window = 4_096

    private static let numerals: Set<UInt32> = [
        0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341, 0x767E,
        0x5343, 0x4E07, 0x4EBF, 0x96F6, 0x25CB, 0x3007, 0x4E24,
    ]
    private static let year: UInt32 = 0x5E74
    /// Month, day, hour.
    private static let units: Set<UInt32> = [0x6708, 0x65E5, 0x65F6]
    private static let minute: UInt32 = 0x5206
    private static let ordinal: UInt32 = 0x7B2C
    private static let perCent: [UInt32] = [0x767E, 0x5206, 0x4E4B]

    /// How many characters from a place on write a number, an ordinal, a share or a date; 0 for
    /// none and for a single numeral.
    func numeral(
        _ scalars: UnsafeBufferPointer<UInt32>, _ start: Int, _ end: Int
    ) -> Int {
        var place = start
        if scalars[place] == Self.ordinal {
            place += 1
        } else if end - start > 3, scalars[start..<start + 3].elementsEqual(Self.perCent) {
            place += 3
        }
        let isPlain = place == start
        let first = place
        while place < end, place - start < 24, Self.numerals.contains(scalars[place]) { place += 1 }
        guard place > first else { return 0 }
        if isPlain, place < end {
            let isYear = scalars[place] == Self.year && place - first == 4
            if isYear || Self.units.contains(scalars[place]) { return place + 1 - start }
        }
        return place - first > 1 || !isPlain ? place - start : 0
    }

    /// Whether a scalar after digits makes them a date or a time of day.
    func ends(
        digits: Int, _ scalars: UnsafeBufferPointer<UInt32>, at place: Int
    ) -> Bool {
        guard place < scalars.count else { return false }
        switch scalars[place] {
        case Self.year: return digits == 4 || digits == 2
        // Ten minutes are no time of day.
        case Self.minute: return place + 1 >= scalars.count || scalars[place + 1] != 0x949F
        default: return digits <= 2 && Self.units.contains(scalars[place])
        }
    }
}
