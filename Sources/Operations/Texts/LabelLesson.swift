import Base
import Domain
import Store

/// What a model of labels is learnt from: what customers said first in the newest closed cases, and
/// what people had put on them by the end.
struct LabelLesson: Sendable {
    private(set) var texts: [String] = []
    private(set) var labels: [[String]] = []
    /// The labels that are learnt; the others are too rare.
    let known: Set<String>

    private static let page = 500
    /// Scalars of a text that are looked at: what somebody wants stands at the beginning.
    private static let lengthMost = 2_000

    /// - Throws: `Refusal` where there is too little to learn from.
    init(_ subject: TextModel.Subject, of desk: Desk) async throws {
        var place: ID<Case>?
        repeat {
            let before = place
            let found = try await desk.read { connection in
                try PastWords.list(
                    labelled: subject, before: before, limit: LabelLesson.page,
                    in: desk.workspace, on: connection)
            }
            texts += found.map { Self.text($0.title, $0.words) }
            labels += found.map { $0.labels(of: subject) }
            place = found.count == LabelLesson.page ? found.last?.id : nil
        } while place != nil && texts.count < TextModel.textsMost
        let counts = Dictionary(labels.joined().map { ($0, 1) }, uniquingKeysWith: +)
        known = Set(
            counts.filter { $0.value >= TextModel.labelLeast }
                .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .prefix(TextModel.labelsMost).map(\.key))
        guard known.count > 1, texts.count >= subject.textsLeast else {
            throw Refusal(
                .conflict, "tooFewLabels",
                ["cases": "\(texts.count)", "labels": "\(known.count)"])
        }
    }

    /// What is read of a case.
    static func text(_ title: Wording, _ words: String) -> String {
        let titles = title.zh == title.en ? [title.en] : [title.zh, title.en]
        let whole = (titles + [words]).joined(separator: "\n")
        return String(String.UnicodeScalarView(whole.unicodeScalars.prefix(lengthMost)))
    }
}
