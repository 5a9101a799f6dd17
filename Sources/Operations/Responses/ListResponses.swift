import Base
import Domain
import SQL
import Store

/// Responses, newest first, by instrument, link, customer, time, and any condition over them.
public struct ListResponses: Operation {
    public static let name = "responses.list"
    public static let summary = "List responses, newest first, by time and any condition."
    public static let access = Access.right(.answersRead)
    public static let input = [
        Field("instrument", .id(Instrument.idPrefix), .optional),
        Field("link", .id(Instrument.Link.idPrefix), .optional),
        Field("customer", .id(Customer.idPrefix), .optional),
        Field("status", .choice(Response.Status.allCases.map(\.rawValue)), .optional),
        Field("from", .instant, .optional),
        Field("until", .instant, .optional),
        Field(
            "filter", .text(max: 2_000), .optional,
            "Expression over score, metric, status, channel, language, answers.*, hidden.*, "
                + "customer.*"),
        Field("limit", .integer(1...200), .optional, "Responses a page; 50 if absent."),
        Field("cursor", .text(max: 64), .optional, "The nextCursor of the page before."),
    ]

    private let selection: Responses.Selection
    private let filter: Expression?

    public init(_ input: Input) throws {
        filter = try ResponseFilter.read(input.textOrNil("filter"))
        selection = Responses.Selection(
            instrument: try input.idOrNil("instrument"), link: try input.idOrNil("link"),
            customer: try input.idOrNil("customer"),
            status: input.textOrNil("status").flatMap(Response.Status.init(rawValue:)),
            from: input.instantOrNil("from"), until: input.instantOrNil("until"),
            before: try input.textOrNil("cursor").map(Responses.Place.init(cursor:)),
            limit: input.integerOrNil("limit") ?? 50)
    }

    public func perform(on desk: Desk) async throws -> Page<ResponseResource> {
        try await desk.read { connection in
            let (found, next) = try ResponseFilter.page(
                selection, filter, in: desk.workspace, on: connection)
            return Page(found.map(ResponseResource.init), nextCursor: next?.cursor)
        }
    }
}
