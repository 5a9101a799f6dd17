import Base
import Domain
import HTTPTypes
import Operations

/// Mailings, newest first.
enum MailingsPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let filters = visit.filters(["state"])
        var input = filters
        input["cursor"] = visit.query["cursor"]
        let page = try await visit.desk.perform(ListMailings.self, input)
        return visit.page(
            "mailings/list", section: "listen",
            [
                "rows": .array(page.items.map { row($0, visit) }),
                "hasRows": .bool(!page.items.isEmpty), "isFiltered": .bool(!filters.isEmpty),
                "states": visit.choices(
                    Mailing.State.allCases.map(\.rawValue), "mailings.state",
                    chosen: filters["state"]?.string),
                "next": .optional(
                    page.nextCursor.map { visit.address("/mailings", filters, cursor: $0) }),
                "export": visit.desk.actor.rights.contains(.exportRun)
                    ? .string(visit.address("/mailings.csv", filters)) : .null,
                "mayWrite": .bool(visit.desk.actor.rights.contains(.instrumentsWrite)),
                "maySeePeople": .bool(visit.desk.actor.rights.contains(.customersRead)),
            ])
    }

    static func csv(_ visit: Visit) async throws -> Reply {
        let (desk, filters) = (visit.desk, visit.filters(["state"]))
        return try await visit.csv(
            "mailings",
            header: [
                "id", "name", "instrument", "state", "starts_at", "invited", "sent", "opened",
                "started", "completed", "bounced", "failed", "not_invited",
            ],
            page: { cursor in
                var input = filters
                input["limit"] = 50
                input["cursor"] = cursor.map(JSON.string)
                return try await desk.perform(ListMailings.self, input)
            },
            row: { one in
                let progress = one.progress
                let left = progress.left.values.reduce(0, +)
                return [
                    one.mailing.id.description, one.mailing.terms.name,
                    one.mailing.instrument.description, one.mailing.state.rawValue,
                    one.mailing.startsAt?.iso8601 ?? "",
                ]
                    + [
                        progress.invited, progress.sent, progress.opened, progress.started,
                        progress.completed, progress.bounced, progress.failed, left,
                    ].map { "\($0)" }
            })
    }

    static func row(_ one: MailingResource, _ visit: Visit) -> JSON {
        let progress = one.progress
        return [
            "id": .string(one.mailing.id.description), "name": .string(one.mailing.terms.name),
            "instrument": .string(one.title[visit.words.language]),
            "state": .string(visit.words["mailings.state.\(one.mailing.state.rawValue)"]),
            "isRunning": .bool(one.mailing.state == .running),
            "isDone": .bool(one.mailing.state == .done),
            "starts": visit.moment(one.mailing.startsAt),
            "created": visit.moment(one.mailing.createdAt),
            "invited": .integer(progress.invited), "sent": .integer(progress.sent),
            "completed": .integer(progress.completed),
            "rate": .optional(percent(progress.completed, of: progress.sent)),
        ]
    }

    /// Nil where there is nothing to be part of.
    static func percent(_ part: Int, of whole: Int) -> String? {
        guard whole > 0 else { return nil }
        return (100 * Double(part) / Double(whole)).fixed(1) + " %"
    }
}
