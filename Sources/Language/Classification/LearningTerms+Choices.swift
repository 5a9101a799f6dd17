extension LearningTerms {
    /// For the mood of reviews and comments: sequences as they are, pairs across a gap, and short
    /// pieces with the lexicon beside them. Chosen by cross-validation, see docs/LANGUAGE.md.
    public static func moods(seed: UInt64) -> [LearningTerms] {
        var plain = LearningTerms()
        plain.ratioShare = 0
        plain.sideShare = 0
        var gapped = LearningTerms()
        gapped.scheme.skipLength = 2
        gapped.scheme.hanLength = 2
        gapped.scheme.letterShare = 0.5
        gapped.scheme.marksEdges = true
        gapped.sideShare = 0
        var short = LearningTerms()
        short.scheme.lengthShare = 0.5
        short.scheme.letterShare = 0.4
        short.weighsByRarity = false
        short.sideShare = 0.4
        return [plain, gapped, short].map { $0.seeded(seed) }
    }

    /// For short requests and questions: short pieces count most, and where they stand.
    public static func requests(seed: UInt64) -> [LearningTerms] {
        var plain = LearningTerms()
        plain.ratioShare = 0
        plain.scheme.lengthShare = 0.5
        plain.scheme.letterShare = 0.4
        plain.cost = 2
        var near = plain
        near.scheme.lengthShare = 0.7
        near.scheme.marksEdges = true
        near.scheme.skipLength = 2
        near.scheme.skipShare = 0.5
        near.scheme.hanLength = 2
        var far = plain
        far.scheme.marksEdges = true
        far.scheme.skipLength = 4
        far.scheme.skipShare = 0.3
        far.scheme.hanLength = 3
        far.weighsByRarity = false
        return [plain, near, far].map { $0.seeded(seed) }
    }

    /// Small networks for short requests: short pieces, and words with what stands near them or
    /// farther away.
    public static func nets(seed: UInt64) -> [LearningTerms] {
        var short = LearningTerms()
        short.net = NetTerms()
        short.fewestTexts = 2
        short.weighsByRarity = false
        short.scheme.hanLength = 2
        short.scheme.wordLength = 1
        short.scheme.letterLengths = 2..<5
        short.scheme.letterShare = 0.4
        short.scheme.marksEdges = true
        var near = short
        near.scheme.wordLength = 2
        near.scheme.lengthShare = 0.7
        near.scheme.letterLengths = 2..<6
        near.scheme.skipLength = 2
        near.scheme.skipShare = 0.5
        var far = near
        far.scheme.hanLength = 3
        far.scheme.lengthShare = 0.5
        far.scheme.skipLength = 4
        far.scheme.skipShare = 0.3
        return [short, near, far].map { $0.seeded(seed) }
    }

    /// For letters and long messages: how often a piece comes and what it says of the class.
    public static func letters(seed: UInt64) -> [LearningTerms] {
        var counted = LearningTerms()
        counted.ratioShare = 1
        counted.scheme.hanLength = 2
        counted.scheme.letterLengths = 3..<5
        counted.countsRepeats = true
        counted.cost = 3
        return [counted.seeded(seed)]
    }

    /// What an intent may be learnt with, the cheaper first.
    public static func intents(seed: UInt64) -> [[LearningTerms]] {
        let requests = requests(seed: seed)
        let letters = letters(seed: seed)
        let nets = nets(seed: seed)
        return [
            requests, requests + letters, letters, requests + nets, requests + letters + nets,
        ]
    }

    /// For pairs of questions: pieces that come once say nothing; with rarity and without.
    public static func pairs(seed: UInt64) -> [LearningTerms] {
        var rare = LearningTerms()
        rare.fewestTexts = 2
        var plain = rare
        plain.weighsByRarity = false
        plain.cost = 3
        return [rare, plain].map { $0.seeded(seed) }
    }

    private func seeded(_ seed: UInt64) -> LearningTerms {
        var terms = self
        terms.seed = seed
        return terms
    }

    /// Those among the offered terms that answer best on parts held out of at most `limit` texts;
    /// a later offer must be right on one text in two hundred more.
    public static func best(
        of offers: [[LearningTerms]], learning texts: [NormalText], labels: [String],
        limit: Int = 3_000
    ) -> [LearningTerms] {
        precondition(!offers.isEmpty, "there is something to choose from")
        let step = max(1, texts.count / limit)
        let rows = stride(from: 0, to: texts.count, by: step).map { $0 }
        let classes = Array(Set(labels)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let picked = rows.map { texts[$0] }
        let targets = rows.map { numbers[labels[$0]] ?? 0 }
        // What stands in several offers is learnt once.
        var known: [(terms: LearningTerms, scores: [[Float]])] = []
        var best = (hits: -1, offer: 0)
        for (place, offer) in offers.enumerated() {
            var sums = [[Float]](
                repeating: [Float](repeating: 0, count: classes.count), count: rows.count)
            for terms in offer {
                var scores = known.first { $0.terms == terms }?.scores ?? []
                if scores.isEmpty {
                    let lesson = Lesson(
                        picked, targets: targets, classes: classes.count, terms: [terms],
                        mood: nil)
                    scores = lesson.heldOutScores(folds: 3)
                    known.append((terms, scores))
                }
                for row in sums.indices {
                    for number in classes.indices { sums[row][number] += scores[row][number] }
                }
            }
            let hits = sums.indices.count { TextClassifier.highest(sums[$0]) == targets[$0] }
            if best.hits < 0 || hits > best.hits + rows.count / 200 { best = (hits, place) }
        }
        return offers[best.offer]
    }
}
