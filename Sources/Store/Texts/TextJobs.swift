public import Base
public import Domain
public import SQL

/// Jobs as stored; of one workspace one runs at a time.
public enum TextJobs {
    public static func list(
        limit: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [TextJob] {
        try connection.rows(
            """
            SELECT \(columns) FROM text_jobs WHERE workspace = \(workspace)
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    public static func find(
        _ id: ID<TextJob>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> TextJob? {
        try connection.first(
            "SELECT \(columns) FROM text_jobs WHERE workspace = \(workspace) AND id = \(id)",
            read)
    }

    /// The last that learnt this, or tried to.
    public static func last(
        learning subject: TextModel.Subject, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> TextJob? {
        try connection.first(
            """
            SELECT \(columns) FROM text_jobs
            WHERE workspace = \(workspace) AND subject = \(subject.rawValue)
            ORDER BY id DESC LIMIT 1
            """, read)
    }

    /// The last that read texts again, or set out to.
    public static func lastReading(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> TextJob? {
        try connection.first(
            """
            SELECT \(columns) FROM text_jobs WHERE workspace = \(workspace)
              AND (subject IS NULL OR (subject = 'mood' AND status = 'finished'))
            ORDER BY id DESC LIMIT 1
            """, read)
    }

    /// Those that run, of all workspaces.
    public static func running(
        on connection: any Connection
    ) throws -> [(workspace: ID<Workspace>, id: ID<TextJob>)] {
        try connection.rows(
            "SELECT workspace, id FROM text_jobs WHERE status = 'running' ORDER BY id"
        ) { ($0.id(0), $0.id(1)) }
    }

    /// Makes a new one or writes the state of one.
    public static func save(
        _ job: TextJob, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO text_jobs (workspace, \(columns))
            VALUES (\(workspace), \(job.id), \(job.at), \(job.author),
              \(job.subject?.rawValue), \(job.status.rawValue), \(job.phase.rawValue),
              \(job.done), \(job.total), \(job.cursor), \(job.failure), \(job.stamp))
            ON CONFLICT (workspace, id) DO UPDATE SET status = excluded.status,
              phase = excluded.phase, done = excluded.done, total = excluded.total,
              place = excluded.place, failure = excluded.failure
            """)
    }

    /// How many completed responses and messages of customers there are.
    public static func total(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT (SELECT COUNT(*) FROM responses
                WHERE workspace = \(workspace) AND status = 'completed')
              + (SELECT COUNT(*) FROM case_messages
                WHERE workspace = \(workspace) AND kind = 'received')
            """
        ) { $0.int(0) } ?? 0
    }

    /// The next completed responses by id.
    public static func responses(
        after id: Int64, limit: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Response>] {
        try connection.rows(
            """
            SELECT id FROM responses WHERE workspace = \(workspace) AND id > \(id)
              AND status = 'completed'
            ORDER BY id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    private static let columns: SQL = """
        id, at, author, subject, status, phase, done, total, place, failure, stamp
        """

    private static func read(_ row: Row) throws -> TextJob {
        TextJob(
            row.id(0), at: row.instant(1), author: row.text(2),
            subject: row.textOrNil(3).flatMap(TextModel.Subject.init), status: row.word(4),
            phase: row.word(5), done: row.int(6), total: row.int(7), cursor: row.int64(8),
            failure: row.textOrNil(9), stamp: row.int64OrNil(10))
    }
}
