import Base
import Domain
import SQL
import Store

/// Makes a new version; answers given before stay with theirs.
public struct EditInstrument: Operation {
    public static let name = "instruments.edit"
    public static let summary = "Change a questionnaire: makes a new version, answers keep theirs."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [
        Field.instrument,
        Field("document", .document(), .required, "YAML text."),
        Field(
            "version", .integer(1...1_000_000), .required,
            "The version that was edited; refused with 409 when it is no longer the newest."),
        Field(
            "confirmed", .boolean, .optional,
            "Needed where answers lose their question or option; the refusal without it tells."),
    ]

    private let id: ID<Instrument>
    private let text: String
    private let base: Int
    private let isConfirmed: Bool

    public init(_ input: Input) throws {
        id = try input.id("instrument")
        text = input.text("document")
        base = input.integer("version")
        isConfirmed = input.bool("confirmed")
    }

    public func perform(on desk: Desk) async throws -> InstrumentResource {
        let document = try InstrumentDocument(text)
        return try await desk.write { ledger in
            try ledger.editInstrument(
                id, document, base: base, isConfirmed: isConfirmed)
        }
    }
}

extension Ledger {
    /// The one gate to a new version, whoever publishes it and however.
    /// - Parameter isConfirmed: whether what happens to answers given so far is known and wanted.
    func editInstrument(
        _ id: ID<Instrument>, _ document: InstrumentDocument, base: Int, isConfirmed: Bool
    ) throws -> InstrumentResource {
        guard let old = try Instruments.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchInstrument")
        }
        try document.requirePictures(in: workspace, on: connection)
        let instrument = document.instrument
        guard instrument.key == old.key else {
            throw Refusal.invalid("document:1 key", "keyChanged", ["key": old.key])
        }
        try refuseSwitch(of: old, to: instrument)
        guard old.version == base else {
            throw Refusal(.conflict, "instrumentChanged", ["version": "\(old.version)"])
        }
        try admit(document, as: id, isConfirmed: isConfirmed)
        let changed = Instruments.Stored(
            id: id, key: old.key, version: base + 1, title: instrument.title,
            metric: instrument.scoring?.metric, createdAt: old.createdAt, changedAt: now)
        let isFirst = try Instruments.advance(
            changed, document.version(base + 1, at: now, author: actor.name), in: workspace,
            on: connection)
        guard isFirst else {
            throw Refusal(.conflict, "instrumentChanged", ["version": "\(old.version)"])
        }
        try record("instrument.changed", .init("instrument", id), ["version": .integer(base + 1)])
        let count = try Responses.count(of: id, in: workspace, on: connection)
        return InstrumentResource(changed, responses: count)
    }

    /// Answers given so far are not left without their question, or under another one's name,
    /// unless that is wanted; two meanings under one name never can be told apart again.
    private func admit(
        _ document: InstrumentDocument, as id: ID<Instrument>, isConfirmed: Bool
    ) throws {
        let versions = try Instruments.versions(of: id, in: workspace, on: connection)
        let counts = try InstrumentUse.responses(of: id, in: workspace, on: connection)
        let warnings = DraftReview.warnings(document.json, versions, counts)
        let reused = warnings.filter(\.isBlocking)
        if let first = reused.first {
            throw Refusal(
                .conflict, "keyReused", ["key": first.question], faults: reused.map(\.fault))
        }
        guard warnings.isEmpty || isConfirmed else {
            throw Refusal(
                .conflict, "notConfirmed", ["count": "\(warnings.count)"],
                faults: warnings.map(\.fault))
        }
    }

    /// What was promised to those who answered, or were asked to, stands.
    private func refuseSwitch(of old: Instruments.Stored, to new: Instrument) throws {
        let before = try house.instrument(
            old.id, version: old.version, in: workspace, on: connection)
        guard before.isAnonymous != new.isAnonymous else { return }
        let links = try Links.list(of: old.id, personal: true, in: workspace, on: connection)
        let answers = try Responses.count(of: old.id, in: workspace, on: connection)
        guard links.isEmpty, answers == 0 else {
            throw Refusal.invalid("document:1 anonymous", "anonymityIsSettled")
        }
    }
}
