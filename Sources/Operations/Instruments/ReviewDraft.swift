public import Base
public import Domain
import SQL
import Store

/// What publishing a draft would do: what stands in its way, what is advised, what changes for
/// those who answer and for the answers there are.
public struct ReviewDraft: Operation {
    public static let name = "instruments.review"
    public static let summary =
        "Review the draft of a questionnaire before it is published: faults, advice, consequences."
    public static let access = Access.right(.answersRead)
    public static let input = [Field.instrument]

    private let id: ID<Instrument>

    public init(_ input: Input) throws { id = try input.id("instrument") }

    public func perform(on desk: Desk) async throws -> DraftReview {
        try await desk.read { connection in
            let draft = try desk.draft(of: id, on: connection)
            let versions = try Instruments.versions(of: id, in: desk.workspace, on: connection)
            let counts = try InstrumentUse.responses(
                of: id, in: desk.workspace, on: connection)
            return DraftReview(
                draft: draft, warnings: DraftReview.warnings(draft.document, versions, counts),
                changes: versions.first.map {
                    InstrumentChange.between($0.json, draft.document ?? $0.json)
                } ?? [],
                openLinks: try InstrumentUse.openLinks(
                    of: id, at: desk.now(), in: desk.workspace, on: connection),
                running: try InstrumentUse.running(of: id, in: desk.workspace, on: connection))
        }
    }
}

/// A draft before it is published.
public struct DraftReview: Resource {
    public let draft: DraftResource
    public let warnings: [CodeWarning]
    /// Since the published version.
    public let changes: [InstrumentChange]
    /// Links that lead to the new version from then on.
    public let openLinks: Int
    /// Responses that were begun and go on with the version they began with.
    public let running: Int

    public var canPublish: Bool {
        draft.faults.isEmpty && draft.document != nil && !warnings.contains(where: \.isBlocking)
    }

    static func warnings(
        _ document: JSON?, _ versions: [Instruments.Version], _ counts: [Int: Int]
    ) -> [CodeWarning] {
        guard let document else { return [] }
        return CodeWarning.all(
            publishing: document,
            after: versions.reversed().map { ($0.json, counts[$0.version] ?? 0) })
    }

    public static let shape = Shape.object([
        Field("revision", .integer(0...1_000_000), .required, "Send it to publish just this."),
        Field("published", .integer(1...1_000_000), .optional),
        Field("isBehind", .boolean, .required, "Another version was published meanwhile."),
        Field("canPublish", .boolean),
        Field("faults", .array(.faultOfDocument)),
        Field("warnings", .array(.any), .required, "What happens to keys and codes with answers."),
        Field("changes", .array(.instrumentChange)),
        Field("openLinks", .integer(0...Int(Int32.max))),
        Field("running", .integer(0...Int(Int32.max))),
    ])

    public var json: JSON {
        [
            "revision": .integer(draft.revision),
            "published": draft.published.map { .integer($0) } ?? .null,
            "isBehind": .bool(draft.isBehind), "canPublish": .bool(canPublish),
            "faults": .array(draft.faults.map(\.ofDocument)),
            "warnings": .array(warnings.map(\.json)), "changes": .array(changes.map(\.json)),
            "openLinks": .integer(openLinks), "running": .integer(running),
        ]
    }
}
