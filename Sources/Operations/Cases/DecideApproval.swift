public import Base
import Domain
import SQL
import Store

/// Says yes or no to what somebody may not do alone on a case; a yes does it.
public struct DecideApproval: Operation {
    public static let name = "cases.decideApproval"
    public static let summary =
        "Grant or refuse what waits for a yes on a case; what is granted is done at once."
    public static let access = Access.right(.casesDirect)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("approval", .id(Approval.idPrefix)),
        Field("grants", .boolean, .optional, "Refused if absent."),
        Field("reason", .text(max: 2_000), .optional, "Needed for a no."),
    ]

    private let id: ID<Case>
    private let approval: ID<Approval>
    private let grants: Bool
    private let reason: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        approval = try input.id("approval")
        grants = input.bool("grants")
        reason = input.textOrNil("reason")?.trimmed ?? ""
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let (one, _) = try ledger.take(id)
            guard let asked = one.approvals.first(where: { $0.id == approval }) else {
                throw Refusal(.notFound, "noSuchApproval")
            }
            if asked.state == .asked { try ledger.requireApprover(of: asked, on: one) }
            var decided = try ledger.command(
                .answer(approval, grants ? .granted : .refused, reason: reason), on: id)
            if grants { decided = try ledger.carryOut(asked, on: id) }
            try ledger.tell(asked, "approval_decided", of: decided)
            return try decided.resource(on: desk, ledger.connection)
        }
    }
}

/// Takes back what one asked a yes for.
public struct WithdrawApproval: Operation {
    public static let name = "cases.withdrawApproval"
    public static let summary = "Take back what you asked a yes for, before it is given."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("approval", .id(Approval.idPrefix)),
    ]

    private let id: ID<Case>
    private let approval: ID<Approval>

    public init(_ input: Input) throws {
        id = try input.id("case")
        approval = try input.id("approval")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        let actor = desk.actor
        return try await desk.command(.answer(approval, .void, reason: ""), on: id) { one in
            let asked = one.approvals.first { $0.id == approval }
            guard asked == nil || asked?.askedBy == actor.forCases else {
                throw Refusal(.forbidden, "approvalOfAnother")
            }
        }
    }
}

/// What waits for a yes.
public struct ListApprovals: Operation {
    public static let name = "approvals.list"
    public static let summary = """
        List what waits for your yes on cases (closings, merges, lower classes, redress), and what \
        you asked one for yourself, the oldest first.
        """
    public static let access = Access.right(.casesWork)
    public static let input: [Field] = []

    private static let most = 200

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<OwedApproval> {
        try await desk.read { connection in
            let ids = try CaseApprovals.waiting(
                limit: ListApprovals.most, in: desk.workspace, on: connection)
            let cases = try Cases.find(ids, in: desk.workspace, on: connection)
            let terms = try desk.house.processes(
                Set(cases.map(\.process)), in: desk.workspace, on: connection
            ).mapValues(\.complaint)
            let names = try Users.names(in: desk.workspace, on: connection)
            let masking = try desk.masking(on: connection)
            let ledger = Ledger(
                connection: connection, house: desk.house, actor: desk.actor, now: desk.now())
            let owed = cases.flatMap { ledger.owed(on: $0, by: terms[$0.process] ?? nil) }
            return Page(
                owed.filter { $0.mayDecide || $0.askedBy == desk.actor.forCases }.map {
                    $0.shown(names, masking)
                })
        }
    }
}

extension Ledger {
    /// All that waits for a yes on a case, redress above a limit too.
    fileprivate func owed(on one: Case, by terms: ComplaintTerms?) -> [OwedApproval] {
        let approvals = one.approvals.filter { $0.state == .asked }.map { asked in
            OwedApproval(
                one: one, act: asked.act.rawValue, id: asked.id.description,
                details: .object(asked.details), askedBy: asked.askedBy, askedAt: asked.askedAt,
                mayDecide: mayApprove(
                    asked, by: terms?.approval(of: asked.act, at: one.severity)))
        }
        let limit = redressLimit(by: terms)
        let redress = one.redress.filter { $0.state == .asked }.map { asked in
            OwedApproval(
                one: one, act: OwedApproval.redress, id: asked.id.description,
                details: [
                    "kind": .string(asked.kind), "cost": .number(asked.cost),
                    "currency": .string(asked.currency),
                ], askedBy: asked.offeredBy, askedAt: asked.offeredAt,
                mayDecide: actor.rights.contains(.casesDirect)
                    && limit.map { asked.cost <= $0 } ?? true)
        }
        return approvals + redress
    }
}

/// One thing that waits for a yes.
public struct OwedApproval: Resource {
    static let redress = "redress"

    let one: Case
    let act: String
    let id: String
    var details: JSON
    let askedBy: CaseActor
    let askedAt: Instant
    /// Whether the yes may be whoever's that asks for this list.
    let mayDecide: Bool
    var title = Wording(zh: "", en: "")
    var askedByName: String?

    /// With the names, and as its reader may see it.
    fileprivate func shown(_ names: [ID<User>: String], _ masking: Masking?) -> OwedApproval {
        var found = self
        found.title = masking?.wording(one.title) ?? one.title
        found.details = masking?.texts(details) ?? details
        if case .user(let id) = askedBy { found.askedByName = names[id] }
        return found
    }

    public static let shape = Shape.object([
        Field("case", .id(Case.idPrefix)),
        Field("number", .integer(1...Int.max)),
        Field("title", .object([Field("zh", .text()), Field("en", .text())])),
        Field("severity", .choice(Case.Severity.allCases.map(\.rawValue))),
        Field("act", .choice(Approval.Act.allCases.map(\.rawValue) + [redress])),
        Field("id", .text(), .required, "Of the approval, or of the redress."),
        Field("details", .map(.any)),
        Field("askedBy", .text()), Field("askedByName", .text(), .optional),
        Field("askedAt", .instant),
        Field("mayDecide", .boolean, .required, "Whether you may say yes or no."),
    ])

    public var json: JSON {
        [
            "case": .string(one.id.description), "number": .integer(one.number),
            "title": title.json,
            "severity": .string(one.severity.rawValue), "act": .string(act),
            "id": .string(id), "details": details, "askedBy": .string(askedBy.text),
            "askedByName": .optional(askedByName), "askedAt": .string(askedAt.iso8601),
            "mayDecide": .bool(mayDecide),
        ]
    }
}
