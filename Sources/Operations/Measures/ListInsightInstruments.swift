public import Base
public import Domain
import SQL
import Store

/// The instruments that numbers can be had of, the one answered last first.
public struct ListInsightInstruments: Operation {
    public static let name = "insight.instruments"
    public static let summary = "List instruments for analysis, the one answered last first."
    public static let access = Access.right(.insightRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public init() {}

    public func perform(on desk: Desk) async throws -> Page<InsightInstrument> {
        try await desk.read { connection in
            let last = try AnswerRows.lastAnswered(in: desk.workspace, on: connection)
            let all = try Instruments.list(in: desk.workspace, on: connection)
            func age(_ id: ID<Instrument>) -> Int64 {
                last[id].map { -$0.microseconds } ?? .max
            }
            let ordered = all.sorted { (age($0.id), $0.id) < (age($1.id), $1.id) }
            return Page(
                ordered.map { stored in
                    InsightInstrument(
                        id: stored.id, key: stored.key, title: stored.title, metric: stored.metric,
                        lastAnsweredAt: last[stored.id])
                })
        }
    }
}

/// One of them.
public struct InsightInstrument: Resource, Hashable {
    public let id: ID<Instrument>
    public let key: String
    public let title: Wording
    public let metric: Metric?
    /// When the newest completed response was given; nil where there is none.
    public let lastAnsweredAt: Instant?

    public static let shape = Shape.object([
        Field("id", .id(Instrument.idPrefix)), Field("key", .text(max: 64)),
        Field("title", .wording),
        Field("metric", .choice(Metric.allCases.map(\.rawValue)), .optional, "Of the score."),
        Field("lastAnsweredAt", .instant, .optional, "Absent where nobody has answered yet."),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "key": .string(key), "title": title.json,
            "metric": .optional(metric?.rawValue),
            "lastAnsweredAt": .optional(lastAnsweredAt?.iso8601),
        ]
    }
}
