public import Base
import Language

/// What the texts speak of, with the mood of each topic.
public struct TopicTexts: TextMethod {
    public static let name = "topics"
    public static let summary = "What the texts speak of: phrases that come together."
    public static let reference = "Phrases by document counts, joined where they come together"
    public static let options = [
        AnalysisOption("text", .column, "What is read."),
        AnalysisOption("top", .whole(1...200), standard: "20", "How many topics."),
    ]

    private let text: String
    private let top: Int

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        text = chosen.text("text")
        top = chosen.whole("top")
    }

    public func answer(_ desk: TextDesk) throws -> TextAnswer {
        let rows = try TextRows(
            desk.table, columns: [text], terms: desk.terms, progress: desk.progress)
        let texts = rows.column(0).map { desk.lexicons.normal($0) }
        let moods = texts.map { desk.lexicons.mood.reading(of: $0).score }
        let plain = desk.lexicons.topicFinder()
        // A row counts as a person: who wrote it is not in the table.
        let finder = plain.knowing(
            plain.words(in: texts, by: texts.indices.map { Int64($0) }))
        let groups = rows.parts(desk.terms).map { by, places in
            let begun = desk.seconds()
            let topics = finder.topics(of: places.map { texts[$0] }, limit: top)
            let pace = TextPace(rows: places.count, seconds: desk.seconds() - begun)
            let list = topics.map { topic in
                let own = topic.texts.map { moods[places[$0]] }
                return JSON.object(
                    JSON.Object([
                        ("name", .string(topic.name)), ("n", .integer(topic.texts.count)),
                        ("share", .number(Double(topic.texts.count) / Double(places.count))),
                        ("mood", .figure(own.reduce(0, +) / Double(own.count))),
                        ("phrases", .array(topic.phrases.map { .string($0) })),
                    ]))
            }
            let fields: [(String, JSON)] = [
                ("n", .integer(places.count)), ("topics", .array(list)),
            ]
            return (by: by, fields: fields + pace.fields)
        }
        return TextAnswer(n: rows.count, dropped: rows.dropped, groups: groups, records: nil)
    }
}
