import Base
import Domain
import HTTPTypes
import Operations

/// The page of a draft that is being written, as customers will see it; by the same code and
/// template as the preview of a published one.
enum DesignerPreview {
    static func show(_ visit: Visit) async throws -> Reply {
        let draft = try await DesignerPage.draft(visit)
        let at = visit.query["at"]?.string.flatMap { DocumentPath($0) } ?? DocumentPath()
        guard let instrument = draft.lenient else {
            var reply = Reply.page("answer/closed", nothing(visit))
            reply.headers[.contentSecurityPolicy] = framed
            return reply
        }
        let language = instrument.language(
            for: [visit.query["lang"]?.string ?? visit.words.language])
        let isEnd = DesignerForm.part(at: at) == .end
        let page = page(of: draft.document ?? .null, at, instrument)
        let end = at.index.flatMap { instrument.thanks.indices.contains($0) ? $0 : nil }
        return InstrumentPreview.reply(
            instrument, language, visit.site.words(language), pages: isEnd ? [] : [page],
            thanks: isEnd ? end.map { [instrument.thanks[$0]] } ?? [] : [])
    }

    private static let framed = SafetyHeaders.policy + "; frame-ancestors 'self'"

    private static func nothing(_ visit: Visit) -> JSON {
        [
            "language": .string(visit.words.language == "zh" ? "zh-CN" : "en"),
            "title": .string(visit.words["designer.nothingToShow"]), "isEmbedded": false,
        ]
    }

    /// Pages are found by their questions, because those with faults are left out.
    private static func page(
        of document: JSON, _ at: DocumentPath, _ instrument: Instrument
    ) -> Int {
        let page = DocumentPath(Array(at.steps.prefix(2)))
        let items = document[path: page.appending("items")]?.array ?? []
        let own = document[path: at.appending("key")]?.string
        let keys = [own].compactMap(\.self) + items.compactMap { $0["key"]?.string }
        return keys.lazy.compactMap { instrument[item: $0]?.page }.first ?? 0
    }
}
