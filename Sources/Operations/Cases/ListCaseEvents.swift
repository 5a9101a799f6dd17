import Base
import Domain
import SQL
import Store

/// Everything that happened to a case, newest first.
public struct ListCaseEvents: Operation {
    public static let name = "cases.events"
    public static let summary = "Everything that happened to a case, newest first."
    public static let access = Access.right(.casesRead)
    public static let input = [
        Field("case", .id(Case.idPrefix)), .limit,
        Field("cursor", .text(max: 64), .optional, "The nextCursor of the page before."),
    ]

    private let id: ID<Case>
    private let before: ID<Event>?
    private let limit: Int

    public init(_ input: Input) throws {
        id = try input.id("case")
        before = try input.cursor(Event.self)
        limit = input.pageLimit
    }

    public func perform(on desk: Desk) async throws -> Page<TimelineEntry> {
        try await desk.read { connection in
            guard try Cases.find(id, in: desk.workspace, on: connection) != nil else {
                throw Refusal(.notFound, "noSuchCase")
            }
            let found = try connection.timeline(
                of: .init(id), workspace: desk.workspace, before: before, limit: limit + 1)
            return try TimelineEntry.page(found, limit: limit, for: desk, on: connection)
        }
    }
}
