import Base
import Domain
import SQL
import Store

/// How a questionnaire is being answered: who was invited, began and finished, by channel, link,
/// mailing and day, where people stop, and how long it takes.
public struct ShowFieldReport: Operation {
    public static let name = "field.show"
    public static let summary =
        "Show how a questionnaire is being answered: rates by channel, link, mailing and day, and "
        + "where people stop."
    public static let access = Access.right(.insightRead)
    public static let input = [
        Field.instrument,
        Field("link", .id(Instrument.Link.idPrefix), .optional),
        Field("from", .instant, .optional, "Begun from here on."),
        Field("until", .instant, .optional, "Begun before this moment."),
    ]

    private let instrument: ID<Instrument>
    private let link: ID<Instrument.Link>?
    private let since: Instant?
    private let until: Instant?

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        link = try input.idOrNil("link")
        since = input.instantOrNil("from")
        until = input.instantOrNil("until")
    }

    public func perform(on desk: Desk) async throws -> FieldReport {
        let zone = try await desk.zone()
        let workspace = desk.workspace
        return try await desk.read { connection in
            let document = try desk.version(nil, of: instrument, on: connection).instrument
            let groups = try FieldCounts.groups(
                of: instrument, by: link, since: since, until: until, in: workspace,
                on: connection)
            let stopped = try FieldCounts.stopped(
                of: instrument, by: link, since: since, until: until, in: workspace,
                on: connection)
            let seconds = try FieldCounts.seconds(
                of: instrument, by: link, since: since, until: until, in: workspace,
                on: connection)
            let links = try Links.list(
                of: instrument, personal: false, in: workspace, on: connection)
            let invited = try FieldCounts.invited(
                of: instrument, by: link, in: workspace, on: connection)
            var names: [ID<Mailing>: String] = [:]
            for mailing in invited.compactMap(\.mailing) {
                names[mailing] = try Mailings.find(mailing, in: workspace, on: connection)?
                    .terms.name
            }
            return FieldReport(
                document, groups, stopped: stopped, seconds: seconds,
                links: links.filter { link == nil || $0.id == link }, invitations: invited,
                names: names, zone: zone)
        }
    }
}
