public import Base
import Domain
import SQL
import Store

/// Changes a draft: by a whole text, by changes of single places, or a step back.
public struct EditDraft: Operation {
    public static let name = "instruments.draft.edit"
    public static let summary =
        "Change the draft of a questionnaire: by its text, at single places, or a step back."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [
        Field.instrument,
        Field(
            "revision", .integer(0...1_000_000), .required,
            "The revision that was read; refused with 409 when another change came since."),
        Field("document", .document(), .optional, "YAML text; kept even with faults."),
        Field(
            "edits", .array(DocumentEdit.shape, max: 500), .optional,
            "Changes made one after the other; the rest of the text stays as it was written."),
        Field("undo", .boolean, .optional, "Take the last change back."),
        Field(
            "losesComments", .boolean, .optional,
            "Whether comments may go that cannot be kept; else such a change is refused."),
    ]

    private let id: ID<Instrument>
    private let revision: Int
    private let text: String?
    private let edits: [DocumentEdit]
    private let isUndo: Bool
    private let losesComments: Bool

    public init(_ input: Input) throws {
        id = try input.id("instrument")
        revision = input.integer("revision")
        text = input.textOrNil("document")
        edits = try (input["edits"]?.array ?? []).enumerated().map { number, json in
            guard let edit = DocumentEdit(json) else {
                throw Refusal.invalid("edits[\(number)]", "notAnEdit")
            }
            return edit
        }
        isUndo = input.bool("undo")
        losesComments = input.bool("losesComments")
        guard text != nil || !edits.isEmpty || isUndo else {
            throw Refusal.invalid("document", "required")
        }
    }

    public func perform(on desk: Desk) async throws -> DraftResource {
        try await desk.write { ledger in try change(ledger) }
    }

    private func change(_ ledger: Ledger) throws -> DraftResource {
        let connection = ledger.connection
        let (old, published) = try InstrumentDrafts.current(
            id, in: ledger.workspace, on: connection)
        guard old.revision == revision else {
            throw Refusal(.conflict, "draftChanged", ["revision": "\(old.revision)"])
        }
        let text = try next(after: old, in: ledger)
        if !isUndo, text != old.text {
            try InstrumentDrafts.remember(old, in: ledger.workspace, on: connection)
        }
        let draft = InstrumentDrafts.Stored(
            instrument: id, revision: revision + 1, base: old.base,
            title: InstrumentDrafts.title(of: text), text: text, author: ledger.actor.name,
            changedAt: ledger.now)
        guard try InstrumentDrafts.save(draft, in: ledger.workspace, on: connection) else {
            throw Refusal(.conflict, "draftChanged", ["revision": "\(revision)"])
        }
        return try DraftResource(
            draft, published: published, in: ledger.workspace, on: connection)
    }

    private func next(after old: InstrumentDrafts.Stored, in ledger: Ledger) throws -> String {
        if isUndo {
            let before = try InstrumentDrafts.recall(
                id, in: ledger.workspace, on: ledger.connection)
            guard let before else { throw Refusal(.conflict, "nothingToUndo") }
            return before
        }
        let begun = text.map(InstrumentDocument.plain) ?? old.text
        return edits.isEmpty
            ? begun : try begun.edited(by: edits, losingComments: losesComments)
    }
}

extension String {
    /// A YAML text after changes of single places.
    /// - Throws: `Refusal.conflict` with the comments that could not be kept.
    func edited(by edits: [DocumentEdit], losingComments: Bool) throws(Refusal) -> String {
        var text = try YAMLText(self)
        var lost: [String] = []
        for edit in edits {
            let made = try text.edited(by: edit)
            text = made.text
            lost += made.lost
        }
        guard lost.isEmpty || losingComments else {
            throw Refusal(
                .conflict, "commentsLost", ["comments": lost.joined(separator: "\n")])
        }
        return text.text
    }
}

extension DocumentEdit {
    static let shape = Shape.object([
        Field("do", .choice(["set", "remove", "insert", "move", "copy"])),
        Field("at", .text(max: 300), .required, "Such as `pages[0].items[2].title.zh`."),
        Field("to", .text(max: 300), .optional, "Where it moves, or the copy is put."),
        Field("value", .any, .optional, "Of set and insert."),
    ])

    init?(_ json: JSON) {
        guard let path = json["at"]?.string.flatMap({ DocumentPath($0) }), !path.isRoot else {
            return nil
        }
        let target = json["to"]?.string.flatMap { DocumentPath($0) }
        switch (json["do"]?.string, target) {
        case ("set", _): self = .set(path, json["value"] ?? .null)
        case ("remove", _): self = .remove(path)
        case ("insert", _) where path.index != nil: self = .insert(path, json["value"] ?? .null)
        case ("move", let target?) where target.index != nil: self = .move(path, to: target)
        case ("copy", let target?) where target.index != nil: self = .copy(path, to: target)
        default: return nil
        }
    }

    public var json: JSON {
        switch self {
        case .set(let path, let value): ["do": "set", "at": .string("\(path)"), "value": value]
        case .remove(let path): ["do": "remove", "at": .string("\(path)")]
        case .insert(let path, let value):
            ["do": "insert", "at": .string("\(path)"), "value": value]
        case .move(let path, let target):
            ["do": "move", "at": .string("\(path)"), "to": .string("\(target)")]
        case .copy(let path, let target):
            ["do": "copy", "at": .string("\(path)"), "to": .string("\(target)")]
        }
    }
}
