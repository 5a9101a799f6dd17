public import Base
import Columns
public import Domain
import Language
import SQL
import Statistics
import Store

/// What customers write: topics with their mood and what they do to the score, and which aspects
/// of the service they praise or blame.
public struct ReadWords: Operation {
    public static let name = "insight.words"
    public static let summary =
        "Find topics and aspects in what was written, with mood, effect on the score and quotes."
    public static let access = Access.right(.insightRead)
    public static let input = InsightQuestion.responses + InsightQuestion.time

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        question = try InsightQuestion(input)
    }

    /// The same made by the program.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    /// The newest responses that are read: a page does not wait for more.
    static let mostRead = 3_000

    public func perform(on desk: Desk) async throws -> WordsReport {
        let set = try await desk.answers(to: instrument)
        var question = question
        (question.kind, question.item, question.value) = (.mean, nil, nil)
        let inquiry = try Inquiry(question, set, zone: try await desk.zone())
        let keys = set.instrument.items.filter(\.isRead).map(\.key)
        let filter = inquiry.checked.filter() ?? Filter(.bool(true))
        let found = filter.rows(
            in: set.table, window: inquiry.checked.window, limit: ReadWords.mostRead)
        let remarks = keys.isEmpty ? [] : try await remarks(found.ids, keys, on: desk)
        let buckets = try inquiry.buckets()
        let reading = try await desk.read { try WordsReading(desk, on: $0) }
        return WordsReport(
            remarks, keys, read: found.ids.count, of: found.count, buckets,
            whole: try WordsReport.Course(inquiry, buckets, reading.themes.topics), reading,
            quotes: desk.actor.rights.contains(.answersRead))
    }

    private func remarks(
        _ ids: [Int64], _ keys: [String], on desk: Desk
    ) async throws -> [WordsReport.Remark] {
        let masking = try await desk.read { try desk.masking(on: $0) }
        let parts = ids.map { ID<Response>(raw: $0) }.parts(of: 500)
        let remarks = try await parts.concurrently { part in
            try await desk.read { connection in
                let rows = try AnswerRows.answers(
                    of: Array(part), in: desk.workspace, on: connection)
                let texts = rows.flatMap { row in
                    keys.compactMap { key -> (place: TextReading.Place, text: String)? in
                        guard let text = row.answers[key]?.string, !text.isEmpty else { return nil }
                        return (.init(response: row.id, item: key), masking?.text(text) ?? text)
                    }
                }
                let readings = try desk.house.currentReadings(
                    of: texts, isMasked: masking != nil, in: desk.workspace, on: connection)
                let own = Dictionary(grouping: zip(texts, readings), by: \.0.place.subject)
                return rows.compactMap { row in
                    own[row.id.raw].map { texts in
                        WordsReport.Remark(
                            id: row.id, at: row.at,
                            text: texts.map(\.0.text).joined(separator: "\n"),
                            score: row.score, reading: .init(texts.map(\.1)))
                    }
                }
            }
        }
        return remarks.joined().sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }
}

/// The methods that read a remark.
struct WordsReading {
    let lexicons: Lexicons
    let themes: ThemeReader
    let topics: TopicFinder

    init(_ desk: Desk, on connection: any Connection) throws {
        lexicons = try desk.house.lexicons()
        themes = try desk.house.themeReader(in: desk.workspace, on: connection)
        topics = try desk.house.topicFinder(in: desk.workspace, on: connection)
    }
}
