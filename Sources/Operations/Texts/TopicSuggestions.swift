public import Base
public import Domain
import Language
import SQL
public import Statistics
import Store

/// What the newest comments speak of: topics found in them, and those that are kept.
public struct SuggestTopics: Operation {
    public static let name = "topics.suggest"
    public static let summary = """
        Find what the newest comments speak of, and count the topics that are kept: share, mood, \
        trend and effect on the score of each.
        """
    public static let access = Access.right(.answersRead)
    public static let input = [
        Field("limit", .integer(1...50), .optional, "Found topics; 15 if absent.")
    ]

    /// The newest comments that are read; of these the newer half is compared with the older.
    private static let texts = 4_000

    private let limit: Int

    public init(_ input: Input) { limit = input.integerOrNil("limit") ?? 15 }

    public func perform(on desk: Desk) async throws -> TopicSuggestions {
        let (comments, reader, own, stale, finder) = try await desk.read { connection in
            let reader = try desk.house.textReader(in: desk.workspace, on: connection)
            return (
                try ReadComment.newest(Self.texts, of: desk, on: connection),
                reader,
                try Documents.find(
                    .theme, Themes.ownTopics, in: desk.workspace, on: connection
                ).map { try Themes(document: $0.json) },
                try TextReadings.stale(
                    since: reader.themes.stamp, in: desk.workspace, on: connection),
                try desk.house.topicFinder(in: desk.workspace, on: connection)
            )
        }
        let lexicons = reader.lexicons
        let found = finder.topics(
            of: comments.map { lexicons.normal($0.text) }, limit: limit)
        let kept = reader.themes.topics
        let holders = kept.map { theme in
            comments.indices.filter { place in
                comments[place].reading.themes.contains { $0.key == theme.id }
            }
        }
        // All are tested together.
        let courses = TopicCourse.all(
            of: found.map(\.texts) + holders, moods: comments.map(\.reading.score),
            standings: comments.map(\.standing))
        return TopicSuggestions(
            texts: comments.count, stale: stale,
            topics: zip(found, courses).map { topic, course in
                .init(
                    name: topic.name, words: topic.phrases, course: course,
                    known: reader.themes.known(topic.phrases))
            },
            own: zip(kept, courses.dropFirst(found.count)).map { theme, course in
                .init(
                    theme: theme, course: course,
                    isOwn: own?.themes.contains { $0.id == theme.id } == true)
            })
    }
}

extension ThemeReader {
    /// The theme that knows one of the words already.
    func known(_ words: [String]) -> String? {
        let words = Set(words)
        return themes.first { !words.isDisjoint(with: $0.words) }?.id
    }
}

/// How much some comments speak of a topic, in what mood, and whether it becomes more.
public struct TopicCourse: Sendable {
    public let n: Int
    /// Of all comments that were read, with Wilson's interval; nil where none were.
    public let share: Estimate?
    /// -1 to 1; nil where nobody speaks of it.
    public let mood: Double?
    /// Among the newer and the older half of the comments.
    public let newer: Int
    public let older: Int
    /// Of the change, adjusted for all topics (Benjamini and Hochberg 1995).
    public let p: Double
    /// Score of those who speak of it less that of the others who answered the same questionnaire,
    /// in points of a scale from 0 to 100; nil without enough scores.
    public let effect: Change?

    /// A change is one below this.
    public static let level = 0.05

    public var isChange: Bool { p < Self.level }

