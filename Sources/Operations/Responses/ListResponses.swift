import Base
import Domain
import Store

/// Responses, newest first, by instrument, link, customer, time, and any condition over them.
public struct ListResponses: Operation {
    public static let name = "responses.list"
    public static let summary = "List responses, newest first, by time and any condition."
    public static let access = Access.right(.answersRead)
    /// As long as those of Insight, whose numbers lead here.
    public static let longestFilter = 4_000
    public static let input =
        ResponseSelection.fields + [
            Field("limit", .integer(1...200), .optional, "Responses a page; 50 if absent."),
            Field("cursor", .text(max: 64), .optional, "The nextCursor of the page before."),
        ]

    private let selection: ResponseSelection

    public init(_ input: Input) throws {
        var selection = try ResponseSelection(input)
        selection.rows.before = try input.textOrNil("cursor").map(Responses.Place.init(cursor:))
        selection.rows.limit = input.integerOrNil("limit") ?? 50
        self.selection = selection
    }

    public func perform(on desk: Desk) async throws -> Page<ResponseResource> {
        let filter = try await selection.filter(on: desk)
        let (found, next) = try await ResponseFilter.page(selection.rows, filter, on: desk)
        let shown = try await ResponseFilter.shown(
            found, of: selection.rows, filter, on: desk)
        return try await desk.read { connection in
            let flags = try Qualities.flags(
                of: shown.map(\.id), in: desk.workspace, on: connection)
            return Page(
                try desk.masked(shown, on: connection).map { ResponseResource($0, flags[$0.id]) },
                nextCursor: next?.cursor)
        }
    }
}
