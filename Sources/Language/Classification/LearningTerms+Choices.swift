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
        var best = (hits: -1, offer: 0)
        for (place, offer) in offers.enumerated() {
            let lesson = Lesson(
                rows.map { texts[$0] }, targets: rows.map { numbers[labels[$0]] ?? 0 },
                classes: classes.count, terms: offer, mood: nil)
            let scores = lesson.heldOutScores(folds: 3)
            let hits = scores.indices.count { row in
                TextClassifier.highest(scores[row]) == lesson.targets[row]
            }
            if best.hits < 0 || hits > best.hits + rows.count / 200 { best = (hits, place) }
        }
        return offers[best.offer]
    }
}
