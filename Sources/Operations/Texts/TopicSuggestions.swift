public import Base
public import Domain
import Language
import SQL
import Statistics
import Store

/// What the newest comments speak of, found in them, with what of it is a theme already and what
/// has become more.
public struct SuggestTopics: Operation {
    public static let name = "topics.suggest"
    public static let summary =
        "Find what the newest comments speak of: topics with share, mood and trend."
    public static let access = Access.right(.answersRead)
    public static let input = [
        Field("limit", .integer(1...50), .optional, "Topics; 15 if absent.")
    ]

    /// The newest comments that are read; of these the newer half is compared with the older.
    private static let texts = 4_000

    private let limit: Int

    public init(_ input: Input) { limit = input.integerOrNil("limit") ?? 15 }

    public func perform(on desk: Desk) async throws -> TopicSuggestions {
        let (texts, reader) = try await desk.read { connection in
            (
                try CommentTexts.newest(Self.texts, of: desk, on: connection),
                try desk.house.textReader(in: desk.workspace, on: connection)
            )
        }
        let lexicons = reader.lexicons
        let normal = texts.map { lexicons.normal($0) }
        let moods = normal.map { lexicons.mood.reading(of: $0).score }
        let found = lexicons.topicFinder().topics(of: normal, limit: limit)
        // The newest come first.
        let half = texts.count / 2
        let trends = found.map { topic -> (newer: Int, older: Int, p: Double) in
            let newer = topic.texts.count { $0 < half }
            let older = topic.texts.count - newer
            // Of all that speak of it, were more among the newer ones than chance puts there?
            let rest = Binomial(
                trials: newer + older, chance: Double(half) / Double(max(1, texts.count)))
            let p = min(1, 2 * min(rest.atLeast(newer), rest.cdf(newer)))
            return (newer, older, p)
        }
        let adjusted = FalseDiscovery.adjusted(trends.map(\.p))
        let topics = found.enumerated().map { place, topic in
            let mood = topic.texts.reduce(0) { $0 + moods[$1] } / Double(topic.texts.count)
            return TopicSuggestions.Topic(
                name: topic.name, words: topic.phrases, n: topic.texts.count, mood: mood,
                newer: trends[place].newer, older: trends[place].older, p: adjusted[place],
                known: reader.themes.known(topic.phrases))
        }
        let own = reader.themes.themes.filter { $0.kind == .topic }
        return TopicSuggestions(texts: texts.count, topics: topics, own: own)
    }
}

/// Makes a suggestion a topic of the workspace, or part of one.
public struct AddTopic: Operation {
    public static let name = "topics.add"
    public static let summary =
        "Keep a topic by its words under a name, or add the words to a topic that is there."
    public static let access = Access.right(.rulesWrite)
    public static let input = [
        Field("name", .text(max: 60), .optional, "Needed for a new topic."),
        Field("words", .array(.text(max: 60), max: 20)),
        Field("into", .text(max: 64), .optional, "Key of the topic that takes the words."),
    ]

    /// Key of the document that holds the workspace's own topics.
    static let document = "topics"

    private let topic: String?
    private let words: [String]
    private let into: String?

    public init(_ input: Input) throws {
        topic = input.textOrNil("name")
        words = (input["words"]?.array ?? []).compactMap(\.string)
        into = input.textOrNil("into")
        guard topic != nil || into != nil else { throw Refusal.invalid("name", "missing") }
        guard !words.isEmpty else { throw Refusal.invalid("words", "missing") }
    }

    public func perform(on desk: Desk) async throws -> DocumentResource {
        try await desk.write { ledger in try ledger.installLibrary() }
        let stored = try await desk.read {
            try Documents.find(.theme, Self.document, in: desk.workspace, on: $0)
        }
        guard let stored else { throw Refusal(.notFound, "noSuchTopic") }
        let before = try Themes(document: stored.json)
        let name = topic ?? ""
        let after = try before.adding(words, named: Wording(zh: name, en: name), into: into)
        var input = JSON.Object()
        input.append("text", .string(YAMLWriter.document(after.json)))
        input.append("after", .integer(stored.version))
        return try await desk.perform(SaveDocument<ThemeDocuments>.self, input)
    }
}

extension ThemeReader {
    /// The theme that knows one of the words already.
    func known(_ words: [String]) -> String? {
        let words = Set(words)
        return themes.first { !words.isDisjoint(with: $0.words) }?.id
    }
}

/// Comments as customers wrote them, newest first.
enum CommentTexts {
    static func newest(
        _ limit: Int, of desk: Desk, on connection: any Connection
    ) throws -> [String] {
        var texts: [String] = []
        var place: Responses.Place?
        while texts.count < limit {
            let rows = try Responses.list(
                .init(status: .completed, before: place, limit: 500), in: desk.workspace,
                on: connection)
            for row in try desk.masked(rows, on: connection) {
                let instrument = try desk.house.instrument(
                    row.instrument, version: row.version, in: desk.workspace, on: connection)
                texts += row.texts(of: instrument).map(\.text)
            }
            guard rows.count == 500, let last = rows.last else { break }
            place = .init(at: last.at, id: last.id)
        }
        return Array(texts.prefix(limit))
    }
}

/// What was found.
public struct TopicSuggestions: Resource {
    public struct Topic: Sendable {
        /// The commonest of its words.
        public let name: String
        public let words: [String]
        public let n: Int
        /// -1 to 1.
        public let mood: Double
        /// Among the newer and the older half of the comments.
        public let newer: Int
        public let older: Int
        /// Of the change, adjusted for all topics (Benjamini and Hochberg 1995).
        public let p: Double
        /// The theme that has one of its words already.
        public let known: String?
    }

    /// A change is one below this.
    public static let level = 0.05

    public let texts: Int
    public let topics: [Topic]
    /// Topics of the workspace, into which words may go.
    public let own: [Themes.Theme]

    private static let count = Shape.integer(0...Int(Int32.max))

    public static let shape = Shape.object([
        Field("texts", count, .required, "The newest comments that were read."),
        Field(
            "topics",
            .array(
                .object([
                    Field("name", .text()), Field("words", .array(.text())), Field("n", count),
                    Field("mood", .number(-1...1)),
                    Field("newer", count, .required, "In the newer half of the comments."),
                    Field("older", count),
                    Field("p", .number(0...1), .required, "Of the change; false-discovery rate."),
                    Field("known", .text(), .optional, "The theme that has one of the words."),
                ]))),
        Field(
            "own", .array(.object([Field("key", .text()), Field("locked", .boolean)])), .required,
            "Topics that are kept."),
    ])

    public var json: JSON {
        [
            "texts": .integer(texts),
            "topics": .array(
                topics.map { topic in
                    [
                        "name": .string(topic.name),
                        "words": .array(topic.words.map(JSON.string)), "n": .integer(topic.n),
                        "mood": .number(topic.mood), "newer": .integer(topic.newer),
                        "older": .integer(topic.older), "p": .number(topic.p),
                        "known": .optional(topic.known),
                    ]
                }),
            "own": .array(
                own.map { ["key": .string($0.key), "locked": .bool($0.isLocked)] }),
        ]
    }
}
