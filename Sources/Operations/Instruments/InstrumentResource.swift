public import Base
public import Domain
import Store

/// A questionnaire, as lists show it.
public struct InstrumentResource: Resource {
    public let id: ID<Instrument>
    public let key: String
    public let version: Int
    public let title: Wording
    public let metric: Metric?
    public let createdAt: Instant
    public let changedAt: Instant
    public let responses: Int

    init(_ stored: Instruments.Stored, responses: Int) {
        id = stored.id
        key = stored.key
        version = stored.version
        title = stored.title
        metric = stored.metric
        createdAt = stored.createdAt
        changedAt = stored.changedAt
        self.responses = responses
    }

    static let fields = [
        Field("id", .id(Instrument.idPrefix)),
        Field("key", .text(max: 64)),
        Field("version", .integer(1...1_000_000), .required, "The newest one."),
        Field("title", .wording),
        Field("metric", .choice(Metric.allCases.map(\.rawValue)), .optional, "Of the score."),
        Field("createdAt", .instant),
        Field("changedAt", .instant),
        Field("responses", .integer(0...Int(Int32.max)), .required, "How many there are."),
    ]
    public static let shape = Shape.object(fields)

    public var json: JSON {
        [
            "id": .string(id.description), "key": .string(key), "version": .integer(version),
            "title": title.json, "metric": .optional(metric?.rawValue),
            "createdAt": .string(createdAt.iso8601), "changedAt": .string(changedAt.iso8601),
            "responses": .integer(responses),
        ]
    }
}

/// One version of a questionnaire with its document.
public struct InstrumentVersionResource: Resource {
    public let id: ID<Instrument>
    public let version: Int
    public let newest: Int
    public let text: String
    public let at: Instant
    public let author: String
    /// The document, interpreted.
    public let instrument: Instrument

    public static let shape = Shape.object([
        Field("id", .id(Instrument.idPrefix)),
        Field("version", .integer(1...1_000_000)),
        Field("newest", .integer(1...1_000_000), .required, "The newest version there is."),
        Field("title", .wording),
        Field("document", .document(), .required, "The YAML text."),
        Field("at", .instant),
        Field("author", .text(max: 64)),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "version": .integer(version),
            "newest": .integer(newest), "title": instrument.title.json,
            "document": .string(text), "at": .string(at.iso8601), "author": .string(author),
        ]
    }
}

extension Shape {
    /// Words in both languages.
    static let wording = Shape.object([
        Field("zh", .text(max: 2_000)), Field("en", .text(max: 2_000)),
    ])
}

extension Field {
    static let instrument = Field("instrument", .id(Instrument.idPrefix))
}
