import Base
import Domain
import SQL
import Store

/// Adds a questionnaire from an author's document or as a copy of a built-in one.
public struct CreateInstrument: Operation {
    public static let name = "instruments.create"
    public static let summary = "Add a questionnaire from a YAML document, or copy a built-in one."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [
        Field("document", .document(), .optional, "YAML text; or else `library`."),
        Field("library", .text(max: 64), .optional, "Key of a built-in questionnaire."),
    ]

    private let text: String?
    private let library: String?

    public init(_ input: Input) throws {
        text = input.textOrNil("document")
        library = input.textOrNil("library")
        guard (text == nil) != (library == nil) else {
            throw Refusal.invalid("document", "documentOrLibrary")
        }
    }

    public func perform(on desk: Desk) async throws -> InstrumentResource {
        let document = try InstrumentDocument(text ?? builtIn(desk.house.library))
        return try await desk.write { ledger in
            try ledger.addInstrument(document)
        }
    }

    private func builtIn(_ library: Library) throws -> String {
        let found = library.documents(in: "instruments").first { $0.key == self.library }
        guard let found else { throw Refusal(.notFound, "noSuchInstrument") }
        return found.text
    }
}

extension Ledger {
    /// - Parameter id: of the draft that it was; a new one where there was none.
    func addInstrument(
        _ document: InstrumentDocument, as id: ID<Instrument>? = nil
    ) throws -> InstrumentResource {
        try document.requirePictures(in: workspace, on: connection)
        let instrument = document.instrument
        let stored = Instruments.Stored(
            id: id ?? newID(), key: instrument.key, version: 1, title: instrument.title,
            metric: instrument.scoring?.metric, createdAt: now, changedAt: now)
        let isNew = try Instruments.insert(
            stored, document.version(1, at: now, author: actor.name), in: workspace,
            on: connection)
        guard isNew else { throw Refusal(.conflict, "keyTaken", ["key": instrument.key]) }
        try record("instrument.created", .init("instrument", stored.id), ["version": 1])
        return InstrumentResource(stored, responses: 0)
    }
}
