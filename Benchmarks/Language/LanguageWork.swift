import BenchSupport
import Language

/// What is measured of the language methods. Each figure counts what was done, so that the other
/// side can be checked to have done the same.
enum LanguageWork {
    static let all = [
        Work(name: "dictionary", prepare: dictionary),
        Work(name: "segmentation", prepare: segmentation),
        Work(name: "moodByRules", prepare: moodByRules),
        Work(name: "moodLearning", prepare: moodLearning),
        Work(name: "moodLearnt", prepare: moodLearnt),
        Work(name: "modelLoading", prepare: modelLoading),
        Work(name: "topics", prepare: topics),
        Work(name: "masking", prepare: masking),
        Work(name: "coaching", prepare: coaching),
    ]

    private static func mood(_ folder: String) throws -> MoodLexicon {
        try MoodLexicon(
            ["zh", "en"].map { try bytes(ofFile: "\(folder)/wording/mood-\($0).txt") },
            folding: .full)
    }

    private static func segmenter(_ folder: String) throws -> Segmenter {
        var segmenter = Segmenter(folding: .full)
        segmenter.add(
            dictionary: try bytes(ofFile: "\(folder)/wording/words-zh.txt"), count: 100)
        segmenter.add(dictionary: try bytes(ofFile: "\(folder)/dictionary.txt"))
        return segmenter
    }

    /// Reading the word list; the figure is whether it parts.
    private static func dictionary(_ folder: String) throws -> () throws -> Double {
        let text = NormalText(Array("abc".utf8))
        return { Double(try segmenter(folder).words(in: text).count) }
    }

    /// Bytes to places of words, the reading of the bytes with it; the figure is their number.
    private static func segmentation(_ folder: String) throws -> () throws -> Double {
        let texts = try TextFile(folder, "shop").texts
        let folding = Folding.full
        let segmenter = try segmenter(folder)
        return {
            var words = 0
            for text in texts {
                words += segmenter.words(in: NormalText(text, folding: folding)).count
            }
            return Double(words)
        }
    }

    /// With the words that made it so; the figure is how many are good.
    private static func moodByRules(_ folder: String) throws -> () throws -> Double {
        let texts = try TextFile(folder, "delivery").texts
        let folding = Folding.full
        let mood = try mood(folder)
        return {
            var good = 0
            for text in texts where mood.reading(of: NormalText(text, folding: folding)).score > 0 {
                good += 1
            }
            return Double(good)
        }
    }

    private static func learnt(
        _ file: TextFile, _ folding: Folding, _ mood: MoodLexicon
    ) -> TextClassifier {
        TextClassifier(
            learning: file.texts.map { NormalText($0, folding: folding) }, labels: file.labels,
            terms: LearningTerms.moods(seed: 1), mood: mood)
    }

    /// The figure is how many of the learnt texts are given their own label.
    private static func moodLearning(_ folder: String) throws -> () throws -> Double {
        let file = try TextFile(folder, "hotel")
        let folding = Folding.full
        let mood = try mood(folder)
        return { Double(learnt(file, folding, mood).classes.count) }
    }

    private static func moodLearnt(_ folder: String) throws -> () throws -> Double {
        let file = try TextFile(folder, "delivery")
        let folding = Folding.full
        let model = learnt(file, folding, try mood(folder))
        return {
            var right = 0
            for (text, label) in zip(file.texts, file.labels)
            where model.answer(NormalText(text, folding: folding)).label == label {
                right += 1
            }
            return Double(right)
        }
    }

    private static func modelLoading(_ folder: String) throws -> () throws -> Double {
        let file = try TextFile(folder, "hotel")
        let mood = try mood(folder)
        let saved = learnt(file, .full, mood).bytes
        return {
            guard let model = TextClassifier(bytes: saved, mood: mood) else {
                throw Fault("what was saved cannot be read")
            }
            return Double(model.classes.count)
        }
    }

    /// The figure is the number of topics.
    private static func topics(_ folder: String) throws -> () throws -> Double {
        let texts = try TextFile(folder, "comments").texts
        let folding = Folding.full
        let finder = TopicFinder(
            segmenter: try segmenter(folder),
            stopWords: try bytes(ofFile: "\(folder)/wording/stop-words.txt"), folding: folding)
        return {
            let read = texts.map { NormalText($0, folding: folding) }
            return Double(finder.topics(of: read, limit: 50).count)
        }
    }

    /// The figure is how many findings there are.
    private static func masking(_ folder: String) throws -> () throws -> Double {
        let texts = try TextFile(folder, "shop").texts
        let data = PersonalData(
            try bytes(ofFile: "\(folder)/wording/personal.txt"), folding: .full)
        return { Double(texts.reduce(0) { $0 + data.findings(in: $1).count }) }
    }

    private static func coaching(_ folder: String) throws -> () throws -> Double {
        let texts = try TextFile(folder, "delivery").texts
        let coach = WordingCoach(
            chinese: try bytes(ofFile: "\(folder)/wording/coach-zh.txt"),
            english: try bytes(ofFile: "\(folder)/wording/coach-en.txt"),
            folding: .full)
        return { Double(texts.reduce(0) { $0 + coach.reading(of: $1).advice.count }) }
    }
}
