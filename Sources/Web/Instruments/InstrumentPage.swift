import Base
import Domain
import HTTPTypes
import Operations

/// One questionnaire: what is common to its tabs, and those that only show.
enum InstrumentPage {
    /// What a questionnaire's pages are; one that was never published has only those of its draft.
    static func tabs(
        of id: ID<Instrument>, current: String, isPublished: Bool, _ words: Words
    ) -> [JSON] {
        let names =
            isPublished
            ? [
                "preview", "designer", "tester", "translation", "versions", "links", "field",
                "quality", "weights", "export", "exchange",
            ]
            : ["designer", "tester"]
        return names.map { name in
            [
                "name": .string(words["instruments.tab.\(name)"]),
                "path": .string(
                    name == "preview" ? "/instruments/\(id)" : "/instruments/\(id)/\(name)"),
                "isCurrent": .bool(name == current),
            ]
        }
    }

    static func shown(_ visit: Visit) async throws -> InstrumentVersionResource {
        var input = JSON.Object([
            .init(key: "instrument", value: .string(visit.parameter("instrument")))
        ])
        input["version"] = visit.query["version"]
        return try await visit.desk.perform(ShowInstrument.self, input)
    }

    /// A tab's context with the heading and the tabs around it.
    static func context(
        _ visit: Visit, _ shown: InstrumentVersionResource, tab: String, _ own: [String: JSON]
    ) -> JSON {
        let place = "/instruments/\(shown.id)"
        let language = visit.words.language
        var context: [String: JSON] = [
            "title": .string(shown.instrument.title[language]),
            "purpose": .optional(shown.instrument.purpose?[language]),
            "key": .string(shown.instrument.key), "place": .string(place),
            "id": .string(shown.id.description), "version": .integer(shown.version),
            "newest": .integer(shown.newest), "isNewest": .bool(shown.version == shown.newest),
            "mayWrite": .bool(visit.desk.actor.rights.contains(.instrumentsWrite)),
            "tabs": .array(tabs(of: shown.id, current: tab, isPublished: true, visit.words)),
        ]
        context.merge(own) { $1 }
        return AnswerPage.json(context)
    }

    static func preview(_ visit: Visit) async throws -> Reply {
        let shown = try await shown(visit)
        let wish = visit.query["lang"]?.string ?? visit.words.language
        let language = shown.instrument.language(for: [wish])
        let languages = shown.instrument.languages.map { other -> JSON in
            [
                "name": .string(visit.site.words(other)["answer.languageName"]),
                "path": .string("/instruments/\(shown.id)?lang=\(other)&version=\(shown.version)"),
                "isCurrent": .bool(other == language),
            ]
        }
        var reply = visit.page(
            "instruments/preview", section: "listen",
            context(
                visit, shown, tab: "preview",
                [
                    "frame_path": .string(
                        "/instruments/\(shown.id)/preview?lang=\(language)&version=\(shown.version)"
                    ),
                    "trial_path": .string(
                        "/instruments/\(shown.id)/trial?lang=\(language)&version=\(shown.version)"
                    ),
                    "languages": .array(languages),
                    "items": .integer(shown.instrument.items.count),
                    "pages": .integer(shown.instrument.pages.count),
                    "score": .optional(shown.instrument.scoreKey),
                    "hidden": .array(
                        shown.instrument.hidden.map {
                            [
                                "key": .string($0.key),
                                "title": .string(ResponsePage.title(of: $0, visit.words)),
                            ]
                        }),
                ]))
        // The preview stands in a frame of the phone's width, which only this page may have.
        reply.headers[.contentSecurityPolicy] =
            SafetyHeaders.policy + "; frame-src 'self'; frame-ancestors 'none'"
        return reply
    }
}
