import Base
import Domain
import Operations

/// The answers that came in last.
enum TodayAnswers {
    private static let count = 10

    static func context(_ visit: Visit) async throws -> JSON {
        let page = try await visit.desk.perform(
            ListResponses.self,
            ["limit": .integer(count), "status": "completed"].object)
        var titles: [ID<Instrument>: String] = [:]
        for instrument in try await visit.desk.perform(ListInsightInstruments()).items {
            titles[instrument.id] = instrument.title[visit.words.language]
        }
        return [
            "answers": .array(page.items.map { row($0, titles, visit.words) }),
            "hasAnswers": .bool(!page.items.isEmpty),
        ]
    }

    private static func row(
        _ response: ResponseResource, _ titles: [ID<Instrument>: String], _ words: Words
    ) -> JSON {
        let score = response.response.answers.score
        return [
            "id": .string(response.id.description),
            "instrument": .optional(titles[response.instrument]),
            "score": .optional(score.map { shown($0, response.metric) }),
            "tone": .string(tone(score, response.metric)),
            "language": .string(words["languageName.\(response.language)"]),
            "excerpt": .optional(excerpt(response.response.answers.values)),
            "at": [
                "iso": .string((response.response.completedAt ?? response.startedAt).iso8601),
                "text": .string((response.response.completedAt ?? response.startedAt).iso8601),
            ],
        ]
    }

    /// A score of a share says whether what was hoped for holds, not how much.
    private static func shown(_ score: Double, _ metric: Metric?) -> String {
        metric == .share ? (score == 0 ? "−" : "+") : JSON.number(score).text
    }

    /// Only what the metric itself calls good or bad is coloured.
    private static func tone(_ score: Double?, _ metric: Metric?) -> String {
        guard let score else { return "" }
        switch metric {
        case .nps: return score <= 6 ? "bad" : score >= 9 ? "good" : ""
        case .csat: return score <= 2 ? "bad" : score >= 4 ? "good" : ""
        case .share: return score == 0 ? "bad" : "good"
        case .ces, .rating, nil: return ""
        }
    }

    /// The longest text of the answers, if it is a remark and no code.
    private static func excerpt(_ answers: JSON.Object) -> String? {
        let texts = answers.members.compactMap { member -> String? in
            guard let text = member.value.string, !isCode(text) else { return nil }
            return text
        }
        guard let longest = texts.max(by: { $0.count < $1.count }) else { return nil }
        return longest.count > 140 ? longest.prefix(139) + "…" : longest
    }

    /// Codes of choices and days: small letters, digits, underscores and hyphens.
    private static func isCode(_ text: String) -> Bool {
        text.utf8.allSatisfy {
            $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
    }
}
