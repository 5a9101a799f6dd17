import Glibc

/// What many texts speak of: phrases that come together are one topic, named by the commonest.
public struct TopicFinder: Sendable {
    public struct Topic: Sendable, Equatable {
        public let name: String
        /// The phrases that stand for it, commonest first.
        public let phrases: [String]
        /// Which texts speak of it, ascending.
        public let texts: [Int]

        public init(name: String, phrases: [String], texts: [Int]) {
            self.name = name
            self.phrases = phrases
            self.texts = texts
        }
    }

    private let segmenter: Segmenter
    private let stops: Set<[UInt32]>

    /// - Parameter stopWords: UTF-8, words parted by blanks that name no topic.
    public init(segmenter: Segmenter, stopWords: [UInt8], folding: Folding) {
        self.segmenter = segmenter
        stops = Set(
            WordLine.lines(of: stopWords).flatMap { $0.split(separator: 0x20) }.map {
                NormalText($0, folding: folding).scalars
            })
    }

    private init(_ segmenter: Segmenter, _ stops: Set<[UInt32]>) {
        self.segmenter = segmenter
        self.stops = stops
    }

    /// The same with words of the texts beside those of the dictionary.
    public func knowing(_ list: WordList) -> TopicFinder {
        TopicFinder(segmenter.knowing(list), stops)
    }

    /// Words that these texts hold and its dictionary does not.
    public func words(in texts: [NormalText], by people: [Int64]) -> WordList {
        WordList(learning: texts, by: people, beside: segmenter)
    }

    /// How far words like these are borne out by other people.
    public func quality(
        ofWordsIn texts: [NormalText], by people: [Int64]
    ) -> WordList.Quality {
        WordList.quality(of: texts, by: people, beside: segmenter)
    }

    /// At most `limit` topics, that of most texts first.
    public func topics(of texts: [NormalText], limit: Int) -> [Topic] {
        let table = PhraseTable(texts, segmenter, stops)
        var taken: [(phrases: [Int], texts: [Int])] = []
        for phrase in table.ranked {
            let own = table.holders[phrase]
            if let place = taken.firstIndex(where: { overlaps($0, own, phrase, table) }) {
                taken[place].phrases.append(phrase)
                taken[place].texts = TopicFinder.union(taken[place].texts, own)
            } else if taken.count < limit * 3 {
                taken.append(([phrase], own))
            }
        }
        let ordered = taken.sorted {
            $0.texts.count == $1.texts.count
                ? $0.phrases[0] < $1.phrases[0] : $0.texts.count > $1.texts.count
        }
        return ordered.prefix(limit).map { topic in
            Topic(
                name: table.spelling(topic.phrases[0]),
                phrases: topic.phrases.prefix(8).map { table.spelling($0) }, texts: topic.texts)
        }
    }

    /// Two phrases are one topic when most texts of the rarer one hold the other.
    private func overlaps(
        _ topic: (phrases: [Int], texts: [Int]), _ own: [Int], _ phrase: Int, _ table: PhraseTable
    ) -> Bool {
        let first = table.holders[topic.phrases[0]]
        let shared = TopicFinder.shared(first, own)
        let rarer = min(first.count, own.count)
        let expected = Double(first.count) * Double(own.count) / Double(table.texts)
        return Double(shared) > 0.4 * Double(rarer) && Double(shared) > 3 * expected
    }

    private static func shared(_ a: [Int], _ b: [Int]) -> Int {
        var (i, j, count) = (0, 0, 0)
        while i < a.count, j < b.count {
            if a[i] == b[j] {
                count += 1
                i += 1
                j += 1
            } else if a[i] < b[j] {
                i += 1
            } else {
                j += 1
            }
        }
        return count
    }

    private static func union(_ a: [Int], _ b: [Int]) -> [Int] { Set(a).union(b).sorted() }
}

/// Words and pairs of words with the texts that hold them.
private struct PhraseTable {
    let texts: Int
    private(set) var holders: [[Int]] = []
    /// Phrases worth naming a topic, best first.
    private(set) var ranked: [Int] = []
    private var spellings: [[UInt32]] = []

    init(_ all: [NormalText], _ segmenter: Segmenter, _ stops: Set<[UInt32]>) {
        texts = all.count
        var index = HashIndex(capacity: 1 << 14)
        var isPair: [Bool] = []
        for (number, text) in all.enumerated() {
            var before: (hash: UInt64, range: Range<Int>)?
            for range in segmenter.words(in: text) {
                let scalars = Array(text.scalars[range])
                let kind = Scalars.kind(scalars[0])
                let isWord = kind == .han ? scalars.count > 1 : kind == .letter && scalars.count > 2
                guard isWord, !stops.contains(scalars) else {
                    before = nil
                    continue
                }
                let hash = scalars.reduce(0x70F1) { Hash.add($0, UInt64($1)) }
                note(hash, scalars, number, false, &index, &isPair)
                if let before, range.lowerBound - before.range.upperBound <= 1 {
                    let pair = Array(text.scalars[before.range.lowerBound..<range.upperBound])
                    note(Hash.add(before.hash, hash), pair, number, true, &index, &isPair)
                }
                before = (hash, range)
            }
        }
        let fewest = max(2, all.count / 2_000)
        // What most texts hold parts nothing.
        let most = max(3, all.count * 3 / 5)
        // A pair says more than a word, so it ranks as if it were held half as often again.
        func rank(_ phrase: Int) -> Double {
            Double(holders[phrase].count) * (isPair[phrase] ? 1.5 : 1)
        }
        ranked = holders.indices.filter { (fewest...most).contains(holders[$0].count) }.sorted {
            rank($0) == rank($1) ? $0 < $1 : rank($0) > rank($1)
        }
        ranked = Array(ranked.prefix(400))
    }

    private mutating func note(
        _ hash: UInt64, _ scalars: [UInt32], _ text: Int, _ pair: Bool, _ index: inout HashIndex,
        _ isPair: inout [Bool]
    ) {
        let number = index.insert(hash)
        if number == holders.count {
            holders.append([])
            spellings.append(scalars)
            isPair.append(pair)
        }
        if holders[number].last != text { holders[number].append(text) }
    }

    func spelling(_ phrase: Int) -> String {
        var text = String.UnicodeScalarView()
        for value in spellings[phrase] {
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        return String(text)
    }
}
