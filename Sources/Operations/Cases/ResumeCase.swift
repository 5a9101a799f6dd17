import Base
import Domain

/// Goes on after waiting.
public struct ResumeCase: Operation {
    public static let name = "cases.resume"
    public static let summary = "Go on after a pause: paused clocks count again."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix))
    ]

    private let id: ID<Case>

    public init(_ input: Input) throws {
        id = try input.id("case")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.command(.resume, on: id)
    }
}