    /// - Parameters:
    ///   - topics: of each the comments that speak of it, the newest comment being the first.
    ///   - moods: of all comments.
    ///   - standings: where the score of each answer stands on its scale.
    static func all(
        of topics: [[Int]], moods: [Double], standings: [ReadComment.Standing?]
    ) -> [TopicCourse] {
        let effects = effects(of: topics, standings)
        let half = moods.count / 2
        let chance = Double(half) / Double(max(1, moods.count))
        let counts = topics.map { own in
            let newer = own.count { $0 < half }
            return (newer: newer, older: own.count - newer)
        }
        let adjusted = FalseDiscovery.adjusted(
            counts.map { count in
                // Of all that speak of it, were more among the newer ones than chance puts there?
                let rest = Binomial(trials: count.newer + count.older, chance: chance)
                return min(1, 2 * min(rest.atLeast(count.newer), rest.cdf(count.newer)))
            })
        return topics.indices.map { place in
            let own = topics[place]
            return TopicCourse(
                n: own.count,
                share: fit { () throws(Unfit) in
                    try Share(hits: own.count, of: moods.count).estimate()
                },
                mood: own.isEmpty
                    ? nil : own.reduce(0) { $0 + moods[$1] } / Double(own.count),
                newer: counts[place].newer, older: counts[place].older, p: adjusted[place],
                effect: effects[place])
        }
    }

    /// Of two questionnaires the scores are not compared with each other: who answers the one may
    /// speak of other things, and score otherwise, than who answers the other.
    private static func effects(
        of topics: [[Int]], _ standings: [ReadComment.Standing?]
    ) -> [Change?] {
        var all: [ID<Instrument>: Moments] = [:]
        for standing in standings.compactMap(\.self) {
            all[standing.instrument, default: Moments()].add(standing.points)
        }
        let found = topics.map { topic -> Difference? in
            var own: [ID<Instrument>: Moments] = [:]
            for standing in topic.compactMap({ standings[$0] }) {
                own[standing.instrument, default: Moments()].add(standing.points)
            }
            let strata = own.sorted { $0.key.description < $1.key.description }
                .map { instrument, speaking in
                    var others = all[instrument] ?? Moments()
                    others.subtract(speaking)
                    return (speaking, others)
                }
                // A few that are left over would be told by all less the others.
                .filter { $0.0.count >= Measure.floor && $0.1.count >= Measure.floor }
            return fit { () throws(Unfit) in try Average.difference(within: strata) }
        }
        var adjusted = FalseDiscovery.adjusted(found.compactMap { $0?.p }).makeIterator()
        return found.map { $0.map { Change($0, adjustedP: adjusted.next()) } }
    }
}

/// What was found, and what is kept.
public struct TopicSuggestions: Resource {
    public struct Topic: Sendable {
        /// The commonest of its words.
        public let name: String
        public let words: [String]
        public let course: TopicCourse
        /// The theme that has one of its words already.
        public let known: String?
    }

    /// A topic of the workspace.
    public struct Kept: Sendable {
        public let theme: Themes.Theme
        public let course: TopicCourse
        /// Whether it stands in the document of its own topics, which can be edited here.
        public let isOwn: Bool
    }

    public let texts: Int
    /// Texts that other themes than today's read, which lists of responses still go by.
    public let stale: Int
    public let topics: [Topic]
    public let own: [Kept]

    private static let count = Shape.integer(0...Int(Int32.max))
    private static let course = [
        Field("n", count, .required, "Comments that speak of it."),
        Field("share", .number(0...1), .optional, "Of those that were read."),
        Field("shareLow", .number(0...1), .optional, "Wilson's interval at 95 %."),
        Field("shareHigh", .number(0...1), .optional),
        Field("mood", .number(-1...1), .optional),
        Field("newer", count, .required, "In the newer half of the comments."),
        Field("older", count),
        Field("p", .number(0...1), .required, "Of the change; false-discovery rate."),
        Field(
            "effect", Change.shape, .optional,
            "On the score: of those who speak of it less the others of the same questionnaire, in "
                + "points of a scale from 0 to 100."),
    ]

