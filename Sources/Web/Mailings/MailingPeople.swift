import Base
import Domain
import HTTPTypes
import Operations

/// Who was asked by a mailing and who was not, with the reason and what came of it.
enum MailingPeople {
    static func show(_ visit: Visit) async throws -> Reply {
        let id = visit.parameter("mailing")
        let raw = JSON.Object([.init(key: "mailing", value: .string(id))])
        let one = try await visit.desk.perform(ShowMailing.self, raw)
        let filters = visit.filters(["reason"])
        var input = filters
        input["mailing"] = .string(id)
        input["cursor"] = visit.query["cursor"]
        let page = try await visit.desk.perform(ListInvitations.self, input)
        let place = "/mailings/\(one.mailing.id)/people"
        return visit.page(
            "mailings/people", section: "listen",
            [
                "id": .string(one.mailing.id.description), "name": .string(one.mailing.terms.name),
                "rows": .array(page.items.map { row($0, visit) }),
                "hasRows": .bool(!page.items.isEmpty),
                "reasons": visit.choices(
                    ["invited"] + NotInvited.allCases.map(\.rawValue), "mailings.reason",
                    chosen: filters["reason"]?.string),
                "next": .optional(
                    page.nextCursor.map { visit.address(place, filters, cursor: $0) }),
                "export": visit.desk.actor.rights.contains(.exportRun)
                    ? .string(visit.address(place + ".csv", filters)) : .null,
            ])
    }

    static func csv(_ visit: Visit) async throws -> Reply {
        let (desk, filters) = (visit.desk, visit.filters(["reason"]))
        let id = visit.parameter("mailing")
        return try await visit.csv(
            "people",
            header: [
                "id", "customer", "name", "address", "language", "stage", "reason", "messages",
                "invited_at", "opened_at", "started_at", "completed_at",
            ],
            page: { cursor in
                var input = filters
                input["mailing"] = .string(id)
                input["limit"] = 200
                input["cursor"] = cursor.map(JSON.string)
                return try await desk.perform(ListInvitations.self, input)
            },
            row: { one in
                let (followed, invitation) = (one.followed, one.followed.invitation)
                return [
                    invitation.id.description, invitation.customer.description,
                    followed.customerName, invitation.address, invitation.language,
                    followed.stage.rawValue, invitation.reason?.rawValue ?? "",
                    "\(invitation.step)", invitation.at.iso8601,
                    followed.openedAt?.iso8601 ?? "", followed.startedAt?.iso8601 ?? "",
                    followed.completedAt?.iso8601 ?? "",
                ]
            })
    }

    static func row(_ one: InvitationResource, _ visit: Visit) -> JSON {
        let (followed, invitation) = (one.followed, one.followed.invitation)
        return [
            "customer": .string(invitation.customer.description),
            "name": .string(followed.customerName), "address": .string(invitation.address),
            "mailing": .optional(invitation.mailing?.description),
            "stage": .string(visit.words["mailings.stage.\(followed.stage.rawValue)"]),
            "tone": .string(tone(followed.stage.rawValue)),
            "reason": .optional(
                invitation.reason.map { visit.words["mailings.reason.\($0.rawValue)"] }),
            "messages": .integer(invitation.step), "at": visit.moment(invitation.at),
            "next": visit.moment(invitation.step > 0 ? invitation.next : nil),
        ]
    }

    private static func tone(_ stage: String) -> String {
        switch stage {
        case "completed": "good"
        case "bounced", "failed": "bad"
        case "started": "warn"
        default: ""
        }
    }
}
