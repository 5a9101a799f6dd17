import Base
import Domain

/// Takes up again what was done.
public struct ReopenCase: Operation {
    public static let name = "cases.reopen"
    public static let summary = "Reopen a resolved or closed case: the same promise goes on."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("reason", .text(max: 2_000)),
    ]

    private let id: ID<Case>
    private let reason: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        reason = input.text("reason")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        let actor = desk.actor
        return try await desk.command(.reopen(reason: reason), on: id) { one in
            // Whoever did the work may take it up again; what others closed is for their lead.
            guard actor.rights.contains(.casesDirect) || one.assignee == actor.user else {
                throw Refusal.denied(.right(.casesDirect), actor)
            }
        }
    }
}
