public import Base
public import Domain
import SQL
public import Statistics
import Store

/// The models that the workspace's own records taught, with what was measured of them.
public struct ShowTextModels: Operation {
    public static let name = "textModels.list"
    public static let summary =
        "List the workspace's models with what was measured of them on texts held out."
    public static let access = Access.right(.casesRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> TextModelsResource {
        try await desk.read { try TextModelsResource(desk, on: $0) }
    }
}

/// Goes back to an older model, forward to a newer, or to none.
public struct UseTextModel: Operation {
    public static let name = "textModels.use"
    public static let summary = """
        Use this version from now on; 0 is none: the built-in rules of mood, or no suggestion. \
        What was read stays.
        """
    public static let access = Access.right(.rulesWrite)
    public static let input = [
        Field("subject", .choice(TextModel.Subject.allCases.map(\.rawValue))),
        Field("version", .integer(0...1_000_000)),
    ]

    private let subject: TextModel.Subject
    private let version: Int

    public init(_ input: Input) {
        subject = TextModel.Subject(rawValue: input.text("subject")) ?? .mood
        version = input.integer("version")
    }

    public func perform(on desk: Desk) async throws -> TextModelsResource {
        try await desk.write { ledger -> TextModelsResource in
            let known = try TextModels.list(subject, in: ledger.workspace, on: ledger.connection)
            guard version == 0 || known.contains(where: { $0.version == version }) else {
                throw Refusal(.notFound, "noSuchModel")
            }
            try TextModels.use(version, subject, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "text_model.used", .init("text_model", Int64(version)),
                ["subject": .string(subject.rawValue)])
            return try TextModelsResource(desk, on: ledger.connection)
        }
    }
}

public struct TextModelsResource: Resource {
    /// All models of one subject.
    public struct Kept: Sendable {
        public let subject: TextModel.Subject
        /// The newest first.
        public let models: [TextModel]
        /// Nought for none.
        public let used: Int
        public let growth: TextModel.Growth
        /// Whether it learns anew once there is enough that is new.
        public let learnsAlone: Bool

        init(
            _ subject: TextModel.Subject, in workspace: ID<Workspace>,
            on connection: any Connection
        ) throws {
            self.subject = subject
            models = try TextModels.list(subject, in: workspace, on: connection)
            used = try TextModels.used(subject, in: workspace, on: connection)
            let last = try TextJobs.last(learning: subject, in: workspace, on: connection)
            let since = [last?.at, models.first?.at].compactMap { $0 }.max()
            growth = try TextModels.growth(
                of: subject, since: since ?? Instant(microseconds: 0), in: workspace,
                on: connection)
            learnsAlone = TextModel.learnsAlone(models, used: used)
        }
    }

    public let subjects: [Kept]
    /// Texts that other themes than today's read.
    public let stale: Int

    init(_ desk: Desk, on connection: any Connection) throws {
        subjects = try TextModel.Subject.allCases.map {
            try Kept($0, in: desk.workspace, on: connection)
        }
        let stamp = try desk.house.themeReader(in: desk.workspace, on: connection).stamp
        stale = try TextReadings.stale(since: stamp, in: desk.workspace, on: connection)
    }

    public subscript(subject: TextModel.Subject) -> Kept? {
        subjects.first { $0.subject == subject }
    }

    /// How many of some texts were told right, with Wilson's interval.
    public static func quality(_ hits: Int, of texts: Int) -> Estimate? {
        try? Share(hits: hits, of: texts).estimate()
    }

    private static let count = Shape.integer(0...Int(Int32.max))
    private static let share = Shape.number(0...1)
    private static let measured = Shape.object([
        Field("value", share), Field("low", share), Field("high", share), Field("n", count),
    ])
    private static let model = Shape.object([
        Field("version", count), Field("at", .instant), Field("author", .text()),
        Field("texts", count, .required, "Comments with a clear score, or closed cases."),
        Field("answered", count, .required, "Held-out texts of which it said anything."),
        Field(
            "accuracy", measured, .optional,
            "Of those, told right; Wilson's interval at 95 %."),
        Field(
            "simple", measured, .optional,
            "The same texts by the built-in rules, or by the commonest label."),
        Field("labels", .array(.text()), .required, "What it can say, beside mood."),
        Field("content", count, .optional, "Of mood: comments of content customers."),
        Field("share", share, .optional, "Of mood: content customers among all."),
        Field(
            "rejected", measured, .optional,
            "Of intents: texts of hidden intents that were told to be none."),
    ])

    public static let shape = Shape.object([
        Field("stale", count, .required, "Texts that other themes than today's read."),
        Field(
            "subjects",
            .array(
                .object([
                    Field("subject", .choice(TextModel.Subject.allCases.map(\.rawValue))),
                    Field("used", count, .required, "The version in use; 0 for none."),
                    Field("texts", count, .required, "Labelled texts there are."),
                    Field("new", count, .required, "Those since it last learnt or tried."),
                    Field("needed", count, .required, "New ones after which it learns anew."),
                    Field("learnsAlone", .boolean, .required, "Not where people went back."),
                    Field("models", .array(model), .required, "The newest first."),
                ]))),
    ])

    public var json: JSON {
        [
            "stale": .integer(stale),
            "subjects": .array(
                subjects.map { kept in
                    [
                        "subject": .string(kept.subject.rawValue), "used": .integer(kept.used),
                        "texts": .integer(kept.growth.texts), "new": .integer(kept.growth.new),
                        "needed": .integer(kept.growth.needed),
                        "learnsAlone": .bool(kept.learnsAlone),
                        "models": .array(kept.models.map(Self.json)),
                    ]
                }),
        ]
    }

    private static func json(_ model: TextModel) -> JSON {
        [
            "version": .integer(model.version), "at": .string(model.at.iso8601),
            "author": .string(model.author), "texts": .integer(model.texts),
            "answered": .integer(model.answered),
            "accuracy": measured(model.hits, model.answered),
            "simple": measured(model.simpleHits, model.answered),
            "labels": .array(model.labels.map(JSON.string)),
            "content": model.mood.map { .integer($0.content) } ?? .null,
            "share": model.mood.map { .number($0.share) } ?? .null,
            "rejected": model.gate.map { measured($0.rejected, $0.outside) } ?? .null,
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
