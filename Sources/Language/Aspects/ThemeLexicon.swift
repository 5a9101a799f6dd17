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

    /// How the parts of a text sound, -1 to 1 each; a part is the clauses that speak of one theme.
    public typealias MoodOfParts = (NormalText, [[Range<Int>]]) -> [Double]

    /// The themes of a text in their order, each with the mood of the clauses that speak of it.
    /// - Parameter mood: tells it, by rules or by what was learnt.
    public func findings(in text: NormalText, mood: MoodOfParts) -> [Finding] {
        var found = names.map { _ in (clauses: [Range<Int>](), words: [Range<Int>]()) }
        for clause in Sentences.clauses(of: text) {
            for (phrase, range) in self.found(text, clause) {
                for theme in phrases.entries[phrase] {
                    if found[theme].clauses.last != clause { found[theme].clauses.append(clause) }
                    found[theme].words.append(text.originalRange(range))
                }
            }
        }
        let spoken = names.indices.filter { !found[$0].words.isEmpty }
        let moods = spoken.isEmpty ? [] : mood(text, spoken.map { found[$0].clauses })
        return zip(spoken, moods).map { theme, mood in
            Finding(
                kind: names[theme].kind, key: names[theme].key, mood: mood,
                words: found[theme].words)
        }
    }

    /// The same by the rules of a lexicon.
    public func findings(in text: NormalText, mood: MoodLexicon) -> [Finding] {
        findings(in: text) { mood.scores(of: $0, in: $1) }
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
