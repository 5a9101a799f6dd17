import Base
import Domain
import Language
import SQL
import Store
import Synchronization

/// Reads what customers wrote the way a workspace reads it: the mood by the model its own answers
/// taught where it uses one, else by the rules that come with the program.
struct TextReader: Sendable {
    let lexicons: Lexicons
    let themes: ThemeReader
    let model: MoodReader?

    /// The most words that are kept of one text: those that weigh most.
    private static let wordsMost = 24

    func reading(of text: String) -> TextReading {
        let bytes = Array(text.utf8)
        let normal = NormalText(bytes, folding: lexicons.folding)
        let mood = lexicons.mood.reading(of: normal)
        let learnt = model?.reading(of: normal)
        let words = learnt?.words ?? mood.words.map { .init(range: $0.range, weight: $0.weight) }
        let found = themes.lexicon.findings(in: normal, mood: lexicons.mood)
        return TextReading(
            language: WrittenLanguage(bytes[...], folding: lexicons.folding)?.rawValue,
            score: TextReader.rounded(learnt?.score ?? mood.score),
            mood: learnt?.mood ?? .init(rawValue: mood.label.rawValue) ?? .neutral,
            words: TextReader.weightiest(words),
            themes: found.map {
                .init(key: "\($0.kind.rawValue).\($0.key)", mood: TextReader.rounded($0.mood))
            },
            model: model?.version ?? 0)
    }

    private static func weightiest(_ words: [TextReading.Word]) -> [TextReading.Word] {
        words.sorted { $0.weight.magnitude > $1.weight.magnitude }.prefix(wordsMost)
            .map { .init(range: $0.range, weight: rounded($0.weight)) }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// To a thousandth: more says nothing and takes room.
    private static func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
}

/// A workspace's model of mood, ready to read.
struct MoodReader: Sendable {
    let version: Int
    let classifier: TextClassifier

    /// Below two to one it is no side's.
    private static let neutral = 1.0 / 3

    func reading(
        of text: NormalText
    ) -> (score: Double, mood: TextReading.Mood, words: [TextReading.Word]) {
        let label = MoodTeacher.labels.good
        let chances = classifier.probabilities(text)
        let good = classifier.classes.firstIndex(of: label).map { chances[$0] } ?? 0.5
        // A text in which it knows nothing says nothing, whatever most texts say.
        let words = classifier.phrases(for: label, in: text)
        guard !words.isEmpty else { return (0, .neutral, []) }
        let score = 2 * good - 1
        let mood: TextReading.Mood =
            score > Self.neutral ? .positive : score < -Self.neutral ? .negative : .neutral
        return (score, mood, words.map { .init(range: $0.range, weight: $0.weight) })
    }
}

/// Models that were read lately, some of several megabytes: few are kept.
final class MoodShelf: Sendable {
    private static let most = 8
    private let shelf = Mutex<[ID<Workspace>: MoodReader]>([:])

    func reader(
        in workspace: ID<Workspace>, mood: MoodLexicon, on connection: any Connection
    ) throws -> MoodReader? {
        let version = try MoodModels.used(in: workspace, on: connection)
        guard version > 0 else { return nil }
        if let known = shelf.withLock({ $0[workspace] }), known.version == version { return known }
        guard let bytes = try MoodModels.bytes(of: version, in: workspace, on: connection),
            // One that an older program wrote in another way: the rules read until it learns anew.
            let classifier = TextClassifier(bytes: bytes, mood: mood)
        else { return nil }
        let reader = MoodReader(version: version, classifier: classifier)
        shelf.withLock { shelf in
            if shelf.count >= Self.most { shelf.removeAll() }
            shelf[workspace] = reader
        }
        return reader
    }
}

extension House {
    func textReader(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> TextReader {
        let lexicons = try lexicons()
        return TextReader(
            lexicons: lexicons, themes: try themeReader(in: workspace, on: connection),
            model: try moods.reader(in: workspace, mood: lexicons.mood, on: connection))
    }
}
