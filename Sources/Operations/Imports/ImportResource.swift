public import Base
public import Domain
import Store

/// An import: what of, how far, what came of it.
public struct ImportResource: Resource {
    public let id: ID<Import>
    public let kind: String
    public let instrument: ID<Instrument>?
    public let file: String
    public let mapping: JSON
    public let author: String
    public let createdAt: Instant
    public let changedAt: Instant
    public let state: Import

    init(_ stored: Imports.Stored) {
        id = stored.id
        kind = stored.kind
        instrument = stored.instrument
        file = stored.file
        mapping = stored.mapping
        author = stored.author
        createdAt = stored.createdAt
        changedAt = stored.changedAt
        state = stored.state
    }

    private static let counts = 0...Int(Int32.max)

    public static let shape = Shape.object([
        Field("id", .id(Import.idPrefix)),
        Field("kind", .choice(["responses", "cases"])),
        Field("status", .choice(Import.Status.allCases.map(\.rawValue))),
        Field("instrument", .id(Instrument.idPrefix), .optional),
        Field("file", .text(max: 255), .required, "What its owner calls it."),
        Field("mapping", .any, .required, "Column → target, or an object with `to`."),
        Field("rows", .integer(counts), .required, "Rows dealt with so far."),
        Field("imported", .integer(counts), .required, "Kept as new."),
        Field("known", .integer(counts), .required, "There already, by their key."),
        Field("refused", .integer(counts), .required, "Left out because of a fault."),
        Field("failure", .text(), .optional, "Code of what stopped it."),
        Field("author", .text(max: 64)),
        Field("createdAt", .instant),
        Field("changedAt", .instant),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "kind": .string(kind),
            "status": .string(state.status.rawValue),
            "instrument": .optional(instrument?.description), "file": .string(file),
            "mapping": mapping, "rows": .integer(state.rows),
            "imported": .integer(state.imported), "known": .integer(state.known),
            "refused": .integer(state.refused), "failure": .optional(state.failure?.code),
            "author": .string(author), "createdAt": .string(createdAt.iso8601),
            "changedAt": .string(changedAt.iso8601),
        ]
    }
}
