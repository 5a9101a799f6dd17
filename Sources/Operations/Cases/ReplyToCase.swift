import Base
import Domain
import Store

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
        Field.files,
    ]

    private let id: ID<Case>
    private let text: String
    private let automatic: Bool
    private let files: [ID<Attachment>]

    public init(_ input: Input) throws {
        id = try input.id("case")
        text = input.text("text")
        automatic = input.bool("automatic")
        files = input.files
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let message: ID<CaseMessage> = ledger.newID()
            if !files.isEmpty {
                try ledger.give(files, of: try ledger.take(id).0, to: CaseFile.subject(message))
            }
            let one = try ledger.command(
                .reply(text, automatic: automatic), on: id, messageID: message)
            return try one.resource(on: desk, ledger.connection)
        }
    }
}
