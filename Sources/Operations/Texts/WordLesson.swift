import Base
import Domain
import Store

/// What a list of words is learnt from: what customers wrote lately in Chinese, and who.
struct WordLesson: Sendable {
    let texts: [String]
    let people: [Int64]

    /// The newest; of them the list reads as many as it has memory for.
    private static let most = 10_000

    /// - Throws: `Refusal` where there is too little to learn from.
    init(of desk: Desk) async throws {
        let found = try await desk.read {
            try WrittenTexts.newest(
                .init(isChinese: true, limit: WordLesson.most), in: desk.workspace, on: $0)
        }
        texts = found.map(\.text)
        people = found.map(\.person)
        guard texts.count >= TextModel.Subject.words.textsLeast else {
            throw Refusal(
                .conflict, "tooFewTexts",
                ["texts": "\(texts.count)", "needed": "\(TextModel.Subject.words.textsLeast)"])
        }
    }
}
