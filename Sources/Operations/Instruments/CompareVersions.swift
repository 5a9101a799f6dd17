public import Base
public import Domain
import SQL
import Store

/// What changed between two versions, part by part and line by line.
public struct CompareVersions: Operation {
    public static let name = "instruments.compare"
    public static let summary =
        "Compare two versions of a questionnaire, or one with the draft: by parts and by lines."
    public static let access = Access.right(.answersRead)
    public static let input = [
        Field.instrument, Field("from", .integer(1...1_000_000)),
        Field("to", .integer(1...1_000_000), .optional, "The draft where it is left out."),
    ]

    private let id: ID<Instrument>
    private let from: Int
    private let to: Int?

    public init(_ input: Input) throws {
        id = try input.id("instrument")
        from = input.integer("from")
        to = input.integerOrNil("to")
    }

    public func perform(on desk: Desk) async throws -> VersionComparison {
        try await desk.read { connection in
            let old = try text(of: from, desk, connection)
            let new = try text(of: to, desk, connection)
            return VersionComparison(
                from: from, to: to,
                changes: InstrumentChange.between(
                    try YAMLDocument(parsing: old).json, try YAMLDocument(parsing: new).json),
                lines: LineDifference(from: old, to: new))
        }
    }

    private func text(
        of version: Int?, _ desk: Desk, _ connection: any Connection
    ) throws -> String {
        guard let version else {
            return try InstrumentDrafts.current(id, in: desk.workspace, on: connection).draft.text
        }
        let stored = try Instruments.version(
            version, of: id, in: desk.workspace, on: connection)
        guard let stored else { throw Refusal(.notFound, "noSuchInstrument") }
        return stored.text
    }
}

/// The differences of two versions.
public struct VersionComparison: Resource {
    public let from: Int
    public let to: Int?
    public let changes: [InstrumentChange]
    public let lines: LineDifference

    public static let shape = Shape.object([
        Field("from", .integer(1...1_000_000)),
        Field("to", .integer(1...1_000_000), .optional, "The draft where it is missing."),
        Field("changes", .array(.instrumentChange)),
        Field(
            "lines",
            .array(
                .object([
                    Field("kind", .choice(LineDifference.Kind.allCases.map(\.rawValue))),
                    Field("text", .document()), Field("old", .integer(1...1_000_000), .optional),
                    Field("new", .integer(1...1_000_000), .optional),
                ])), .required, "What changed, with three lines around it."),
    ])

    public var json: JSON {
        [
            "from": .integer(from), "to": to.map { .integer($0) } ?? .null,
            "changes": .array(changes.map(\.json)),
            "lines": .array(
                lines.near(3).map { line in
                    [
                        "kind": .string(line.kind.rawValue), "text": .string(line.text),
                        "old": line.oldNumber.map { .integer($0) } ?? .null,
                        "new": line.newNumber.map { .integer($0) } ?? .null,
                    ]
                }),
        ]
    }
}

extension Shape {
    static let instrumentChange = Shape.object([
        Field("part", .choice(InstrumentChange.Part.allCases.map(\.rawValue))),
        Field("name", .text(), .required, "Key, code or number."),
        Field("owner", .text(), .optional, "Of the question or page that it belongs to."),
        Field("title", .any),
        Field("what", .choice(InstrumentChange.What.allCases.map(\.rawValue))),
        Field("member", .text(), .optional), Field("language", .choice(["zh", "en"]), .optional),
        Field("old", .any), Field("new", .any),
    ])
}
