import Base
import Domain

/// Ends a case.
public struct CloseCase: Operation {
    public static let name = "cases.close"
    public static let summary =
        "Close with an outcome of the process; before the last step only with an early one."
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
            let one = try ledger.command(.close(outcome: outcome, text: text), on: id) { one in
                // What is grave ends only with somebody who may direct cases.
                let process = try ledger.process(one.process)
                let terms = process.complaint
                guard
                    terms?.ledToEnd.contains(one.severity) != true
                        || actor.rights.contains(.casesDirect)
                else { throw Refusal.denied(.right(.casesDirect), actor) }
                // An early end does no step.
                if process[outcome: outcome]?.early != true {
                    try ledger.requireDoer(of: one, actor)
                }
            }
            return try one.resource(on: desk, ledger.connection)
        }
    }
}
