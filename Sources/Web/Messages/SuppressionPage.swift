import Base
import Domain
import HTTPTypes
import Operations

/// Addresses that are not written to any more.
enum SuppressionPage {
    private static let place = "/outgoing/suppressions"
    private static let filters = ["text", "reason"]

    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, after: nil) }

    private static func show(_ visit: Visit, after refusal: Refusal?) async throws -> Reply {
        let filters = visit.filters(filters)
        var input = filters
        input["cursor"] = visit.query["cursor"]
        let page = try await visit.desk.perform(ListSuppressions.self, input)
        let mayWrite = visit.desk.actor.rights.contains(.customersWrite)
        return try visit.form(
            "messages/suppressions", section: "listen",
            [
                "rows": .array(
                    page.items.map { one in
                        let suppression = one.suppression
                        let reason = suppression.reason.rawValue
                        return [
                            "kind": .string(suppression.kind.rawValue),
                            "address": .string(suppression.address),
                            "reason": .string(visit.words["messages.suppressed.\(reason)"]),
                            "at": visit.moment(suppression.at), "mayWrite": .bool(mayWrite),
                        ]
                    }),
                "hasRows": .bool(!page.items.isEmpty), "isFiltered": .bool(!filters.isEmpty),
                "filters": .object(filters), "typed": [:], "fault": [:], "message": .null,
                "reasons": visit.choices(
                    Suppression.Reason.allCases.map(\.rawValue), "messages.suppressed",
                    chosen: filters["reason"]?.string),
                "next": .optional(
                    page.nextCursor.map { visit.address(place, filters, cursor: $0) }),
                "export": visit.desk.actor.rights.contains(.exportRun)
                    ? .string(visit.address(place + ".csv", filters)) : .null,
                "mayWrite": .bool(mayWrite),
            ], after: refusal)
    }

    static func csv(_ visit: Visit) async throws -> Reply {
        let (desk, filters) = (visit.desk, visit.filters(filters))
        return try await visit.csv(
            "suppressions", header: ["kind", "address", "reason", "at", "source"],
            page: { cursor in
                var input = filters
                input["limit"] = 200
                input["cursor"] = cursor.map(JSON.string)
                return try await desk.perform(ListSuppressions.self, input)
            },
            row: { one in
                let suppression = one.suppression
                return [
                    suppression.kind.rawValue, suppression.address, suppression.reason.rawValue,
                    suppression.at.iso8601, suppression.source,
                ]
            })
    }

    static func add(_ visit: Visit) async throws -> Reply {
        do {
            try await visit.perform(AddSuppression.self)
            return .redirect("\(place)?done=saved")
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return try await show(visit, after: refusal)
        }
    }

    static func remove(_ visit: Visit) async throws -> Reply {
        try await visit.perform(RemoveSuppression.self)
        return .redirect("\(place)?done=saved")
    }
}
