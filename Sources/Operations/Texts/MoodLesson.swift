import Base
import Domain
import Language
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
        } while place != nil && texts.count < MoodModel.textsMost
        let good = content.count { $0 }
        guard min(good, content.count - good) >= MoodModel.textsLeast else {
            throw Refusal(
                .conflict, "tooFewToLearn",
                [
                    "least": "\(MoodModel.textsLeast)", "good": "\(good)",
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

/// Learns on a queue of its own: seconds of work must not keep others from theirs.
actor MoodTeacher {
    private let executor = QueueExecutor("nuo.learning")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    static let labels = (bad: "bad", good: "good")

    struct Learnt: Sendable {
        let bytes: [UInt8]
        let hits: Int
        let builtInHits: Int
        let share: Double
    }

    func learn(_ lesson: MoodLesson, _ lexicons: Lexicons) -> Learnt {
        let texts = lesson.texts.map(lexicons.normal)
        let labels = lesson.content.map { $0 ? Self.labels.good : Self.labels.bad }
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
            bytes: fitted.bytes, hits: Int((accuracy * Double(texts.count)).rounded()),
            builtInHits: builtIn, share: share)
    }
}
