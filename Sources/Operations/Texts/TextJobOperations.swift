public import Base
public import Domain
import Store

/// Begins to read all texts again, after learning from the workspace's answers or not.
public struct StartTextJob: Operation {
    public static let name = "textJobs.start"
    public static let summary =
        "Read all texts again in the background; with learn, learn a model of mood before."
    public static let access = Access.right(.rulesWrite)
    public static let input = [
        Field("learn", .boolean, .optional, "From the workspace's own comments and scores.")
    ]

    private let learns: Bool

    public init(_ input: Input) { learns = input.bool("learn") }

    public func perform(on desk: Desk) async throws -> TextJobResource {
        try await desk.write { ledger -> TextJobResource in
            let last = try TextJobs.list(limit: 1, in: ledger.workspace, on: ledger.connection)
            guard last.first?.status != .running else {
                throw Refusal(.conflict, "textJobRuns")
            }
            let job = TextJob(
                ledger.newID(), at: ledger.now, author: ledger.actor.name, learns: learns,
                total: try TextJobs.total(in: ledger.workspace, on: ledger.connection))
            try TextJobs.save(job, in: ledger.workspace, on: ledger.connection)
            try ledger.record("text_job.started", .init("text_job", job.id))
            return TextJobResource(job)
        }
    }
}

public struct ListTextJobs: Operation {
    public static let name = "textJobs.list"
    public static let summary = "List the last jobs of reading texts again, the newest first."
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
    public static let summary = "Break off reading texts again; what was read stays."
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
        Field("status", .choice(TextJob.Status.allCases.map(\.rawValue))),
        Field("phase", .choice(TextJob.Phase.allCases.map(\.rawValue)), .required, "What is next."),
        Field("done", count, .required, "Responses and messages read so far."),
        Field("total", count),
        Field("failure", .text(), .optional, "Code of what kept it from learning."),
    ])

    public var json: JSON {
        [
            "id": .string(job.id.description), "at": .string(job.at.iso8601),
            "author": .string(job.author), "status": .string(job.status.rawValue),
            "phase": .string(job.phase.rawValue), "done": .integer(job.done),
            "total": .integer(job.total), "failure": .optional(job.failure),
        ]
    }
}
