public import Base
public import Domain
import SQL
import Store

/// Begins to learn a model of the workspace's records, or to read all texts again.
public struct StartTextJob: Operation {
    public static let name = "textJobs.start"
    public static let summary =
        "Learn a model in the background; of mood, or without one, read all texts again."
    public static let access = Access.right(.rulesWrite)
    public static let input = [
        Field(
            "learn", .choice(TextModel.Subject.allCases.map(\.rawValue)), .optional,
            "Mood from comments and scores; tag, cause and team from closed cases; the others from examples."
        )
    ]

    private let subject: TextModel.Subject?

    public init(_ input: Input) {
        subject = input.textOrNil("learn").flatMap(TextModel.Subject.init)
    }

    public func perform(on desk: Desk) async throws -> TextJobResource {
        try await desk.write { ledger -> TextJobResource in
            guard let job = try ledger.startTextJob(learning: subject) else {
                throw Refusal(.conflict, "textJobRuns")
            }
            return TextJobResource(job)
        }
    }
}

extension Ledger {
    /// Nil where one runs already.
    func startTextJob(learning subject: TextModel.Subject?) throws -> TextJob? {
        let last = try TextJobs.list(limit: 1, in: workspace, on: connection)
        guard last.first?.status != .running else { return nil }
        let total: Int
        if let subject, subject != .mood {
            total = try TextModels.growth(of: subject, since: now, in: workspace, on: connection)
                .texts
        } else {
            total = try TextJobs.total(in: workspace, on: connection)
        }
        let job = TextJob(
            newID(), at: now, author: actor.name, learning: subject, total: total,
            stamp: try house.themeReader(in: workspace, on: connection).stamp)
        try TextJobs.save(job, in: workspace, on: connection)
        try record(
            "text_job.started", .init("text_job", job.id),
            ["learn": .optional(subject?.rawValue)])
        return job
    }
}

extension House {
    /// Whether texts stand there as other themes than today's read them, and nothing was begun for
    /// these yet: what is behind after that stands nowhere any more, or somebody broke it off.
    func mustRenewReadings(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        let stamp = try themeReader(in: workspace, on: connection).stamp
        return try TextJobs.lastReading(in: workspace, on: connection)?.stamp != stamp
            && TextReadings.stale(since: stamp, in: workspace, on: connection) > 0
    }
}

extension Ledger {
    /// Begins to read again what was read by other themes than today's.
    func renewReadings() throws {
        guard try house.mustRenewReadings(in: workspace, on: connection) else { return }
        _ = try startTextJob(learning: nil)
    }
}

public struct ListTextJobs: Operation {
    public static let name = "textJobs.list"
    public static let summary =
        "List the last jobs of learning and reading texts again, the newest first."
    public static let access = Access.right(.casesRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<TextJobResource> {
        try await desk.read { connection in
            let found = try TextJobs.list(limit: 10, in: desk.workspace, on: connection)
            return Page(found.map(TextJobResource.init))
        }
    }
}

/// Breaks a job off; what was read again stays.
public struct CancelTextJob: Operation {
    public static let name = "textJobs.cancel"
    public static let summary = "Break off learning or reading texts again; what was read stays."
    public static let access = Access.right(.rulesWrite)
    public static let input = [Field("job", .id(TextJob.idPrefix))]

    private let id: ID<TextJob>

    public init(_ input: Input) throws { id = try input.id("job") }

    public func perform(on desk: Desk) async throws -> TextJobResource {
        try await desk.write { ledger -> TextJobResource in
            guard
                var job = try TextJobs.find(id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchTextJob") }
            try job.cancel()
            try TextJobs.save(job, in: ledger.workspace, on: ledger.connection)
            try ledger.record("text_job.cancelled", .init("text_job", id))
            return TextJobResource(job)
        }
    }
}

public struct TextJobResource: Resource {
    public let job: TextJob

    init(_ job: TextJob) { self.job = job }

    private static let count = Shape.integer(0...Int(Int32.max))

    public static let shape = Shape.object([
        Field("id", .id(TextJob.idPrefix)),
        Field("at", .instant),
        Field("author", .text()),
        Field(
            "learn", .choice(TextModel.Subject.allCases.map(\.rawValue)), .optional,
            "What it learns; absent where texts are only read again."),
        Field("status", .choice(TextJob.Status.allCases.map(\.rawValue))),
        Field("phase", .choice(TextJob.Phase.allCases.map(\.rawValue)), .required, "What is next."),
        Field("done", count, .required, "Texts read so far."),
        Field("total", count),
        Field("failure", .text(), .optional, "Code of what kept it from learning."),
    ])

    public var json: JSON {
        [
            "id": .string(job.id.description), "at": .string(job.at.iso8601),
            "author": .string(job.author), "learn": .optional(job.subject?.rawValue),
            "status": .string(job.status.rawValue),
            "phase": .string(job.phase.rawValue), "done": .integer(job.done),
            "total": .integer(job.total), "failure": .optional(job.failure),
        ]
    }
}
