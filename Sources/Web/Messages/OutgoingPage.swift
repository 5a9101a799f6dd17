import Base
import Domain
import HTTPTypes
import Operations

/// What has left or is to leave the house: by state, with the reason, to be tried again.
enum OutgoingPage {
    private static let filters = ["state", "kind", "text"]

    static func show(_ visit: Visit) async throws -> Reply {
        let filters = visit.filters(filters)
        var input = filters
        input["cursor"] = visit.query["cursor"]
        input["limit"] = 50
        let page = try await visit.desk.perform(ListMessages.self, input)
        let counts = try await visit.desk.perform(CountMessages.self, .init())
        let state = filters["state"]?.string
        let tabs: [JSON] = ([nil] + Message.State.allCases.map(\.rawValue)).map { value in
            var own = filters
            own["state"] = value.map(JSON.string)
            let count = value.flatMap(Message.State.init(rawValue:)).map { counts.counts[$0] ?? 0 }
            return [
                "name": .string(visit.words["messages.state.\(value ?? "any")"]),
                "path": .string(visit.address("/outgoing", own)),
                "count": count.map { .integer($0) } ?? .null, "isCurrent": .bool(value == state),
            ]
        }
        return visit.page(
            "messages/outgoing", section: "listen",
            [
                "rows": .array(page.items.map { row($0.message, visit) }),
                "hasRows": .bool(!page.items.isEmpty), "isFiltered": .bool(!filters.isEmpty),
                "tabs": .array(tabs), "typed": .object(filters),
                "kinds": visit.choices(
                    Message.Kind.allCases.map(\.rawValue), "messages.kind",
                    chosen: filters["kind"]?.string),
                "next": .optional(
                    page.nextCursor.map { visit.address("/outgoing", filters, cursor: $0) }),
                "export": visit.desk.actor.rights.contains(.exportRun)
                    ? .string(visit.address("/outgoing.csv", filters)) : .null,
                "mayWrite": .bool(visit.desk.actor.rights.contains(.customersWrite)),
                "lastHour": .integer(counts.lately), "perHour": .integer(counts.perHour),
                "isHeld": .bool(
                    counts.lately >= counts.perHour && (counts.counts[.waiting] ?? 0) > 0),
            ])
    }

    static func csv(_ visit: Visit) async throws -> Reply {
        let (desk, filters) = (visit.desk, visit.filters(filters))
        return try await visit.csv(
            "outgoing",
            header: [
                "id", "created_at", "kind", "purpose", "state", "address", "subject", "tries",
                "reason", "detail", "changed_at",
            ],
            page: { cursor in
                var input = filters
                input["limit"] = 200
                input["cursor"] = cursor.map(JSON.string)
                return try await desk.perform(ListMessages.self, input)
            },
            row: { one in
                let message = one.message
                return [
                    message.id.description, message.createdAt.iso8601, message.kind.rawValue,
                    message.purpose.rawValue, message.state.rawValue, message.address,
                    message.subject ?? "", "\(message.tries)", message.reason ?? "",
                    message.detail ?? "", message.changedAt.iso8601,
                ]
            })
    }

    static func retry(_ visit: Visit) async throws -> Reply {
        try await visit.perform(
            RetryMessage.self, adding: ["message": .string(visit.parameter("message"))])
        return .redirect("/outgoing?state=waiting&done=messageRetried")
    }

    static func row(_ message: Message, _ visit: Visit) -> JSON {
        [
            "id": .string(message.id.description), "address": .string(message.address),
            "kind": .string(visit.words["messages.kind.\(message.kind.rawValue)"]),
            "purpose": .string(visit.words["messages.purpose.\(message.purpose.rawValue)"]),
            "state": .string(visit.words["messages.state.\(message.state.rawValue)"]),
            "tone": .string(tone(message.state)), "subject": .optional(message.subject),
            "reason": .optional(message.reason.map { reason($0, visit) }),
            "detail": .optional(message.detail), "tries": .integer(message.tries),
            "customer": .optional(message.customer?.description),
            "created": visit.moment(message.createdAt), "changed": visit.moment(message.changedAt),
            "due": message.state == .waiting && message.tries > 0
                ? visit.moment(message.due) : .null,
            "isFailed": .bool(message.state == .failed),
        ]
    }

    private static func reason(_ code: String, _ visit: Visit) -> String {
        let key = "messages.reason.\(code)"
        return visit.words.contains(key) ? visit.words[key] : code
    }

    private static func tone(_ state: Message.State) -> String {
        switch state {
        case .sent: "good"
        case .failed, .bounced: "bad"
        case .waiting, .cancelled: ""
        }
    }
}
