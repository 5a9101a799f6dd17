import Base
import Domain
import Store

/// What a workspace's model of mood is learnt from: the newest comments with a clear score, and
/// those without one, by which the threshold is set.
struct MoodLesson: Sendable {
    private(set) var texts: [String] = []
    private(set) var content: [Bool] = []
    private(set) var others: [String] = []

    private static let page = 500

    /// - Throws: `Refusal` where there is too little to learn from.
    init(of desk: Desk) async throws {
        var place: Responses.Place?
        repeat {
            let before = place
            let (rows, parts) = try await desk.read { connection in
                let rows = try Responses.list(
                    .init(status: .completed, before: before, limit: MoodLesson.page),
                    in: desk.workspace, on: connection)
                let parts = try rows.map { row in
                    let instrument = try desk.house.instrument(
                        row.instrument, version: row.version, in: desk.workspace, on: connection)
                    return row.texts(of: instrument).map(\.text)
                }
                return (rows, parts)
            }
            for (row, texts) in zip(rows, parts) { add(row, texts) }
            place =
                rows.count == MoodLesson.page
                ? rows.last.map { .init(at: $0.at, id: $0.id) } : nil
        } while place != nil && texts.count < TextModel.textsMost
        let good = content.count { $0 }
        guard min(good, content.count - good) >= TextModel.contentLeast else {
            throw Refusal(
                .conflict, "tooFewToLearn",
                [
                    "least": "\(TextModel.contentLeast)", "good": "\(good)",
                    "bad": "\(content.count - good)",
                ])
        }
    }

    private mutating func add(_ row: Responses.Stored, _ found: [String]) {
        let verdict = row.response.answers.score.flatMap { row.metric?.isContent($0) }
        for text in found {
            guard let verdict else {
                others.append(text)
                continue
            }
            texts.append(text)
            content.append(verdict)
        }
    }
}
