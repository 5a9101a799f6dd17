import Base
import Domain
import HTTPTypes
import Operations

/// The links of a questionnaire, and one with its QR code and the snippet for other pages.
enum LinkPages {
    static func list(_ visit: Visit) async throws -> Reply {
        try await list(visit, after: nil)
    }

    private static func list(_ visit: Visit, after refusal: Refusal?) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let input = JSON.Object([.init(key: "instrument", value: .string(shown.id.description))])
        let links = try await visit.desk.perform(ListLinks.self, input).items
        let quotas = try await visit.desk.perform(ListQuotas.self, input).items
        let own: [String: JSON] = [
            "quotas": .array(quotas.map { row($0, visit) }), "hasQuotas": .bool(!quotas.isEmpty),
            "links": .array(links.map { row($0, visit) }), "hasLinks": .bool(!links.isEmpty),
            "languages": .array(
                shown.instrument.languages.map {
                    [
                        "value": .string($0),
                        "name": .string(visit.site.words($0)["answer.languageName"]),
                    ]
                }),
            "isAnonymous": .bool(shown.instrument.isAnonymous),
            "typed": [:], "fault": [:], "message": .null,
        ]
        return try visit.form(
            "instruments/links", section: "listen",
            InstrumentPage.context(visit, shown, tab: "links", own), after: refusal)
    }

    static func create(_ visit: Visit) async throws -> Reply {
        do {
            let made = try await visit.perform(
                CreateLink.self, adding: ["instrument": .string(visit.parameter("instrument"))])
            return .redirect("/links/\(made.id)?done=linkOpened")
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return try await list(visit, after: refusal)
        }
    }

    static func show(_ visit: Visit) async throws -> Reply {
        let link = try await find(visit)
        let address = visit.origin + link.path
        var context = row(link, visit).object ?? JSON.Object()
        context["instrument"] = .string(link.instrument.description)
        context["snippet"] = .string(
            "<script src=\"\(visit.origin)/embed.js\" data-link=\"\(link.path)\" async></script>")
        context["kiosk"] = .string("\(address)?kiosk=1")
        context["popup"] = .string(
            "<script src=\"\(visit.origin)/embed.js\" data-link=\"\(link.path)\" data-mode=\"popup\" "
                + "data-event=\"paid\" data-percent=\"20\" data-once=\"30\" "
                + "data-close=\"\(visit.words["instruments.closePopup"])\" async></script>")
        context["address"] = .string(address)
        context["mayWrite"] = .bool(visit.desk.actor.rights.contains(.instrumentsWrite))
        context["hidden"] = .array(
            link.hidden.members.map {
                ["key": .string($0.key), "value": .string($0.value.string ?? $0.value.text)]
            })
        return visit.page("instruments/link", section: "listen", .object(context))
    }

    static func picture(_ visit: Visit) async throws -> Reply {
        let link = try await find(visit)
        guard let svg = QRCode.svg(visit.origin + link.path) else {
            throw Refusal(.notFound, "noSuchLink")
        }
        return Reply(.bytes(Array(svg.utf8), type: "image/svg+xml"))
    }

    static func act(
        _ visit: Visit, _ change: ([String: JSON]) async throws -> LinkResource
    ) async throws -> Reply {
        let link = try await change(["link": .string(visit.parameter("link"))])
        return .redirect("/links/\(link.id)")
    }

    private static func find(_ visit: Visit) async throws -> LinkResource {
        let input = JSON.Object([.init(key: "link", value: .string(visit.parameter("link")))])
        return try await visit.desk.perform(ShowLink.self, input)
    }

    private static func row(_ one: QuotaResource, _ visit: Visit) -> JSON {
        [
            "quotaTitle": .string(one.quota.title[visit.words.language]),
            "quotaKey": .string(one.quota.key),
            "when": .optional(one.quota.condition?.source), "filled": .integer(one.filled),
            "most": .integer(one.quota.limit), "isQuotaFull": .bool(one.filled >= one.quota.limit),
            "way": .string(visit.words["instruments.quotaOverWays.\(one.quota.over.rawValue)"]),
        ]
    }

    private static func row(_ link: LinkResource, _ visit: Visit) -> JSON {
        let isOver = link.terms.closesAt.map { $0 <= visit.now } ?? false
        let isFull = link.terms.limit.map { link.completed >= $0 } ?? false
        let state = !link.terms.isOpen ? "closed" : isOver ? "over" : isFull ? "full" : "open"
        return [
            "id": .string(link.id.description), "name": .string(link.name),
            "path": .string(link.path), "channel": .string(visit.words.channel(link.channel)),
            "state": .string(visit.words["instruments.state.\(state)"]),
            "isTakingIn": .bool(state == "open"), "isOpen": .bool(link.terms.isOpen),
            "language": link.language.map {
                .string(visit.site.words($0)["answer.languageName"])
            } ?? .null,
            "closes": visit.moment(link.terms.closesAt),
            "limit": link.terms.limit.map { .integer($0) } ?? .null,
            "started": .integer(link.started), "completed": .integer(link.completed),
            "created": visit.moment(link.createdAt),
            "isAnonymous": .bool(link.isAnonymous),
        ]
    }
}
