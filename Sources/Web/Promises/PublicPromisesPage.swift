import Base
import Domain
import HTTPTypes
import Operations

/// How a company keeps what it promised, for everybody: figures with their intervals, and how they
/// were made. Nothing of persons.
enum PublicPromisesPage {
    /// Below this many decided clocks a rate says nothing, and may say something of somebody.
    private static let least = 5

    static func show(_ visit: Visit) async throws -> Reply {
        let asked = visit.query["lang"]?.string.map { String($0.prefix { $0 != "-" }) }
        let words = visit.site.words(
            asked.flatMap { ["zh", "en"].contains($0) ? $0 : nil } ?? visit.words.language)
        var own = visit
        own.words = words
        do {
            let shown = try await PublicPromises.open(
                visit.parameter("token"), in: visit.site.house)
            var reply = Reply.page("answer/promises", context(shown, own))
            reply.headers[.cacheControl] = "public, max-age=60"
            reply.language = words.language
            return reply
        } catch let refusal as Refusal where refusal.kind == .notFound {
            var reply = Reply.page(
                "answer/closed",
                [
                    "language": .string(tag(words)),
                    "title": .string(words("refusal.\(refusal.code)", refusal.values)),
                ], status: .notFound)
            reply.language = words.language
            return reply
        }
    }

    private static func tag(_ words: Words) -> String {
        words.language == "zh" ? "zh-CN" : "en"
    }

    private static func context(_ shown: PublicPromises, _ visit: Visit) -> JSON {
        let words = visit.words
        let other = words.language == "zh" ? "en" : "zh"
        let rates = (shown.rates["items"]?.array ?? []).filter { n($0) >= least }
        return [
            "language": .string(tag(words)),
            "otherTag": .string(other == "zh" ? "zh-CN" : "en"),
            "otherPath": .string("?lang=\(other)"),
            "company": .string(shown.company), "days": .integer(shown.days),
            "promises": .array(PromisesPage.grouped(rates, visit)),
            "hasPromises": .bool(!rates.isEmpty), "at": visit.moment(visit.now),
        ]
    }

    private static func n(_ rate: JSON) -> Int {
        (rate["kept"]?.integer ?? 0) + (rate["broken"]?.integer ?? 0)
    }
}
