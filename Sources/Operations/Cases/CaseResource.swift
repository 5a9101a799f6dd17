public import Base
import Domain

/// A case as it stands at one moment, with the names of who is concerned.
public struct CaseResource: Resource {
    let one: Case
    let clocks: [ClockResource]
    let names: CaseNames

    init(_ one: Case, at now: Instant, in hours: ClockHours, names: CaseNames) {
        self.one = one
        clocks = one.clocks.filter { $0.state != .idle }.map {
            ClockResource($0, at: now, in: hours[$0.terms.calendar])
        }
        self.names = names
    }

    public static let shape = Shape.object([
        Field("id", .id(Case.idPrefix)),
        Field(
            "number", .integer(1...Int.max), .required,
            "By which people speak of it; never given to another."),
        Field("kind", .choice(Case.Kind.allCases.map(\.rawValue))),
        Field("severity", .choice(Case.Severity.allCases.map(\.rawValue))),
        Field("status", .choice(Case.Status.allCases.map(\.rawValue))),
        Field("waitsUntil", .instant, .optional, "When it goes on by itself."),
        Field("title", .object([Field("zh", .text(max: 500)), Field("en", .text(max: 500))])),
        Field("customer", .id(Customer.idPrefix), .optional),
        Field("customerName", .text(), .optional),
        Field("team", .id(Team.idPrefix), .optional),
        Field("teamName", .text(), .optional),
        Field("assignee", .id(User.idPrefix), .optional),
        Field("assigneeName", .text(), .optional),
        Field(
            "giving", givingShape, .optional,
            "Why the team's way gave it to whoever has it, or to nobody."),
        Field("process", .text()),
        Field("processVersion", .integer(1...1_000_000)),
        Field("step", .text()),
        Field("fields", .map(.any)),
        Field("tags", .array(.text(max: 60))),
        Field("response", .id(Response.idPrefix), .optional),
        Field("rule", .text(), .optional),
        Field("channel", .text(max: 40), .optional),
        Field("openedAt", .instant),
        Field("closedAt", .instant, .optional),
        Field("outcome", .text(), .optional),
        Field("outcomeText", .document(max: 20_000), .optional),
        Field("reopenings", .integer(0...1_000_000)),
        Field("dueAt", .instant, .optional, "When the next running clock is due, or was."),
        Field(
            "promisedAt", .instant, .optional,
            "When the next of what was promised to the customer is due, or was."),
        Field("stage", .choice(Stage.allCases.map(\.rawValue)), .optional),
        Field(
            "stageReason", .text(max: 500), .optional,
            "`word:…`, `askedAgain` and so on, or what a person wrote."),
        Field("appeals", .integer(0...1_000_000)),
        Field(
            "mergedInto", .id(Case.idPrefix), .optional, "The case it went on as a part of."),
        Field("redress", .array(redressShape)),
        Field(
            "approvals", .array(approvalShape), .required,
            "What of it waits, or waited, for somebody's yes."),
        Field("clocks", .array(ClockResource.shape)),
        Field("stamps", .map(stampShape), .required, "By status: first and last in and out."),
    ])

    private static let givingShape = Shape.object([
        Field("way", .choice(TeamAssignment.allCases.map(\.rawValue))),
        Field("load", .integer(0...Int.max), .required, "Active cases that one had."),
        Field("skills", .array(.text()), .required, "Of that one, those the case called for."),
        Field("away", .array(.text()), .required, "Names of those passed over as away."),
        Field("full", .array(.text()), .required, "And of those who had enough."),
    ])

    private static let redressShape = Shape.object([
        Field("id", .id(Redress.idPrefix)),
        Field("kind", .text(max: 64)),
        Field("cost", .number()),
        Field("currency", .text()),
        Field("note", .text(max: 2_000)),
        Field("state", .choice(Redress.State.allCases.map(\.rawValue))),
        Field("offeredBy", .text()),
        Field("offeredAt", .instant),
        Field("decidedBy", .text(), .optional),
        Field("decidedAt", .instant, .optional),
    ])

    private static let approvalShape = Shape.object([
        Field("id", .id(Approval.idPrefix)),
        Field("act", .choice(Approval.Act.allCases.map(\.rawValue))),
        Field("details", .map(.any), .required, "What is asked for, as the act takes it."),
        Field(
            "intoNumber", .integer(1...Int.max), .optional,
            "Of the case it is to be merged into."),
        Field("state", .choice(Approval.State.allCases.map(\.rawValue))),
        Field("askedBy", .text()),
        Field("askedByName", .text(), .optional),
        Field("askedAt", .instant),
        Field("decidedBy", .text(), .optional),
        Field("decidedByName", .text(), .optional),
        Field("decidedAt", .instant, .optional),
        Field("reason", .text(max: 2_000), .optional),
    ])

