public import Base
public import Domain
import SQL
public import Statistics
import Store

/// What reads the mood of a workspace's texts: its own models and which of them is in use.
public struct ShowMoodModels: Operation {
    public static let name = "moodModels.list"
    public static let summary = "List the workspace's models of mood, and what they were measured."
    public static let access = Access.right(.casesRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> MoodModelsResource {
        try await desk.read { try MoodModelsResource(in: desk.workspace, on: $0) }
    }
}

/// Goes back to an older model, forward to a newer, or to the built-in rules.
public struct UseMoodModel: Operation {
    public static let name = "moodModels.use"
    public static let summary =
        "Read the mood by this model from now on; 0 is the built-in rules. What was read stays."
    public static let access = Access.right(.rulesWrite)
    public static let input = [Field("version", .integer(0...1_000_000))]

    private let version: Int

    public init(_ input: Input) { version = input.integer("version") }

    public func perform(on desk: Desk) async throws -> MoodModelsResource {
        try await desk.write { ledger -> MoodModelsResource in
            let known = try MoodModels.list(in: ledger.workspace, on: ledger.connection)
            guard version == 0 || known.contains(where: { $0.version == version }) else {
                throw Refusal(.notFound, "noSuchModel")
            }
            try MoodModels.use(version, in: ledger.workspace, on: ledger.connection)
            try ledger.record("mood_model.used", .init("mood_model", Int64(version)))
            return try MoodModelsResource(in: ledger.workspace, on: ledger.connection)
        }
    }
}

public struct MoodModelsResource: Resource {
    public let models: [MoodModel]
    /// Nought for the built-in rules.
    public let used: Int

    init(in workspace: ID<Workspace>, on connection: any Connection) throws {
        models = try MoodModels.list(in: workspace, on: connection)
        used = try MoodModels.used(in: workspace, on: connection)
    }

    /// How many of the texts it learnt from it told right, with Wilson's interval.
    public static func quality(_ hits: Int, of texts: Int) -> Estimate? {
        try? Share(hits: hits, of: texts).estimate()
    }

    private static let count = Shape.integer(0...Int(Int32.max))
    private static let share = Shape.number(0...1)
    private static let measured = Shape.object([
        Field("value", share), Field("low", share), Field("high", share), Field("n", count),
    ])

    public static let shape = Shape.object([
        Field("used", count, .required, "The version that reads now; 0 for the built-in rules."),
        Field(
            "models",
            .array(
                .object([
                    Field("version", count), Field("at", .instant), Field("author", .text()),
                    Field("texts", count, .required, "Comments with a clear score."),
                    Field("content", count, .required, "Those of content customers."),
                    Field(
                        "accuracy", measured, .required,
                        "Held out in three parts; Wilson's interval at 95 %."),
                    Field("builtIn", measured, .required, "The built-in rules, same texts."),
                    Field("share", share, .required, "Of content customers among all."),
                ])), .required, "The newest first."),
    ])

    public var json: JSON {
        [
            "used": .integer(used),
            "models": .array(
                models.map { model in
                    [
                        "version": .integer(model.version), "at": .string(model.at.iso8601),
                        "author": .string(model.author), "texts": .integer(model.texts),
                        "content": .integer(model.content),
                        "accuracy": Self.measured(model.hits, model.texts),
                        "builtIn": Self.measured(model.builtInHits, model.texts),
                        "share": .number(model.share),
                    ]
                }),
        ]
    }

    private static func measured(_ hits: Int, _ texts: Int) -> JSON {
        guard let estimate = quality(hits, of: texts) else { return .null }
        return [
            "value": .number(estimate.value), "low": .optional(estimate.low),
            "high": .optional(estimate.high), "n": .integer(texts),
        ]
    }
}
