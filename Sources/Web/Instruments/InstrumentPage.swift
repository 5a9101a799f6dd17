import Base
import Domain
import HTTPTypes
import Operations

/// One questionnaire: what is common to its tabs, and those that only show.
enum InstrumentPage {
    static let tabs = ["preview", "document", "versions", "links", "export"]

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
            "tabs": .array(
                tabs.map { name in
                    [
                        "name": .string(visit.words["instruments.tab.\(name)"]),
                        "path": .string(name == "preview" ? place : "\(place)/\(name)"),
                        "isCurrent": .bool(name == tab),
                    ]
                }),
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

    static func versions(_ visit: Visit) async throws -> Reply {
        let shown = try await shown(visit)
        let input = JSON.Object([.init(key: "instrument", value: .string(shown.id.description))])
        let all = try await visit.desk.perform(ListInstrumentVersions.self, input).items
        return visit.page(
            "instruments/versions", section: "listen",
            context(
                visit, shown, tab: "versions",
                [
                    "versions": .array(
                        all.map {
                            [
                                "number": .integer($0.version),
                                "items": .integer($0.instrument.items.count),
                                "at": visit.moment($0.at),
                                "isCurrentVersion": .bool($0.version == $0.newest),
                            ]
                        })
                ]))
    }
}