    private static let stampShape = Shape.object([
        Field("firstEntered", .instant), Field("lastEntered", .instant),
        Field("firstExited", .instant, .optional), Field("lastExited", .instant, .optional),
    ])

    public var json: JSON {
        [
            "id": .string(one.id.description),
            "number": .integer(one.number),
            "kind": .string(one.kind.rawValue),
            "severity": .string(one.severity.rawValue),
            "status": .string(one.status.rawValue),
            "waitsUntil": .optional(one.waitsUntil?.iso8601),
            "title": names.shown(one.title.json),
            "customer": .optional(one.customer?.description),
            "customerName": .optional(one.customer.flatMap { names.customers[$0] }),
            "team": .optional(one.team?.description),
            "teamName": .optional(one.team.flatMap { names.teams[$0] }),
            "assignee": .optional(one.assignee?.description),
            "assigneeName": .optional(one.assignee.flatMap { names.users[$0] }),
            "giving": giving,
            "process": .string(one.process.key),
            "processVersion": .integer(one.process.version),
            "step": .string(one.step),
            "fields": names.shown(.object(one.fields)),
            "tags": .array(one.tags.map(JSON.string)),
            "response": .optional(one.origin.response?.description),
            "rule": .optional(one.origin.rule),
            "channel": .optional(one.origin.channel),
            "openedAt": .string(one.openedAt.iso8601),
            "closedAt": .optional(one.closedAt?.iso8601),
            "outcome": .optional(one.outcome?.key),
            "outcomeText": names.shown(one.outcome?.text),
            "reopenings": .integer(one.reopenings),
            "dueAt": .optional(one.dueAt?.iso8601),
            "promisedAt": .optional(one.promisedAt?.iso8601),
            "stage": .optional(one.stage?.rawValue),
            "stageReason": names.shown(one.stageReason),
            "appeals": .integer(one.appeals),
            "mergedInto": .optional(one.mergedInto?.description),
            "redress": .array(one.redress.map(redress)),
            "approvals": .array(one.approvals.map(approval)),
            "clocks": .array(clocks.map(\.json)),
            "stamps": stamps,
        ]
    }

    /// Once somebody else took it or gave it away, it says nothing any more.
    private var giving: JSON {
        guard let giving = names.givings[one.id], giving.to == one.assignee else { return .null }
        func called(_ users: [ID<User>]) -> JSON {
            .array(users.map { .string(names.users[$0] ?? $0.description) })
        }
        return [
            "way": .string(giving.way.rawValue), "load": .integer(giving.load),
            "skills": .array(giving.skills.map(JSON.string)), "away": called(giving.away),
            "full": called(giving.full),
        ]
    }

    private func redress(_ redress: Redress) -> JSON {
        [
            "id": .string(redress.id.description), "kind": .string(redress.kind),
            "cost": .number(redress.cost), "currency": .string(redress.currency),
            "note": names.shown(redress.note), "state": .string(redress.state.rawValue),
            "offeredBy": .string(redress.offeredBy.text),
            "offeredAt": .string(redress.offeredAt.iso8601),
            "decidedBy": .optional(redress.decidedBy?.text),
            "decidedAt": .optional(redress.decidedAt?.iso8601),
        ]
    }

    private func approval(_ approval: Approval) -> JSON {
        func name(_ actor: CaseActor?) -> JSON {
            guard case .user(let id)? = actor else { return .null }
            return .optional(names.users[id])
        }
        return [
            "id": .string(approval.id.description), "act": .string(approval.act.rawValue),
            "details": names.shown(.object(approval.details)),
            "intoNumber": approval.into.flatMap { names.numbers[$0] }.map(JSON.integer) ?? .null,
            "state": .string(approval.state.rawValue),
            "askedBy": .string(approval.askedBy.text), "askedByName": name(approval.askedBy),
            "askedAt": .string(approval.askedAt.iso8601),
            "decidedBy": .optional(approval.decidedBy?.text),
            "decidedByName": name(approval.decidedBy),
            "decidedAt": .optional(approval.decidedAt?.iso8601),
            "reason": names.shown(approval.reason),
        ]
    }

    private var stamps: JSON {
        var object = JSON.Object()
        for status in Case.Status.allCases {
            guard let stamps = one.stamps[status] else { continue }
            object.append(
                status.rawValue,
                [
                    "firstEntered": .string(stamps.firstEntered.iso8601),
                    "lastEntered": .string(stamps.lastEntered.iso8601),
                    "firstExited": .optional(stamps.firstExited?.iso8601),
                    "lastExited": .optional(stamps.lastExited?.iso8601),
                ])
        }
        return .object(object)
    }
}
