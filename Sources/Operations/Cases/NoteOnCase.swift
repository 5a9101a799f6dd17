import Base
import Domain

/// Writes among colleagues.
public struct NoteOnCase: Operation {
    public static let name = "cases.note"
    public static let summary = "Add an internal note, which the customer never sees."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("text", .document(max: 20_000)),
    ]

    private let id: ID<Case>
    private let text: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        text = input.text("text")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.command(.note(text), on: id)
    }
}
