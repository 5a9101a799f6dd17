import Base
import Domain

/// The customer does not accept how it ended.
public struct AppealCase: Operation {
    public static let name = "cases.appeal"
    public static let summary =
        "Take up the customer's appeal: the case goes on, escalated, with somebody else."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("reason", .document(max: 5_000), .required, "The customer's words."),
    ]

    private let id: ID<Case>
    private let reason: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        reason = input.text("reason")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            try ledger.appeal(reason, on: id).resource(on: desk, ledger.connection)
        }
    }
}

extension Ledger {
    func appeal(_ reason: String, on id: ID<Case>) throws -> Case {
        let one = try command(.appeal(reason: reason), on: id, as: .customer)
        try tell(.lead(levelsUp: 0), "appeal", of: one)
        return one
    }
}
