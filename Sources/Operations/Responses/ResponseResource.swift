public import Base
public import Domain
import Store

/// A filled-in questionnaire.
public struct ResponseResource: Resource {
    public let id: ID<Response>
    public let instrument: ID<Instrument>
    public let version: Int
    public let link: ID<Instrument.Link>?
    public let customer: ID<Customer>?
    public let caseID: ID<Case>?
    public let language: String
    public let channel: String
    public let metric: Metric?
    public let hidden: JSON.Object
    public let startedAt: Instant
    public let response: Response
    /// Key of the quota that was full already.
    public let overQuota: String?
    /// What speaks against it, in the order of `Quality.Flag`.
    public let flags: [Quality.Flag]
    public let isAnonymous: Bool
    /// By question; only one response alone brings them.
    public let readings: [String: TextReading]

    init(
        _ stored: Responses.Stored, _ flags: Set<Quality.Flag>? = nil,
        _ readings: [String: TextReading] = [:]
    ) {
        self.readings = readings
        id = stored.id
        instrument = stored.instrument
        version = stored.version
        link = stored.link
        customer = stored.customer
        caseID = stored.caseID
        language = stored.language
        channel = stored.channel
        metric = stored.metric
        hidden = stored.hidden
        startedAt = stored.startedAt
        response = stored.response
        overQuota = stored.overQuota
        isAnonymous = stored.isAnonymous
        self.flags = Quality.Flag.allCases.filter { flags?.contains($0) ?? false }
    }

    public static let shape = Shape.object([
        Field("id", .id(Response.idPrefix)),
        Field("instrument", .id(Instrument.idPrefix)),
        Field("version", .integer(1...1_000_000), .required, "Of the questionnaire's document."),
        Field("status", .choice(Response.Status.allCases.map(\.rawValue))),
        Field("score", .number(), .optional),
        Field("metric", .choice(Metric.allCases.map(\.rawValue)), .optional),
        Field(
            "answers", .map(.any), .required,
            "By item; absent = not answered, null = does not apply, dk = does not know."),
        Field("hidden", .map(.any)),
        Field("language", .choice(["zh", "en"])),
        Field("channel", .text(max: 40)),
        Field("link", .id(Instrument.Link.idPrefix), .optional),
        Field("customer", .id(Customer.idPrefix), .optional),
        Field("case", .id(Case.idPrefix), .optional),
        Field("startedAt", .instant),
        Field("completedAt", .instant, .optional),
        Field(
            "overQuota", .text(max: 40), .optional,
            "Key of the quota that was full already, so that it counts for none."),
        Field(
            "flags", .array(.choice(Quality.Flag.allCases.map(\.rawValue))), .required,
            "What speaks against its having been given with care."),
        Field("anonymous", .boolean, .required, "Leads to nobody; its time is its day."),
        Field(
            "readings", .map(TextReadingResource.shape), .required,
            "What was read in what the customer wrote, by item; empty in lists."),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "instrument": .string(instrument.description),
            "version": .integer(version), "status": .string(response.status.rawValue),
            "score": .optional(response.answers.score), "metric": .optional(metric?.rawValue),
            "answers": .object(response.answers.values), "hidden": .object(hidden),
            "language": .string(language), "channel": .string(channel),
            "link": .optional(link?.description), "customer": .optional(customer?.description),
            "case": .optional(caseID?.description), "startedAt": .string(startedAt.iso8601),
            "completedAt": .optional(response.completedAt?.iso8601),
            "overQuota": .optional(overQuota),
            "anonymous": .bool(isAnonymous),
            "flags": .array(flags.map { .string($0.rawValue) }),
            "readings": .object(
                JSON.Object(
                    readings.sorted { $0.key < $1.key }.map {
                        .init(key: $0.key, value: TextReadingResource($0.value).json)
                    })),
        ]
    }
}

/// What a program gets to know about the answers it handed in.
public struct SubmittedResponse: Resource {
    /// Nil of an anonymous questionnaire: whoever handed it in must not find it again.
    public let id: ID<Response>?
    public let score: Double?
    public let overQuota: String?

    public static let shape = Shape.object([
        Field("id", .id(Response.idPrefix), .optional, "Absent where answers are anonymous."),
        Field("status", .choice([Response.Status.completed.rawValue])),
        Field("score", .number(), .optional),
        Field("overQuota", .text(max: 40), .optional, "Key of the quota that was full already."),
    ])

    public var json: JSON {
        [
            "id": .optional(id?.description),
            "status": .string(Response.Status.completed.rawValue), "score": .optional(score),
            "overQuota": .optional(overQuota),
        ]
    }
}