    public static let shape = Shape.object([
        Field("texts", count, .required, "The newest comments that were read."),
        Field(
            "stale", count, .required,
            "Texts that other themes read; the filters follow once they are read again."),
        Field(
            "topics",
            .array(
                .object(
                    [Field("name", .text()), Field("words", .array(.text()))] + course + [
                        Field(
                            "known", .text(), .optional, "The theme that has one of the words.")
                    ]))),
        Field(
            "own",
            .array(
                .object(
                    [
                        Field("key", .text()), Field("names", .map(.text())),
                        Field("words", .array(.text())), Field("locked", .boolean),
                        Field(
                            "isOwn", .boolean, .required,
                            "Whether it stands in the document that /topics edits."),
                        Field(
                            "filter", .text(), .required,
                            "Finds the responses that speak of it, in their list and in insight."),
                    ] + course)), .required, "Topics that are kept."),
    ])

    public var json: JSON {
        [
            "texts": .integer(texts), "stale": .integer(stale),
            "topics": .array(
                topics.map { topic in
                    .fields(
                        [
                            ("name", .string(topic.name)),
                            ("words", .array(topic.words.map(JSON.string))),
                        ] + topic.course.fields + [("known", .optional(topic.known))])
                }),
            "own": .array(
                own.map { kept in
                    .fields(
                        [
                            ("key", .string(kept.theme.key)), ("names", kept.theme.name.json),
                            ("words", .array(kept.theme.words.map(JSON.string))),
                            ("locked", .bool(kept.theme.isLocked)), ("isOwn", .bool(kept.isOwn)),
                            ("filter", .string(kept.filter)),
                        ] + kept.course.fields)
                }),
        ]
    }
}

extension TopicSuggestions.Kept {
    /// Finds the responses that speak of it.
    public var filter: String { AnswerColumns.speaks(of: theme.id).description }
}

extension TopicCourse {
    fileprivate var fields: [(String, JSON)] {
        [("n", .integer(n))] + share.fields("share") + [
            ("mood", .figure(mood)), ("newer", .integer(newer)), ("older", .integer(older)),
            ("p", .number(p)), ("effect", effect?.json ?? .null),
        ]
    }
}

/// A comment as a customer wrote it and as it is read today.
struct ReadComment: Sendable {
    /// Where a score stands on the scale of its questionnaire, 0 to 100.
    struct Standing: Sendable {
        let instrument: ID<Instrument>
        let points: Double

        /// Nil without a score, or a scale that it stands on.
        init?(_ row: Responses.Stored, of instrument: Instrument) {
            guard let score = row.response.answers.score,
                let scale = instrument.scoreItem?.scale?.steps,
                scale.count > 1
            else { return nil }
            self.instrument = row.instrument
            points = 100 * (score - Double(scale.lowerBound)) / Double(scale.count - 1)
        }
    }

    let text: String
    let reading: TextReading
    let standing: Standing?

    /// The newest first.
    static func newest(
        _ limit: Int, of desk: Desk, on connection: any Connection
    ) throws -> [ReadComment] {
        let isMasked = try desk.masking(on: connection) != nil
        var comments: [ReadComment] = []
        var place: Responses.Place?
        while comments.count < limit {
            let rows = try Responses.list(
                .init(status: .completed, before: place, limit: 500), in: desk.workspace,
                on: connection)
            let texts = try desk.masked(rows, on: connection).flatMap { row in
                let instrument = try desk.house.instrument(
                    row.instrument, version: row.version, in: desk.workspace, on: connection)
                let standing = Standing(row, of: instrument)
                return row.texts(of: instrument).map { item, text in
                    (
                        place: TextReading.Place(response: row.id, item: item), text: text,
                        standing: standing
                    )
                }
            }
            let readings = try desk.house.currentReadings(
                of: texts.map { (place: $0.place, text: $0.text) }, isMasked: isMasked,
                in: desk.workspace, on: connection)
            comments += zip(texts, readings).map {
                ReadComment(text: $0.text, reading: $1, standing: $0.standing)
            }
            guard rows.count == 500, let last = rows.last else { break }
            place = .init(at: last.at, id: last.id)
        }
        return Array(comments.prefix(limit))
    }
}
