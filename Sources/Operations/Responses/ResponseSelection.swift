import Base
import Domain
import Store

/// Which responses are meant: what the list, the files and the page's address say alike.
struct ResponseSelection: Sendable {
    static let fields = [
        Field("instrument", .id(Instrument.idPrefix), .optional),
        Field("link", .id(Instrument.Link.idPrefix), .optional),
        Field("customer", .id(Customer.idPrefix), .optional),
        Field("status", .choice(Response.Status.allCases.map(\.rawValue)), .optional),
        Field("from", .instant, .optional),
        Field("until", .instant, .optional),
        Field(
            "filter", .text(max: ListResponses.longestFilter), .optional,
            "Expression over score, metric, status, channel, language, answers.*, hidden.*, "
                + "computed.*, customer.*; with an instrument its names are checked."),
    ]

    var rows: Responses.Selection
    private let text: String?

    init(_ input: Input) throws {
        text = input.textOrNil("filter")
        rows = Responses.Selection(
            instrument: try input.idOrNil("instrument"), link: try input.idOrNil("link"),
            customer: try input.idOrNil("customer"),
            status: input.textOrNil("status").flatMap(Response.Status.init(rawValue:)),
            from: input.instantOrNil("from"), until: input.instantOrNil("until"))
    }

    /// - Throws: `Refusal` that points at the character.
    func filter(on desk: Desk) async throws -> ResponseFilter? {
        guard let text else { return nil }
        guard let instrument = rows.instrument else { return try ResponseFilter(text, of: nil) }
        return try ResponseFilter(text, of: try await desk.answers(to: instrument))
    }
}
