import Base
import Domain
import HTTPTypes
import Operations

/// What came in by channels: by state, with the reason, to be taken up again.
enum IncomingPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let filters = visit.filters(["state", "channel"])
        var input = filters
        input["cursor"] = visit.query["cursor"]
        input["limit"] = 50
        let page = try await visit.desk.perform(ListIncoming.self, input)
        let counts = try await visit.desk.perform(CountIncoming.self, .init()).counts
        let state = filters["state"]?.string
        let tabs: [JSON] = ([nil] + Incoming.State.allCases).map { value in
            var own = filters
            own["state"] = value.map { .string($0.rawValue) }
            return [
                "name": .string(visit.words["incoming.state.\(value?.rawValue ?? "any")"]),
                "path": .string(visit.address("/incoming", own)),
                "count": value.map { .integer(counts[$0] ?? 0) } ?? .null,
                "isCurrent": .bool(value?.rawValue == state),
            ]
        }
        return visit.page(
            "channels/incoming", section: "cases",
            [
                "rows": .array(page.items.map { row($0, visit) }),
                "hasRows": .bool(!page.items.isEmpty), "isFiltered": .bool(!filters.isEmpty),
                "tabs": .array(tabs),
                "next": .optional(
                    page.nextCursor.map { visit.address("/incoming", filters, cursor: $0) }),
            ])
    }

    private static func row(_ shown: IncomingResource, _ visit: Visit) -> JSON {
        let one = shown.incoming
        let mayWork = visit.desk.actor.rights.contains(.casesWork)
        let isOpen = one.state == .aside || one.state == .held
        return [
            "id": .string(one.id.description),
            "kind": .string(visit.words["channels.kind.\(one.kind.rawValue)"]),
            "sender": .optional(shown.sender), "subject": .optional(shown.subject),
            "size": .string(FileSize.text(one.size)),
            "state": .string(visit.words["incoming.state.\(one.state.rawValue)"]),
            "tone": .string(isOpen ? "bad" : one.state == .done ? "good" : ""),
            "reason": .optional(one.reason.map { reason($0, visit) }),
            "detail": .optional(one.detail), "case": .optional(one.caseID?.description),
            "number": shown.number.map(JSON.integer) ?? .null,
            "received": visit.moment(one.receivedAt),
            "mayRetry": .bool(mayWork && (isOpen || one.state == .ignored)),
            "mayDismiss": .bool(mayWork && isOpen), "mayOpen": .bool(mayWork && one.size > 0),
        ]
    }

    private static func reason(_ code: String, _ visit: Visit) -> String {
        let key = "incoming.reason.\(code)"
        return visit.words.contains(key) ? visit.words[key] : code
    }

    static func retry(_ visit: Visit) async throws -> Reply {
        try await visit.perform(
            RetryIncoming.self, adding: ["incoming": .string(visit.parameter("incoming"))])
        return .redirect("/incoming?state=waiting&done=incomingRetried")
    }

    static func dismiss(_ visit: Visit) async throws -> Reply {
        try await visit.perform(
            DismissIncoming.self, adding: ["incoming": .string(visit.parameter("incoming"))])
        return .redirect("/incoming?state=aside&done=saved")
    }

    /// As it came, for a mail program: never shown here.
    static func raw(_ visit: Visit) async throws -> Reply {
        let id: ID<Incoming> = try visit.id("incoming")
        guard let bytes = try await visit.desk.raw(of: id) else {
            throw Refusal(.notFound, "noSuchIncoming")
        }
        return .file(bytes, type: FileType(received: ""), name: "\(id).eml")
    }
}
