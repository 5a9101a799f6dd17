import Base
import Domain
import Language

/// Learns on a queue of its own: seconds of work must not keep others from theirs.
actor TextTeacher {
    private let executor = QueueExecutor("nuo.learning")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    static let sides = (bad: "bad", good: "good")

    /// A model with what was measured of it, before it has a version.
    struct Learnt: Sendable {
        let bytes: [UInt8]
        let texts: Int
        let answered: Int
        let hits: Int
        let simpleHits: Int
        var labels: [String] = []
        var mood: TextModel.Mood?
        var gate: TextModel.Gate?
    }

    func learn(_ lesson: MoodLesson, _ lexicons: Lexicons) -> Learnt {
        let texts = lesson.texts.map(lexicons.normal)
        let labels = lesson.content.map { $0 ? Self.sides.good : Self.sides.bad }
        let learnt = TextClassifier(
            learning: texts, labels: labels, terms: LearningTerms.moods(seed: 1),
            mood: lexicons.mood, folds: 3)
        let good = lesson.content.count { $0 }
        let prior = Double(good) / Double(texts.count)
        let all = texts + lesson.others.map(lexicons.normal)
        let (fitted, share) = learnt.recalibrated(to: all, from: prior)
        let builtIn = zip(texts, lesson.content).count { text, isContent in
            let score = lexicons.mood.reading(of: text).score
            // Where the words tell nothing, the side that most are on is the best guess.
            return (score == 0 ? prior >= 0.5 : score > 0) == isContent
        }
        let accuracy = learnt.quality?.accuracy ?? 0
        return Learnt(
            bytes: fitted.bytes, texts: texts.count, answered: texts.count,
            hits: Int((accuracy * Double(texts.count)).rounded()), simpleHits: builtIn,
            mood: .init(content: good, share: share))
    }

    func learn(_ lesson: LabelLesson, _ lexicons: Lexicons) -> Learnt {
        let texts = lesson.texts.map(lexicons.normal)
        let requests = LearningTerms.requests(seed: 1)
        let letters = LearningTerms.letters(seed: 1)
        let terms = LearningTerms.best(
            of: [requests, requests + letters, letters], learning: texts,
            labels: lesson.labels.map { $0.first ?? "" })
        let learnt = LabelClassifier(
            learning: texts, labels: lesson.labels, known: lesson.known, terms: terms)
        let quality = learnt.quality
        return Learnt(
            bytes: learnt.bytes, texts: quality.texts, answered: quality.answered,
            hits: quality.hits, simpleHits: quality.commonHits, labels: learnt.labels)
    }

    /// Intents with the gate that keeps out what is none of them.
    func learnIntents(_ examples: [TextLesson.Example], _ lexicons: Lexicons) -> Learnt {
        let texts = examples.map { lexicons.normal($0.texts[0]) }
        let labels = examples.map(\.label)
        let terms = LearningTerms.best(
            of: LearningTerms.intents(seed: 1), learning: texts, labels: labels)
        let learnt = IntentClassifier(
            learning: texts, labels: labels, terms: terms, reject: IntentAnswer.none)
        guard let quality = learnt.quality else { preconditionFailure("the gate is measured") }
        return Learnt(
            bytes: learnt.bytes, texts: quality.texts, answered: quality.answered,
            hits: quality.hits, simpleHits: quality.commonHits, labels: learnt.intents,
            gate: .init(outside: quality.outside, rejected: quality.rejected))
    }

    /// Words that the dictionary does not know; names and other personal data are none.
    func learnWords(
        _ lesson: WordLesson, _ finder: TopicFinder, _ lexicons: Lexicons
    ) -> Learnt {
        let texts = lesson.texts.map(lexicons.normal)
        let found = finder.words(in: texts, by: lesson.people)
        let quality = finder.quality(ofWordsIn: texts, by: lesson.people)
        let list = WordList(
            words: found.words.filter { word in
                let bytes = Array(word.text.utf8)
                return lexicons.personal.masked(bytes) == bytes
            }, characters: found.characters)
        return Learnt(
            bytes: list.bytes, texts: texts.count, answered: quality.asked,
            hits: quality.borneOut, simpleHits: quality.byChance,
            labels: list.words.prefix(TextModel.labelsMost).map(\.text))
    }

    func learnPairs(_ examples: [TextLesson.Example], _ lexicons: Lexicons) -> Learnt {
        let learnt = PairClassifier(
            learning: examples.map { (lexicons.normal($0.texts[0]), lexicons.normal($0.texts[1])) },
            labels: examples.map(\.label), terms: LearningTerms.pairs(seed: 1), folds: 5)
        let same = examples.count { $0.label == TextLesson.same }
        let accuracy = learnt.quality?.accuracy ?? 0
        return Learnt(
            bytes: learnt.bytes, texts: examples.count, answered: examples.count,
            hits: Int((accuracy * Double(examples.count)).rounded()),
            simpleHits: max(same, examples.count - same))
    }
}
