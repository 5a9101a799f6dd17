import Base
import Domain

/// Lets a clock begin anew.
public struct ResetClock: Operation {
    public static let name = "cases.resetClock"
    public static let summary =
        "Let a clock begin anew at zero, with a reason; refused once its promise is broken."
    public static let access = Access.right(.casesDirect)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("clock", .choice(ClockKind.allCases.map(\.rawValue))),
        Field("reason", .text(max: 2_000)),
    ]

    private let id: ID<Case>
    private let clock: ClockKind
    private let reason: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        clock = ClockKind(rawValue: input.text("clock")) ?? .resolution
        reason = input.text("reason")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.command(.resetClock(clock, reason: reason), on: id)
    }
}
