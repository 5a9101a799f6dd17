import Base
import Domain

/// Fills what the steps ask for.
public struct RecordOnCase: Operation {
    public static let name = "cases.record"
    public static let summary =
        "Fill fields of the process without leaving the step; null takes a value away."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("fields", .map(.any)),
    ]

    private let id: ID<Case>
    private let fields: JSON.Object

    public init(_ input: Input) throws {
        id = try input.id("case")
        fields = input.object("fields")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.command(.record(fields), on: id)
    }
}
