import Base
import Domain
import SQL
import Store

/// Makes a draft the version that is answered from now on.
public struct PublishDraft: Operation {
    public static let name = "instruments.publish"
    public static let summary =
        "Publish the draft of a questionnaire: open links lead to it; answers keep their version."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [
        Field.instrument,
        Field(
            "revision", .integer(0...1_000_000), .required,
            "The revision that was reviewed; refused with 409 when another change came since."),
        Field(
            "over", .integer(1...1_000_000), .optional,
            "The published version that it replaces, where that is not the one it was begun from."),
        Field(
            "confirmed", .boolean, .optional,
            "Needed where answers lose their question or option, as the review tells."),
    ]

    private let id: ID<Instrument>
    private let revision: Int
    private let over: Int?
    private let isConfirmed: Bool

    public init(_ input: Input) throws {
        id = try input.id("instrument")
        revision = input.integer("revision")
        over = input.integerOrNil("over")
        isConfirmed = input.bool("confirmed")
    }

    public func perform(on desk: Desk) async throws -> InstrumentResource {
        try await desk.write { ledger in try publish(ledger) }
    }

    private func publish(_ ledger: Ledger) throws -> InstrumentResource {
        let (workspace, connection) = (ledger.workspace, ledger.connection)
        guard let draft = try InstrumentDrafts.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchDraft")
        }
        guard draft.revision == revision else {
            throw Refusal(.conflict, "draftChanged", ["revision": "\(draft.revision)"])
        }
        let document = try InstrumentDocument(draft.text)
        let published: InstrumentResource
        if try Instruments.find(id, in: workspace, on: connection) != nil {
            published = try ledger.editInstrument(
                id, document, base: over ?? draft.base, isConfirmed: isConfirmed)
        } else {
            published = try ledger.addInstrument(document, as: id)
        }
        try InstrumentDrafts.remove(id, in: workspace, on: connection)
        return published
    }
}
