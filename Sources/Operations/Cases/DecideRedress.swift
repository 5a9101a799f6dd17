import Base
import Domain

/// Says yes or no to redress above its author's limit.
public struct DecideRedress: Operation {
    public static let name = "cases.decideRedress"
    public static let summary = "Grant or refuse redress that its author may not grant alone."
    public static let access = Access.right(.casesDirect)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("redress", .id(Redress.idPrefix)),
        Field("grants", .boolean, .optional, "Refused if absent."),
    ]

    private let id: ID<Case>
    private let redress: ID<Redress>
    private let grants: Bool

    public init(_ input: Input) throws {
        id = try input.id("case")
        redress = try input.id("redress")
        grants = input.bool("grants")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let limit = try ledger.redressLimit(on: id)
            let one = try ledger.command(
                .decide(redress, grants: grants, limit: limit), on: id)
            try ledger.tell(.assignee, "redress_decided", of: one)
            return try one.resource(on: desk, ledger.connection)
        }
    }
}
