import Base
import Domain
import HTTPTypes
import Operations

/// The tester: the whole questionnaire to click through, and beside it why each part is shown or
/// not. What was answered stands in the address, so that a way can be sent to somebody.
enum TrialPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let draft = try await DesignerPage.draft(visit)
        var context = DesignerFrame.context(visit, draft, tab: "tester")
        let trial = try await trial(visit, draft)
        context["frame_path"] = .string(
            "/instruments/\(draft.id)/tester/sheet?\(visit.queryText)")
        context["isReadable"] = .bool(trial != nil)
        context["why"] = trial.map { why($0, visit.words) } ?? .null
        var reply = visit.page("instruments/trial", section: "listen", AnswerPage.json(context))
        reply.headers[.contentSecurityPolicy] =
            SafetyHeaders.policy + "; frame-src 'self'; frame-ancestors 'none'"
        return reply
    }

    /// All pages one below the other; what these answers do not lead to is dimmed.
    static func sheet(_ visit: Visit) async throws -> Reply {
        let draft = try await DesignerPage.draft(visit)
        guard let trial = try await trial(visit, draft) else {
            throw Refusal(.conflict, "draftNotReadable")
        }
        let instrument = trial.instrument
        let language = instrument.language(
            for: [visit.query["lang"]?.string ?? visit.words.language])
        let words = visit.site.words(language)
        let pages = trial.answering.explanation.pages.map { page -> JSON in
            [
                "step": .integer(page.number + 1), "of": .integer(instrument.pages.count),
                "page_title": .optional(
                    instrument.pages[page.number].title.map { trial.answering.fill($0, language) }),
                "lines": .array(
                    page.items.map { line in
                        let view = ItemView(
                            item: line.item, texts: { trial.answering.fill($0, language) },
                            answer: trial.answering.answer(to: line.item), typed: nil, faults: [:],
                            language: language, words: words)
                        return [
                            "line_key": .string(line.item.key), "isOut": .bool(!line.isShown),
                            "item": view.json,
                        ]
                    }),
            ]
        }
        let facts = instrument.hidden.map { field -> JSON in
            [
                "fact_name": .string("h.\(field.key)"),
                "fact_title": .string(ResponsePage.title(of: field, words)),
                "fact_value": visit.query["h.\(field.key)"] ?? .null,
            ]
        }
        var reply = Reply.page(
            "instruments/sheet",
            [
                "language": .string(language == "zh" ? "zh-CN" : "en"), "isEmbedded": false,
                "lang": .string(language), "isImproved": false,
                "title": .string(instrument.title[language]), "pages": .array(pages),
                "facts": .array(facts), "action": .string("/instruments/\(draft.id)/tester"),
            ])
        reply.language = language
        reply.headers[.contentSecurityPolicy] = SafetyHeaders.policy + "; frame-ancestors 'self'"
        return reply
    }

    private static func trial(_ visit: Visit, _ draft: DraftResource) async throws -> TrialResource?
    {
        guard draft.lenient != nil else { return nil }
        var fields = JSON.Object()
        for member in visit.query.members {
            let name =
                member.key.hasPrefix("q.") || member.key.hasPrefix("h.")
                ? String(member.key.dropFirst(2)) : nil
            guard let name else { continue }
            let texts = (member.value.array ?? [member.value]).filter { $0 != "" }
            if !texts.isEmpty { fields[name] = .array(texts) }
        }
        return try await visit.desk.perform(
            TryInstrument.self,
            JSON.Object([
                .init(key: "instrument", value: .string(draft.id.description)),
                .init(key: "fields", value: .object(fields)),
            ]))
    }

    // MARK: Why

    private static func why(_ trial: TrialResource, _ words: Words) -> JSON {
        let said = TraceWords(instrument: trial.instrument, words: words)
        let explanation = trial.answering.explanation
        let language = words.language
        return [
            "score": .optional(trial.answers.score.map { JSON.number($0).text }),
            "left_out": .array(
                trial.faults.map {
                    .string("\($0.path.dropFirst(8)): \(words("fault.\($0.code)", $0.values))")
                }),
            "computed": .array(
                trial.instrument.computed.compactMap { one in
                    trial.answering.computed[one.key].map {
                        [
                            "computed_title": .string(one.title[language]),
                            "computed_value": .string($0.string ?? $0.text),
                        ]
                    }
                }),
            "pages": .array(explanation.pages.map { page($0, trial, said) }),
            "ends": .array(
                explanation.ends.map { end in
                    [
                        "end_text": .string(trial.answering.fill(end.text, language)),
                        "isChosen": .bool(end.isChosen),
                        "trace": end.condition.map(said.json) ?? .null,
                    ]
                }),
        ]
    }

    private static func page(
        _ page: Explanation.Page, _ trial: TrialResource, _ said: TraceWords
    ) -> JSON {
        let (words, language) = (said.words, said.words.language)
        let title = trial.instrument.pages[page.number].title
        let ways = page.ways.map { way -> JSON in
            let to =
                way.jump.page.map { words("trial.toPage", ["page": "\($0 + 1)"]) }
                ?? words["trial.toEnd"]
            return [
                "way_to": .string(to), "isTaken": .bool(way.isTaken),
                "trace": way.condition.map(said.json) ?? .null,
            ]
        }
        var json = cause(page.isShown, page.cause, said)
        json["page_name"] = .string(
            words("trial.page", ["page": "\(page.number + 1)"])
                + (title.map { " · \(trial.answering.fill($0, language))" } ?? ""))
        json["ways"] = .array(ways)
        json["items"] = .array(
            page.items.map { line in
                var item = cause(line.isShown, line.cause, said)
                item["item_key"] = .string(line.item.key)
                item["item_title"] = .string(trial.answering.fill(line.item.title, language))
                item["choices"] = .array(
                    line.choices.map { choice in
                        var one = cause(choice.isShown, choice.cause, said)
                        one["choice_title"] = .string(choice.choice.title[language])
                        return AnswerPage.json(one)
                    })
                return AnswerPage.json(item)
            })
        return AnswerPage.json(json)
    }

    private static func cause(
        _ isShown: Bool, _ cause: Explanation.Cause, _ said: TraceWords
    ) -> [String: JSON] {
        var json: [String: JSON] = ["isShown": .bool(isShown), "trace": .null, "because": .null]
        switch cause {
        case .always: json["because"] = .string(said.words["trial.always"])
        case .condition(let trace): json["trace"] = said.json(trace)
        case .jumped(let page):
            json["because"] = .string(said.words("trial.jumped", ["page": "\(page + 1)"]))
        case .above: json["because"] = .string(said.words["trial.above"])
        case .empty: json["because"] = .string(said.words["trial.empty"])
        }
        return json
    }
}
