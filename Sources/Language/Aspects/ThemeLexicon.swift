/// What customers speak of: dimensions of service quality and touchpoints, each with its words.
public struct ThemeLexicon: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Of SERVQUAL: Parasuraman, Zeithaml and Berry 1988.
        case dimension
        case touchpoint
        /// A matter of its company's own.
        case topic
    }

    /// What a text says of one theme.
    public struct Finding: Sendable, Equatable {
        public let kind: Kind
        public let key: String
        /// Of the clauses that speak of it, -1 to 1.
        public let mood: Double
        /// Bytes of the original text.
        public let words: [Range<Int>]
    }

    /// Each with the themes it belongs to.
    private var phrases = Phrases<[Int]>()
    private var names: [(kind: Kind, key: String)] = []

    /// - Parameter themes: each with the words and phrases that give it away.
    public init(
        _ themes: [(kind: Kind, key: String, words: [String])], folding: Folding
    ) {
        for theme in themes {
            names.append((theme.kind, theme.key))
            for word in theme.words {
                phrases.add(Array(word.utf8)[...], folding: folding, new: []) {
                    $0.append(names.count - 1)
                }
            }
        }
    }

    /// The themes of a text in their order, each with the mood of its clauses.
    public func findings(in text: NormalText, mood: MoodLexicon) -> [Finding] {
        var sums = [(weight: Float, words: [Range<Int>])](repeating: (0, []), count: names.count)
        let hits = mood.sums(of: text, MoodRules())
        var nextHit = 0
        for clause in Clauses(text).ranges {
            var weight: Float = 0
            while nextHit < hits.count, hits[nextHit].start < clause.upperBound {
                weight += hits[nextHit].weight
                nextHit += 1
            }
            var seen = Set<Int>()
            for (phrase, range) in found(text, clause) {
                for theme in phrases.entries[phrase] {
                    if seen.insert(theme).inserted { sums[theme].weight += weight }
                    sums[theme].words.append(text.originalRange(range))
                }
            }
        }
        return names.indices.filter { !sums[$0].words.isEmpty }.map { theme in
            let weight = Double(sums[theme].weight)
            return Finding(
                kind: names[theme].kind, key: names[theme].key,
                mood: weight / (weight.magnitude + 2.5), words: sums[theme].words)
        }
    }

    private func found(_ text: NormalText, _ clause: Range<Int>) -> [(Int, Range<Int>)] {
        var found: [(Int, Range<Int>)] = []
        text.scalars.withUnsafeBufferPointer { scalars in
            var place = clause.lowerBound
            while place < clause.upperBound {
                let match = phrases.tree.longestWord(scalars, from: place)
                if let match { found.append((match.phrase, place..<match.end)) }
                place = match?.end ?? place + 1
            }
        }
        return found
    }
}

/// The clauses of a text: what stands between commas, stops and line ends.
struct Clauses {
    private(set) var ranges: [Range<Int>] = []

    init(_ text: NormalText) {
        var start = 0
        for (place, scalar) in text.scalars.enumerated() {
            switch scalar {
            case 0x2C, 0x2E, 0x21, 0x3F, 0x3B, 0x3002:
                if place > start { ranges.append(start..<place) }
                start = place + 1
            default: break
            }
        }
        if text.count > start { ranges.append(start..<text.count) }
    }
}
