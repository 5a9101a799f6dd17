public import Base
import Domain
import SQL
import Store

/// What happened to a case's clocks.
public struct ListClockEntries: Operation {
    public static let name = "cases.clockEntries"
    public static let summary =
        "List every start, pause, resumption, alarm and stop of a case's clocks, oldest first."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> Page<ClockEntryResource> {
        try await desk.read { connection in
            guard try Cases.find(id, in: desk.workspace, on: connection) != nil else {
                throw Refusal(.notFound, "noSuchCase")
            }
            let entries = try CaseClocks.entries(of: id, in: desk.workspace, on: connection)
            return Page(entries.map(ClockEntryResource.init))
        }
    }
}

/// One line of a clock's history.
public struct ClockEntryResource: Resource {
    let entry: ClockEntry

    init(_ entry: ClockEntry) { self.entry = entry }

    public static let shape = Shape.object([
        Field("clock", .choice(ClockKind.allCases.map(\.rawValue))),
        Field("kind", .choice(ClockEntry.Kind.allCases.map(\.rawValue))),
        Field("at", .instant),
        Field("promise", .text()),
        Field("promiseVersion", .integer(1...1_000_000)),
        Field("countedSeconds", .number(), .required, "Working time up to the last halt."),
        Field("dueAt", .instant, .optional),
        Field("level", .integer(0...100), .optional, "Which escalation, from 0."),
        Field("reason", .text(max: 2_000), .optional),
    ])

    public var json: JSON {
        [
            "clock": .string(entry.clock.rawValue),
            "kind": .string(entry.kind.rawValue),
            "at": .string(entry.at.iso8601),
            "promise": .string(entry.promise.key),
            "promiseVersion": .integer(entry.promise.version),
            "countedSeconds": .number(entry.counted.seconds),
            "dueAt": .optional(entry.dueAt?.iso8601),
            "level": entry.level.map { .integer($0) } ?? .null,
            "reason": .optional(entry.reason),
        ]
    }
}
