import Base
import Domain

/// Waits for the customer.
public struct PauseCase: Operation {
    public static let name = "cases.pause"
    public static let summary = "Wait for the customer: clocks that may pause stop counting."
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
        try await desk.command(.pause(reason: reason), on: id)
    }
}
