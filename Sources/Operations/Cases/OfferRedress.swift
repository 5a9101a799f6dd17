import Base
import Domain
import Store

/// Offers the customer something to make up for it, or says why nothing is due.
public struct OfferRedress: Operation {
    public static let name = "cases.offerRedress"
    public static let summary =
        "Offer redress, or `none` with a reason. Above what you may grant alone it waits for a yes."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("kind", .text(max: 64), .required, "A kind of the process, or `none`."),
        Field(
            "cost", .number(0...999_999_999), .optional, "In the process's currency; 0 if absent."),
        Field("note", .text(max: 2_000), .required, "What exactly, or why nothing."),
    ]

    private let id: ID<Case>
    private let kind: String
    private let cost: Double
    private let note: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        kind = input.text("kind")
        cost = input.numberOrNil("cost") ?? 0
        note = input.text("note")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let limit = try ledger.redressLimit(on: id)
            let one = try ledger.command(
                .offer(kind, cost: cost, note: note, limit: limit), on: id)
            if one.redress.last?.state == .asked {
                try ledger.tell(.lead(levelsUp: 0), "redress", of: one)
            }
            return try one.resource(on: desk, ledger.connection)
        }
    }
}

extension Ledger {
    /// What the actor may grant on a case without asking; nil is without limit.
    func redressLimit(on id: ID<Case>) throws -> Double? {
        guard let one = try Cases.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchCase")
        }
        return redressLimit(by: try process(one.process).complaint)
    }
}
