import Glibc

/// What mood a text is in, and the words that say so.
public struct MoodReading: Sendable, Equatable {
    public enum Label: String, Sendable, CaseIterable {
        case negative, neutral, positive
    }

    /// One phrase and its share of the score.
    public struct Word: Sendable, Equatable {
        /// Bytes of the original text.
        public let range: Range<Int>
        /// Its mood after negation, degree and contrast.
        public let weight: Double
    }

    /// -1 to 1; nought where nothing tells.
    public let score: Double
    public let label: Label
    public let words: [Word]

    /// The three-way label of a score.
    public static func label(ofScore score: Double, rules: MoodRules = MoodRules()) -> Label {
        score > rules.neutral ? .positive : score < -rules.neutral ? .negative : .neutral
    }
}

/// How strongly the rules of the built-in mood work.
public struct MoodRules: Sendable {
    /// How far before a word a negation or degree still reaches, in scalars of Han text and in
    /// letters of others.
    var reachHan = 5
    var reachLetters = 22
    /// Weak words weigh this share of their number.
    var weakShare: Float = 0.2
    /// Good words before a question mark weigh this share.
    var askedShare: Float = 0.25
    /// A negated bad word is only a little good.
    var negatedBadShare: Float = 0.5
    /// The sum of bad words counts with this exponent: a long text lists faults even when its
    /// writer is content.
    var patience: Float = 0.72
    /// Whoever writes so much in Chinese (scalars) names faults also when content: this is added.
    var longHan = 30
    var longShare: Float = 0.25
    /// A sum of this size is half way to certainty.
    var half: Float = 2.5
    /// Between its negative and itself a score is neutral.
    var neutral = 0.12

    public init() {}
}

extension MoodLexicon {
    /// Reads the mood of a text by rules, without having learnt anything.
    public func reading(of text: NormalText, rules: MoodRules = MoodRules()) -> MoodReading {
        let walk = walked(through: text, rules)
        let hits = walk.hits
        let tilt = walk.han >= rules.longHan && !hits.isEmpty ? rules.longShare : 0
        let score = Double(MoodLexicon.score(hits, tilt: tilt, rules))
        let reasons = hits.filter { $0.weight != 0 }.map { hit in
            MoodReading.Word(
                range: text.originalRange(hit.start..<hit.end), weight: Double(hit.weight))
        }
        return MoodReading(
            score: score, label: MoodReading.label(ofScore: score, rules: rules), words: reasons)
    }

    /// What a classifier learns of the mood beside the text: how good, how bad, both together and
    /// the last sentence, each -1 to 1.
    func measures(of text: NormalText) -> [Float] {
        let hits = sums(of: text, MoodRules())
        var good: Float = 0
        var bad: Float = 0
        var last: Float = 0
        for hit in hits {
            if hit.weight > 0 { good += hit.weight } else { bad -= hit.weight }
            if hit.sentence == hits[hits.count - 1].sentence { last += hit.weight }
        }
        return [
            good / (good + 3), bad / (bad + 3), MoodLexicon.score(hits, tilt: 0, MoodRules()),
            last / (last.magnitude + 2.5),
        ]
    }

    /// How parts of a text sound, each some of its clauses: by the words that weigh in them, as
    /// they weigh in the whole text.
    public func scores(of text: NormalText, in parts: [[Range<Int>]]) -> [Double] {
        let hits = sums(of: text, MoodRules())
        var sums = [0.0]
        for hit in hits { sums.append(sums[sums.count - 1] + Double(hit.weight)) }
        func sum(before place: Int) -> Double {
            var (low, high) = (0, hits.count)
            while low < high {
                let middle = (low + high) / 2
                if hits[middle].start < place { low = middle + 1 } else { high = middle }
            }
            return sums[low]
        }
        return parts.map { part in
            let weight = part.reduce(0) {
                $0 + sum(before: $1.upperBound) - sum(before: $1.lowerBound)
            }
            return weight / (weight.magnitude + 2.5)
        }
    }

    private static func score(_ hits: [Hit], tilt: Float, _ rules: MoodRules) -> Float {
        var good = tilt
        var bad: Float = 0
        for hit in hits {
            if hit.weight > 0 { good += hit.weight } else { bad -= hit.weight }
        }
        let sum = good - (bad > 1 ? powf(bad, rules.patience) : bad)
        return sum / (sum.magnitude + rules.half)
    }

