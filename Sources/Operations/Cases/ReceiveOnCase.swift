import Base
import Domain

/// Puts what the customer said into the thread.
public struct ReceiveOnCase: Operation {
    public static let name = "cases.receive"
    public static let summary =
        "Add a message from the customer; it ends a pause and reopens what was done."
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
        try await desk.write { ledger -> CaseResource in
            let one = try ledger.command(.receive(text), on: id, as: .customer)
            return try one.resource(on: desk, ledger.connection)
        }
    }
}
