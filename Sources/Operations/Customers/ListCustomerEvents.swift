public import Base
public import Domain
import SQL
import Store

/// Everything that happened with a customer, newest first.
public struct ListCustomerEvents: Operation {
    public static let name = "customers.events"
    public static let summary = "Everything that happened with a customer, newest first."
    public static let access = Access.right(.customersRead)
    public static let input = [
        Field.customer, .limit,
        Field("cursor", .text(max: 64), .optional, "The nextCursor of the page before."),
    ]

    private let id: ID<Customer>
    private let before: ID<Event>?
    private let limit: Int

    public init(_ input: Input) throws {
        id = try input.id("customer")
        before = try input.cursor(Event.self)
        limit = input.pageLimit
    }

    public func perform(on desk: Desk) async throws -> Page<TimelineEntry> {
        try await desk.read { connection in
            guard try Customers.find(id, in: desk.workspace, on: connection) != nil else {
                throw Refusal(.notFound, "noSuchCustomer")
            }
            let found = try connection.timeline(
                ofCustomer: id, workspace: desk.workspace, before: before, limit: limit + 1)
            return try TimelineEntry.page(found, limit: limit, for: desk, on: connection)
        }
    }
}

/// One event on a timeline.
public struct TimelineEntry: Resource {
    public let event: Event
    /// Of the event, as its reader sees it.
    public let data: JSON

    init(_ event: Event, data: JSON) {
        self.event = event
        self.data = data
    }

    /// - Parameter found: one more than the page holds, where there are more.
    static func page(
        _ found: [Event], limit: Int, for desk: Desk, on connection: any Connection
    ) throws -> Page<TimelineEntry> {
        let masking = try desk.masking(on: connection)
        return Page(
            found.prefix(limit).map { event in
                TimelineEntry(event, data: masking?.texts(event.data) ?? event.data)
            },
            nextCursor: found.count > limit ? found[limit - 1].id.description : nil)
    }

    public static let shape = Shape.object([
        Field("id", .id(Event.idPrefix)),
        Field("kind", .text(max: 60), .required, "Such as response.completed, case.opened."),
        Field("at", .instant),
        Field("actor", .text(max: 100)),
        Field("subject", .text(max: 60), .optional, "Id of the response, case or customer."),
        Field("data", .any),
    ])

    /// The id as it is shown, where the subject has a page.
    public var subject: String? { event.subject.shown }

    public var json: JSON {
        [
            "id": .string(event.id.description), "kind": .string(event.kind),
            "at": .string(event.at.iso8601), "actor": .string(event.actor),
            "subject": .optional(subject), "data": data,
        ]
    }
}

extension Event.Subject {
    /// The id as it is shown; nil for what nobody is shown by an id.
    var shown: String? {
        switch kind {
        case "response": ID<Response>(raw: id).description
        case "case": ID<Case>(raw: id).description
        case "customer": ID<Customer>(raw: id).description
        case "hot_matter": ID<HotMatter>(raw: id).description
        default: nil
        }
    }
}