    struct Hit {
        var start: Int
        var end: Int
        var weight: Float
        var sentence: Int
    }

    /// The words that weigh, each with its weight in its place.
    func sums(of text: NormalText, _ rules: MoodRules) -> [Hit] {
        walked(through: text, rules).hits
    }

    private func walked(through text: NormalText, _ rules: MoodRules) -> MoodWalk {
        var walk = MoodWalk(self, rules)
        let sentences = Sentences(text).ranges
        text.scalars.withUnsafeBufferPointer { walk.run($0, sentences) }
        return walk
    }
}

/// One walk through a text, phrase by phrase.
private struct MoodWalk {
    private let lexicon: MoodLexicon
    private let rules: MoodRules
    private(set) var hits: [MoodLexicon.Hit] = []
    /// Scalars of Han.
    private(set) var han = 0
    /// Where the sentence began, in hits.
    private var sentenceStart = 0
    private var sentence = 0
    /// Hits behind the last question mark: each is asked once.
    private var unasked = 0
    /// Weight of what follows in the sentence.
    private var share: Float = 1
    private var clauseShare: Float = 1
    /// What waits for the next word, and the places of negations among the hits.
    private var factor: Float = 1
    private var factorEnd = -1_000
    private var negations: [Int] = []

    init(_ lexicon: MoodLexicon, _ rules: MoodRules) {
        self.lexicon = lexicon
        self.rules = rules
    }

    mutating func run(_ scalars: UnsafeBufferPointer<UInt32>, _ sentences: [Range<Int>]) {
        var place = 0
        var next = 0
        while place < scalars.count {
            while next < sentences.count, place >= sentences[next].upperBound {
                endSentence()
                next += 1
            }
            let kind = Scalars.kind(scalars[place])
            if let found = lexicon.phrases.tree.longestWord(scalars, from: place) {
                take(
                    lexicon.phrases.entries[found.phrase], place, found.end, isHan: kind == .han)
                if kind == .han { han += found.end - place }
                if scalars[place] == 0x3F { weighQuestion() }
                place = found.end
            } else {
                if kind == .han { han += 1 }
                if Sentences.isComma(scalars, at: place) { endClause() }
                place += 1
            }
        }
        endSentence()
    }

    /// Whoever asks whether something is good does not say that it is.
    private mutating func weighQuestion() {
        for index in max(sentenceStart, unasked)..<hits.count where hits[index].weight > 0 {
            hits[index].weight *= rules.askedShare
        }
        unasked = hits.count
    }

    private mutating func endClause() {
        factor = 1
        factorEnd = -1_000
        negations = []
        clauseShare = 1
    }

    private mutating func endSentence() {
        endClause()
        share = 1
        if hits.count > sentenceStart {
            sentence += 1
            sentenceStart = hits.count
        }
    }

    private mutating func take(
        _ entry: MoodLexicon.Entry, _ start: Int, _ end: Int, isHan: Bool
    ) {
        if entry.contrast > 0 {
            share = entry.contrast
            endClause()
        }
        if entry.concession > 0 { clauseShare = entry.concession }
        if start - factorEnd > (isHan ? rules.reachHan : rules.reachLetters) {
            factor = 1
            negations = []
        }
        if entry.negation < 0 || entry.degree > 0 {
            let change = entry.negation < 0 ? entry.negation : entry.degree
            factor = max(-4, min(4, factor * change))
            factorEnd = end
        }
        var weight = entry.mood
        if weight.magnitude <= 1 { weight *= rules.weakShare }
        weight += (entry.wish + entry.question) * rules.weakShare
        guard weight != 0 else { return }
        let modifies = entry.negation < 0 || entry.degree > 0
        if !modifies, !entry.isCue, entry.mood != 0 {
            if factor < 0 {
                for index in negations { hits[index].weight = 0 }
                if weight < 0 { weight *= rules.negatedBadShare }
            }
            weight *= factor
            factor = 1
            negations = []
        } else if entry.negation < 0 {
            negations.append(hits.count)
        }
        hits.append(
            MoodLexicon.Hit(
                start: start, end: end, weight: weight * share * clauseShare, sentence: sentence))
    }
}
