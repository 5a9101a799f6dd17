public import Base
import Domain
import SQL
import Store

/// Who may leave a step of a case.
struct StepDoer: Sendable {
    private let who: Step.Doer
    private let users: Set<ID<User>>
    /// What to call them.
    let name: String

    /// - Returns: nil where the step is for anyone, or nobody is there for whom it is kept: a case
    ///   of no team, or that nobody has, waits for nobody.
    init?(
        of step: Step, _ one: Case, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        who = step.who
        switch step.who {
        case .anyone: return nil
        case .assignee:
            guard let assignee = one.assignee else { return nil }
            users = [assignee]
            name = try Users.find(assignee, in: workspace, on: connection)?.account.name ?? ""
        case .team, .teamLead:
            guard
                let team = try one.team.flatMap({
                    try Teams.find($0, in: workspace, on: connection)
                })
            else { return nil }
            name = team.name
            if step.who == .team {
                users = Set(team.members).union([one.assignee].compactMap(\.self))
            } else {
                let lead = try Teams.lead(of: team.id, in: workspace, on: connection)
                users = Set([lead].compactMap(\.self))
            }
        }
    }

    /// Who directs cases may do every step.
    func includes(_ actor: Actor) -> Bool {
        actor.rights.contains(.casesDirect) || actor.user.map(users.contains) ?? false
    }

    var refusal: Refusal {
        let code =
            switch who {
            case .anyone, .assignee: "stepIsForAssignee"
            case .team: "stepIsForTeam"
            case .teamLead: "stepIsForLead"
            }
        return Refusal(.forbidden, code, ["name": name])
    }
}

extension Ledger {
    /// - Throws: `Refusal` that says who may, for whoever may not leave the case's step.
    func requireDoer(of one: Case, _ actor: Actor) throws {
        guard let step = try process(one.process)[step: one.step],
            let doer = try StepDoer(of: step, one, in: workspace, on: connection),
            !doer.includes(actor)
        else { return }
        throw doer.refusal
    }
}

/// The present step of a case.
public struct ShowCaseStep: Operation {
    public static let name = "cases.step"
    public static let summary =
        "Show at which step a case is, who may leave it, and whether you may."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> CaseStepResource {
        try await desk.read { connection in
            guard let one = try Cases.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchCase")
            }
            let process = try desk.house.process(
                one.process, in: desk.workspace, on: connection)
            guard let step = process[step: one.step] else {
                preconditionFailure("the case's step is not in its process's version")
            }
            let doer = try StepDoer(of: step, one, in: desk.workspace, on: connection)
            let mayWork = desk.actor.rights.contains(.casesWork) && one.status != .closed
            return CaseStepResource(
                step: step, doer: doer?.name,
                mayLeave: mayWork && (doer?.includes(desk.actor) ?? true))
        }
    }
}

/// A step of a case, with who may leave it.
public struct CaseStepResource: Resource {
    let step: Step
    let doer: String?
    let mayLeave: Bool

    public static let shape = Shape.object([
        Field("step", .text(max: 64)),
        Field("name", .object([Field("zh", .text()), Field("en", .text())])),
        Field("who", .choice(Step.Doer.allCases.map(\.rawValue))),
        Field("doer", .text(), .optional, "Whom that means here; absent where anyone may."),
        Field("mayLeave", .boolean, .required, "Whether you may."),
        Field("next", .array(.text(max: 64))),
        Field("withinSeconds", .number(), .optional, "How long it may take."),
    ])

    public var json: JSON {
        [
            "step": .string(step.key), "name": step.name.json,
            "who": .string(step.who.rawValue), "doer": .optional(doer),
            "mayLeave": .bool(mayLeave), "next": .array(step.next.map(JSON.string)),
            "withinSeconds": step.time.map { .number($0.within.seconds) } ?? .null,
        ]
    }
}
