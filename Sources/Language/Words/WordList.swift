/// Words that a body of texts holds and no dictionary knows, by cohesion and the variety of their
/// neighbours, each used by several people.
public struct WordList: Sendable, Equatable {
    /// The commonest first.
    public let words: [Word]
    /// Han characters they were found in.
    public let characters: Int

    public struct Word: Sendable, Equatable {
        public let text: String
        public let count: Int
        /// Different people who used it.
        public let people: Int
        /// How much more its parts come together than chance puts them; natural logarithm.
        public let cohesion: Double
        /// Entropy of what stands before it or behind it, of the two the lesser; natural logarithm.
        public let variety: Double

        public init(text: String, count: Int, people: Int, cohesion: Double, variety: Double) {
            self.text = text
            self.count = count
            self.people = people
            self.cohesion = cohesion
            self.variety = variety
        }
    }

    /// What fewer people use may be somebody's name or secret.
    public static let peopleLeast = 5
    public static let most = 2_000
    /// Han characters that are read at most; more take memory and find little else.
    public static let charactersMost = 500_000

    public init(words: [Word], characters: Int) {
        self.words = words
        self.characters = characters
    }

    /// - Parameters:
    ///   - texts: the first of them are read, as many as memory allows.
    ///   - people: who wrote each.
    public init(learning texts: [NormalText], by people: [Int64], beside segmenter: Segmenter) {
        precondition(texts.count == people.count, "every text has its writer")
        let (texts, characters) = WordList.bounded(texts)
        let found = WordDiscovery(texts).words.filter {
            $0.isWord && segmenter.isUnknown($0.scalars)
        }
        let users = WordList.users(of: found.map(\.scalars), texts, people)
        let kept = zip(found, users).filter { $1.count >= Self.peopleLeast }.prefix(Self.most)
        words = kept.map { word, users in
            Word(
                text: word.scalars.text, count: word.count, people: users.count,
                cohesion: word.cohesion, variety: word.variety)
        }
        self.characters = characters
    }

    /// As many of the first as memory allows, with their Han characters.
    private static func bounded(_ texts: [NormalText]) -> (texts: [NormalText], characters: Int) {
        var read = 0
        var characters = 0
        while read < texts.count, characters < charactersMost {
            characters += texts[read].scalars.count { Scalars.kind($0) == .han }
            read += 1
        }
        return (Array(texts.prefix(read)), characters)
    }

    /// Whether words that one half of the people gives are borne out by the other half.
    public struct Quality: Sendable, Equatable {
        /// Words of the first half that the second uses, too, and those that are words there by
        /// the same measures.
        public let asked: Int
        public let borneOut: Int
        /// Of as many frequent strings that no dictionary knows so many would have been.
        public let byChance: Int
    }

    public static func quality(
        of texts: [NormalText], by people: [Int64], beside segmenter: Segmenter
    ) -> Quality {
        let texts = bounded(texts).texts
        func half(_ number: UInt64) -> [NormalText] {
            zip(texts, people).filter { Hash.add(0x5EED, UInt64(bitPattern: $1)) % 2 == number }
                .map(\.0)
        }
        let other = Dictionary(
            uniqueKeysWithValues: WordDiscovery(half(1), fewest: 4).words.map {
                ($0.scalars, $0.isWord)
            })
        let met = WordDiscovery(half(0)).words.filter {
            other[$0.scalars] != nil && segmenter.isUnknown($0.scalars)
        }
        func count(_ words: [WordDiscovery.Word]) -> Int {
            words.count { other[$0.scalars] == true }
        }
        let asked = met.filter(\.isWord)
        let rate = Double(count(met)) / Double(max(1, met.count))
        return Quality(
            asked: asked.count, borneOut: count(asked),
            byChance: Int((rate * Double(asked.count)).rounded()))
    }

    private static func users(
        of words: [[UInt32]], _ texts: [NormalText], _ people: [Int64]
    ) -> [Set<Int64>] {
        var tree = PhraseTree()
        for word in words { _ = tree.insert(word) }
        var users = [Set<Int64>](repeating: [], count: words.count)
        for (text, person) in zip(texts, people) {
            text.scalars.withUnsafeBufferPointer { scalars in
                for start in scalars.indices {
                    tree.all(scalars, from: start) { word, _ in users[word].insert(person) }
                }
            }
        }
        return users
    }
}

extension WordList {
    /// Without words that people refused, and with those they added, which count like the
    /// commonest that was found.
    public func changed(refusing: Set<String>, adding: [String]) -> WordList {
        let kept = words.filter { !refusing.contains($0.text) }
        let known = Set(kept.map(\.text))
        let count = max(kept.first?.count ?? 0, max(1, characters / 10_000))
        return WordList(
            words: kept
                + adding.filter { !known.contains($0) }.map {
                    Word(text: $0, count: count, people: 0, cohesion: 0, variety: 0)
                }, characters: max(characters, 10_000))
    }

    /// How a list spells a word: folded as texts are. Nil of what can be none: it has Han
    /// characters only, few of them, more than one.
    public static func spelling(of text: String, folding: Folding) -> String? {
        let scalars = NormalText(Array(text.utf8), folding: folding).scalars
        let isWord =
            (2...SegmenterRules().longest).contains(scalars.count)
            && scalars.allSatisfy { Scalars.kind($0) == .han }
        return isWord ? scalars.text : nil
    }
}

extension Segmenter {
    /// The same with the words of a list beside those of the dictionary.
    public func knowing(_ list: WordList) -> Segmenter {
        let characters = Double(max(1, list.characters))
        return knowing(
            list.words.map { word in
                (
                    NormalText(Array(word.text.utf8), folding: folding).scalars,
                    Double(word.count) / characters
                )
            })
    }
}

extension [UInt32] {
    fileprivate var text: String {
        var text = String.UnicodeScalarView()
        for value in self { if let scalar = Unicode.Scalar(value) { text.append(scalar) } }
        return String(text)
    }
}

extension WordList {
    private static let mark = Array("NUOWORDS1".utf8)

    /// As bytes, to be kept beside the workspace's models.
    public var bytes: [UInt8] {
        var out = ByteWriter(Self.mark)
        out.write(characters)
        out.write(words.count)
        for word in words {
            out.write(Array(word.text.utf8))
            out.write(word.count)
            out.write(word.people)
            out.write(word.cohesion)
            out.write(word.variety)
        }
        return out.bytes
    }

    /// - Returns: nil where the bytes are none of this version.
    public init?(bytes: [UInt8]) {
        guard bytes.starts(with: Self.mark) else { return nil }
        var input = ByteReader(bytes, from: Self.mark.count)
        guard let characters = input.count(), let count = input.count() else { return nil }
        var words: [Word] = []
        for _ in 0..<count {
            guard let text = input.bytes(), let times = input.count(), let people = input.count(),
                let cohesion = input.number(), let variety = input.number()
            else { return nil }
            words.append(
                Word(
                    text: String(decoding: text, as: UTF8.self), count: times, people: people,
                    cohesion: cohesion, variety: variety))
        }
        self.init(words: words, characters: characters)
    }
}
