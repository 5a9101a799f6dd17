public import Base
public import Domain
import Store

/// An address at which a questionnaire is answered.
public struct LinkResource: Resource {
    public let id: ID<Instrument.Link>
    public let instrument: ID<Instrument>
    public let name: String
    public let token: String
    public let channel: String
    public let language: String?
    public let hidden: JSON.Object
    public let terms: Instrument.Link
    public let createdAt: Instant
    public let started: Int
    public let completed: Int
    public let isAnonymous: Bool

    init(_ stored: Links.Stored, started: Int = 0, completed: Int = 0) {
        id = stored.id
        instrument = stored.instrument
        name = stored.name
        token = stored.token
        channel = stored.channel
        language = stored.language
        hidden = stored.hidden
        terms = stored.terms
        createdAt = stored.createdAt
        isAnonymous = stored.isAnonymous
        self.started = started
        self.completed = completed
    }

    /// Below the site's own address.
    public var path: String { "/a/\(token)" }

    public static let shape = Shape.object([
        Field("id", .id(Instrument.Link.idPrefix)),
        Field("instrument", .id(Instrument.idPrefix)),
        Field("name", .text(max: 100)),
        Field("path", .text(), .required, "Where it is answered, below this site's address."),
        Field("channel", .text(max: 40)),
        Field("language", .choice(["zh", "en"]), .optional),
        Field("hidden", .map(.any)),
        Field("anonymous", .boolean, .required, "Whether its answers lead to nobody."),
        Field("isOpen", .boolean),
        Field("closesAt", .instant, .optional),
        Field("limit", .integer(1...10_000_000), .optional),
        Field("createdAt", .instant),
        Field("started", .integer(0...Int(Int32.max))),
        Field("completed", .integer(0...Int(Int32.max))),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "instrument": .string(instrument.description),
            "name": .string(name), "path": .string(path), "channel": .string(channel),
            "language": .optional(language), "hidden": .object(hidden),
            "anonymous": .bool(isAnonymous),
            "isOpen": .bool(terms.isOpen), "closesAt": .optional(terms.closesAt?.iso8601),
            "limit": terms.limit.map { .integer($0) } ?? .null,
            "createdAt": .string(createdAt.iso8601), "started": .integer(started),
            "completed": .integer(completed),
        ]
    }
}

extension Field {
    static let link = Field("link", .id(Instrument.Link.idPrefix))
}
