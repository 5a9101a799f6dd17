import Base
import Domain
import Language
import SQL
import Store

/// Reads what customers wrote the way a workspace reads it: moods, those of whole texts and those
/// of what they speak of, by the model its own answers taught where it uses one, else by the rules
/// that come with the program.
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
        let found = themes.lexicon.findings(in: normal) { text, parts in
            model?.scores(of: text, in: parts) ?? lexicons.mood.scores(of: text, in: parts)
        }
        return TextReading(
            language: WrittenLanguage(bytes[...], folding: lexicons.folding)?.rawValue,
            score: TextReader.rounded(learnt?.score ?? mood.score),
            mood: learnt?.mood ?? .init(rawValue: mood.label.rawValue) ?? .neutral,
            words: TextReader.weightiest(words),
            themes: found.map {
                .init(key: "\($0.kind.rawValue).\($0.key)", mood: TextReader.rounded($0.mood))
            },
            model: model?.version ?? 0, stamp: themes.stamp)
    }

    /// Whether it would read the same today.
    func isCurrent(_ reading: TextReading) -> Bool {
        reading.stamp == themes.stamp && reading.model == model?.version ?? 0
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
        let label = TextTeacher.sides.good
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

    /// Of parts of a text, each some of its clauses, read by themselves.
    func scores(of text: NormalText, in parts: [[Range<Int>]]) -> [Double] {
        parts.map { reading(of: text.parts($0)).score }
    }
}

/// What a workspace's model puts on cases, ready to read.
struct LabelReader: Sendable {
    let version: Int
    let classifier: LabelClassifier
}

/// Models that were read lately, some of several megabytes: few are kept.
final class ModelShelf<Reader: Sendable>: Sendable {
    private struct Place: Hashable {
        let workspace: ID<Workspace>
        let subject: TextModel.Subject
    }

    private let shelf = Shelf<Place, (version: Int, reader: Reader)>(most: 8)

    /// - Parameter made: of a version's bytes; nil where an older program wrote them in another
    ///   way, and there is no model until it learns anew.
    func reader(
        _ subject: TextModel.Subject, in workspace: ID<Workspace>,
        on connection: any Connection, made: (Int, [UInt8]) -> Reader?
    ) throws -> Reader? {
        let place = Place(workspace: workspace, subject: subject)
        let version = try TextModels.used(subject, in: workspace, on: connection)
        guard version > 0 else { return nil }
        if let known = shelf[place], known.version == version {
            return known.reader
        }
        guard
            let bytes = try TextModels.bytes(
                of: version, subject, in: workspace, on: connection),
            let reader = made(version, bytes)
        else { return nil }
        shelf[place] = (version, reader)
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
            model: try moods.reader(.mood, in: workspace, on: connection) { version, bytes in
                TextClassifier(bytes: bytes, mood: lexicons.mood).map {
                    MoodReader(version: version, classifier: $0)
                }
            })
    }

    /// Nil where the workspace uses no model of this.
    func labelReader(
        _ subject: TextModel.Subject, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> LabelReader? {
        try labels.reader(subject, in: workspace, on: connection) { version, bytes in
            LabelClassifier(bytes: bytes).map { LabelReader(version: version, classifier: $0) }
        }
    }
}
