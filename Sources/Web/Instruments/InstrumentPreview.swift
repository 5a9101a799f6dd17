import Base
import Domain
import HTTPTypes
import Operations

/// All pages of a questionnaire as respondents see them, with the condition of each question.
enum InstrumentPreview {
    static func show(_ visit: Visit) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let instrument = shown.instrument
        let language = instrument.language(
            for: [visit.query["lang"]?.string ?? visit.words.language])
        let words = visit.site.words(language)
        let once = instrument.pages.indices.filter {
            (instrument.pages[$0].round?.number ?? 1) == 1
        }
        return reply(instrument, language, words, pages: once, thanks: instrument.thanks)
    }

    /// - Parameter pages: which of them are shown, one below the other.
    static func reply(
        _ instrument: Instrument, _ language: String, _ words: Words, pages: [Int],
        thanks: [Instrument.Thanks]
    ) -> Reply {
        let views = pages.map { number -> JSON in
            let page = instrument.pages[number]
            return [
                "step": .integer(page.number + 1),
                "of": .integer((instrument.pages.last?.number ?? 0) + 1),
                "rounds": rounds(page, instrument, language),
                "pageTitle": .optional(page.title?[language]),
                "condition": .optional(page.showIf?.source),
                "jumps": .array(page.jumps.map { jump($0, language, words) }),
                "items": .array(
                    page.items.map { instrument.items[$0] }.filter { $0.host == nil }
                        .map { item($0, instrument, language, words) }),
            ]
        }
        let thanks = thanks.map { thanks -> JSON in
            [
                "condition": .optional(thanks.condition?.source),
                "text": .optional(thanks.text?[language]),
                "redirect": .optional(thanks.redirect?.template),
            ]
        }
        var reply = Reply.page(
            "answer/preview",
            [
                "language": .string(language == "zh" ? "zh-CN" : "en"),
                "title": .string(instrument.title[language]), "isEmbedded": false,
                "isImproved": .bool(instrument.items.contains(where: ItemView.isImproved)),
                "pages": .array(views), "thanks": .array(thanks), "trial": .null,
                "computed": .array(
                    instrument.computed.map {
                        [
                            "computedName": .string("computed.\($0.key)"),
                            "computedTitle": .string($0.title[language]),
                            "computedValue": .string($0.expression.source),
                        ]
                    }),
            ])
        reply.language = language
        reply.headers[.contentSecurityPolicy] = SafetyHeaders.policy + "; frame-ancestors 'self'"
        return reply
    }

    /// What a page is asked for in turn.
    private static func rounds(
        _ page: Instrument.Page, _ instrument: Instrument, _ language: String
    ) -> JSON {
        guard let loop = page.block.flatMap({ instrument.blocks[$0].loop }) else { return .null }
        let titles = loop.rounds.map { $0.title[language] }
        return .string(titles.joined(separator: language == "zh" ? "\u{3001}" : ", "))
    }

    private static func jump(
        _ jump: Instrument.Jump, _ language: String, _ words: Words
    ) -> JSON {
        let way =
            jump.page.map { words("answer.jumpToPage", ["page": "\($0 + 1)"]) }
            ?? words["answer.jumpToEnd"]
        return [
            "way": .string(way), "condition": .optional(jump.condition?.source),
            "text": .optional(jump.text?[language]),
        ]
    }

    private static func item(
        _ item: Item, _ instrument: Instrument, _ language: String, _ words: Words
    ) -> JSON {
        var view =
            ItemView(
                item: item, texts: { $0[language] }, answer: nil, typed: nil, faults: [:],
                language: language, words: words,
                own: instrument[item: item.ownWordsKey].map { .init(item: $0, answer: nil) }
            ).json.object ?? JSON.Object()
        view["condition"] = .optional(item.showIf?.source)
        view["rules"] = .array(
            item.rules.map {
                [
                    "rule": .string($0.condition.source),
                    "ruleMessage": .string($0.message[language]),
                ]
            })
        return .object(view)
    }
}
