public import Base
public import Domain
import SQL
import Store

/// What is being written of a questionnaire; its published version where nobody has begun.
public struct ShowDraft: Operation {
    public static let name = "instruments.draft"
    public static let summary =
        "Show the draft of a questionnaire, or its published version where nothing was changed."
    public static let access = Access.right(.answersRead)
    public static let input = [Field.instrument]

    private let id: ID<Instrument>

    public init(_ input: Input) throws { id = try input.id("instrument") }

    public func perform(on desk: Desk) async throws -> DraftResource {
        try await desk.read { try desk.draft(of: id, on: $0) }
    }
}

/// Forgets what was written since the published version, or a new questionnaire as a whole.
public struct DiscardDraft: Operation {
    public static let name = "instruments.draft.discard"
    public static let summary = "Discard the draft of a questionnaire; what is published stays."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field.instrument]

    private let id: ID<Instrument>

    public init(_ input: Input) throws { id = try input.id("instrument") }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger in
            guard
                try InstrumentDrafts.find(
                    id, in: ledger.workspace, on: ledger.connection) != nil
            else { throw Refusal(.notFound, "noSuchDraft") }
            try InstrumentDrafts.remove(id, in: ledger.workspace, on: ledger.connection)
            return Done()
        }
    }
}

/// Everything that is being written.
public struct ListDrafts: Operation {
    public static let name = "instruments.drafts"
    public static let summary = "List the drafts of questionnaires, the last changed first."
    public static let access = Access.right(.answersRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<DraftHeading> {
        try await desk.read { connection in
            let drafts = try InstrumentDrafts.list(in: desk.workspace, on: connection)
            return Page(drafts.map(DraftHeading.init))
        }
    }
}

/// A draft as lists show it.
public struct DraftHeading: Resource {
    public let id: ID<Instrument>
    public let base: Int
    public let title: Wording
    public let changedAt: Instant

    init(_ stored: InstrumentDrafts.Stored) {
        id = stored.instrument
        base = stored.base
        title = stored.title
        changedAt = stored.changedAt
    }

    public static let shape = Shape.object([
        Field("id", .id(Instrument.idPrefix)),
        Field("base", .integer(0...1_000_000), .required, "0 where none was published yet."),
        Field("title", .wording),
        Field("changedAt", .instant),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "base": .integer(base), "title": title.json,
            "changedAt": .string(changedAt.iso8601),
        ]
    }
}
