import Base
import Domain

/// Tells the team's lead now.
public struct EscalateCase: Operation {
    public static let name = "cases.escalate"
    public static let summary = "Tell the lead of the team now, without waiting for a clock."
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
        try await desk.write { ledger -> CaseResource in
            let one = try ledger.command(.escalate(reason: reason), on: id)
            try ledger.tell(.lead(levelsUp: 0), "escalated", of: one, ["reason": .string(reason)])
            return try one.resource(on: desk, ledger.connection)
        }
    }
}
