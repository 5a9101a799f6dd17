public import Base
public import Domain
import Language
import SQL
import Store

/// A workspace's list of words, ready to be known.
struct WordListReader: Sendable {
    let version: Int
    let list: WordList
}

extension House {
    /// Words that were learnt, as they are used now, and what people said of them.
    func ownWords(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> (learnt: WordListReader?, changes: [WordChange]) {
        (
            try wordLists.reader(.words, in: workspace, on: connection) { version, bytes in
                WordList(bytes: bytes).map { WordListReader(version: version, list: $0) }
            }, try WordChanges.list(in: workspace, on: connection)
        )
    }

    /// Finds what many texts speak of, with the workspace's own words beside the dictionary's.
    func topicFinder(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> TopicFinder {
        let (learnt, changes) = try ownWords(in: workspace, on: connection)
        let list = (learnt?.list ?? WordList(words: [], characters: 0)).changed(
            refusing: Set(changes.filter { $0.kind == .refused }.map(\.word)),
            adding: changes.filter { $0.kind == .added }.map(\.word))
        let finder = try topicFinder()
        return list.words.isEmpty ? finder : finder.knowing(list)
    }
}

/// The words that the workspace's texts hold beside the dictionary's.
public struct ListTextWords: Operation {
    public static let name = "textWords.list"
    public static let summary = """
        List the words that were learnt from what customers wrote, and those that people added or \
        refused.
        """
    public static let access = Access.right(.casesRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> TextWordsResource {
        try await desk.read { try TextWordsResource(desk, on: $0) }
    }
}

/// Says that something is a word, or that it is none.
public struct SaveTextWord: Operation {
    public static let name = "textWords.save"
    public static let summary = """
        Add a word to the list, or refuse one, whatever is learnt: two to eight Chinese characters.
        """
    public static let access = Access.right(.rulesWrite)
    public static let input = [
        TextWordsResource.word,
        Field("kind", .choice(WordChange.Kind.allCases.map(\.rawValue))),
    ]

    private let word: String
    private let kind: WordChange.Kind

    public init(_ input: Input) throws {
        kind = WordChange.Kind(rawValue: input.text("kind")) ?? .added
        guard let word = WordList.spelling(of: input.text("word"), folding: .full) else {
            throw Refusal.invalid("word", "noChineseWord")
        }
        self.word = word
    }

    public func perform(on desk: Desk) async throws -> TextWordsResource {
        try await desk.write { ledger -> TextWordsResource in
            let known = try WordChanges.list(in: ledger.workspace, on: ledger.connection)
            guard known.count < WordChange.most || known.contains(where: { $0.word == word })
            else {
                throw Refusal.invalid("word", "tooManyWords", ["most": "\(WordChange.most)"])
            }
            try WordChanges.save(
                WordChange(word, kind, at: ledger.now, author: ledger.actor.name),
                in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "text_word.saved", .init("workspace", ledger.workspace),
                ["word": .string(word), "kind": .string(kind.rawValue)])
            return try TextWordsResource(desk, on: ledger.connection)
        }
    }
}

/// Takes back what was said of a word: what was learnt holds again.
public struct RemoveTextWord: Operation {
    public static let name = "textWords.remove"
    public static let summary = "Take back what was said of a word; what was learnt holds again."
    public static let access = Access.right(.rulesWrite)
    public static let input = [TextWordsResource.word]

    private let word: String

    public init(_ input: Input) {
        let text = input.text("word")
        word = WordList.spelling(of: text, folding: .full) ?? text
    }

    public func perform(on desk: Desk) async throws -> TextWordsResource {
        try await desk.write { ledger -> TextWordsResource in
            let known = try WordChanges.list(in: ledger.workspace, on: ledger.connection)
            guard known.contains(where: { $0.word == word }) else {
                throw Refusal(.notFound, "noSuchWord")
            }
            try WordChanges.remove(word, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "text_word.removed", .init("workspace", ledger.workspace),
                ["word": .string(word)])
            return try TextWordsResource(desk, on: ledger.connection)
        }
    }
}

public struct TextWordsResource: Resource {
    public struct Entry: Sendable {
        public let text: String
        /// What was learnt of it; nil of one that only people know.
        public let learnt: Figures?
        /// What people said of it.
        public let change: WordChange?
    }

    public struct Figures: Sendable {
        public let count: Int
        public let people: Int
        public let cohesion: Double
        public let variety: Double

        init(_ word: WordList.Word) {
            count = word.count
            people = word.people
            cohesion = word.cohesion
            variety = word.variety
        }
    }

    /// Of the list in use; nought for none.
    public let version: Int
    /// Those that people spoke of first, then the commonest.
    public let words: [Entry]

    init(_ desk: Desk, on connection: any Connection) throws {
        let (reader, changes) = try desk.house.ownWords(in: desk.workspace, on: connection)
        // Several people use each word; still, what gives somebody away is not for everybody.
        let masking = try desk.masking(on: connection)
        func isShown(_ text: String) -> Bool { masking.map { $0.text(text) == text } ?? true }
        let learnt = (reader?.list.words ?? []).filter { isShown($0.text) }
        let known = Dictionary(learnt.map { ($0.text, $0) }) { first, _ in first }
        let said = Set(changes.map(\.word))
        version = reader?.version ?? 0
        words =
            changes.filter { isShown($0.word) }.map {
                Entry(text: $0.word, learnt: known[$0.word].map(Figures.init), change: $0)
            }
            + learnt.filter { !said.contains($0.text) }.map {
                Entry(text: $0.text, learnt: Figures($0), change: nil)
            }
    }

    static let word = Field("word", .text(max: 60))
    private static let count = Shape.integer(0...Int(Int32.max))

    public static let shape = Shape.object([
        Field("version", count, .required, "Of the list in use; 0 for none."),
        Field(
            "words",
            .array(
                .object([
                    word,
                    Field(
                        "kind", .choice(["learnt"] + WordChange.Kind.allCases.map(\.rawValue))),
                    Field("count", count, .optional, "How often it was met."),
                    Field("people", count, .optional, "Different people who used it."),
                    Field(
                        "cohesion", .number(), .optional,
                        "How much more its parts come together than by chance; natural logarithm."),
                    Field(
                        "variety", .number(), .optional,
                        "Entropy of its neighbours, the lesser side; natural logarithm."),
                ]))),
    ])

    public var json: JSON {
        [
            "version": .integer(version),
            "words": .array(
                words.map { entry in
                    .fields([
                        ("word", .string(entry.text)),
                        ("kind", .string(entry.change?.kind.rawValue ?? "learnt")),
                        ("count", entry.learnt.map { .integer($0.count) } ?? .null),
                        ("people", entry.learnt.map { .integer($0.people) } ?? .null),
                        ("cohesion", entry.learnt.map { .number($0.cohesion) } ?? .null),
                        ("variety", entry.learnt.map { .number($0.variety) } ?? .null),
                    ])
                }),
        ]
    }
}
