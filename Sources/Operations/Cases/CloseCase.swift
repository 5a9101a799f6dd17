import Base
import Domain

/// Ends a case.
public struct CloseCase: Operation {
    public static let name = "cases.close"
    public static let summary =
        """
        Close with an outcome of the process; before the last step only with an early one. Where \
        the process wants somebody else's yes, it waits for that (`approvals`).
        """
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("outcome", .text(max: 64)),
        Field("text", .document(max: 20_000), .required, "What was done, or why nothing."),
        Field("fields", .map(.any), .optional, "Fields of the last step, filled first."),
    ]

    private let id: ID<Case>
    private let outcome: String
    private let text: String
    private let fields: JSON.Object

    public init(_ input: Input) throws {
        id = try input.id("case")
        outcome = input.text("outcome")
        text = input.text("text")
        fields = input.object("fields")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        let actor = desk.actor
        return try await desk.write { ledger -> CaseResource in
            _ = try ledger.take(id)
            try ledger.sendWaiting(on: id)
            if !fields.isEmpty { _ = try ledger.command(.record(fields), on: id) }
            let (present, _) = try ledger.take(id)
            // An early end does no step.
            if try ledger.process(present.process)[outcome: outcome]?.early != true {
                try ledger.requireDoer(of: present, actor)
            }
            let one: Case
            if let terms = try ledger.approvalNeeded(for: .close, on: present) {
                let wanted = JSON.Object([
                    .init(key: "outcome", value: .string(outcome)),
                    .init(key: "text", value: .string(text)),
                ])
                one = try ledger.ask(.close, wanted, on: id, terms)
            } else {
                one = try ledger.command(.close(outcome: outcome, text: text), on: id)
            }
            return try one.resource(on: desk, ledger.connection)
        }
    }
}
