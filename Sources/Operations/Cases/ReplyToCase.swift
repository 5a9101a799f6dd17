import Base
import Domain

/// Answers the customer.
public struct ReplyToCase: Operation {
    public static let name = "cases.reply"
    public static let summary =
        "Send a message to the customer; the first by a person stops the first-response clock."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("text", .document(max: 20_000)),
        Field(
            "automatic", .boolean, .optional, "Written by a program: never counts as a response."),
    ]

    private let id: ID<Case>
    private let text: String
    private let automatic: Bool

    public init(_ input: Input) throws {
        id = try input.id("case")
        text = input.text("text")
        automatic = input.bool("automatic")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.command(.reply(text, automatic: automatic), on: id)
    }
}
