public import Base
public import Domain
public import SQL

/// Small things to be done for a case, ticked off one by one.
public enum CaseTasks {
    public enum Task: Identified { public static let idPrefix = "tsk" }

    public struct Stored: Hashable, Sendable {
        public let id: ID<Task>
        public let text: String
        public let assignee: ID<User>?
        /// The last day on which it is in time.
        public let due: CivilDate?
        public let doneAt: Instant?
    }

    /// A task with the case it belongs to.
    public struct Owed: Hashable, Sendable {
        public let one: ID<Case>
        public let number: Int
        public let title: Wording
        public let task: Stored
    }

    public static func insert(
        _ id: ID<Task>, _ text: String, assignee: ID<User>?, due: CivilDate?, of one: ID<Case>,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        // In no zone does the day begin earlier; which one counts is known when it comes.
        let looked = due.map { Instant(startOf: $0, in: .utc) - .hours(14) }
        try connection.run(
            """
            INSERT INTO case_tasks (workspace, case_id, id, text, assignee, due, remind_at)
            VALUES (\(workspace), \(one), \(id), \(text), \(assignee), \(due?.description),
                \(looked))
            """)
    }

    public static func list(
        of one: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT id, text, assignee, due, done FROM case_tasks
            WHERE workspace = \(workspace) AND case_id = \(one) ORDER BY id
            """
        ) { read($0, from: 0) }
    }

    /// What somebody has to do: given to them, or to nobody in a case of theirs; what is due first
    /// first, what has no day last. Closed cases owe nothing any more.
    public static func owed(
        by user: ID<User>, limit: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Owed] {
        try connection.rows(
            """
            SELECT c.id, c.number, c.title_zh, c.title_en, t.id, t.text, t.assignee, t.due, t.done
            FROM case_tasks AS t
            JOIN cases AS c ON c.workspace = t.workspace AND c.id = t.case_id
            WHERE t.workspace = \(workspace) AND t.done IS NULL AND c.status <> 'closed'
              AND (t.assignee = \(user) OR (t.assignee IS NULL AND c.assignee = \(user)))
            ORDER BY CASE WHEN t.due IS NULL THEN 1 ELSE 0 END, t.due, t.id LIMIT \(limit)
            """
        ) { row in
            Owed(
                one: row.id(0), number: row.int(1),
                title: Wording(zh: row.text(2), en: row.text(3)), task: read(row, from: 4))
        }
    }

    private static func read(_ row: Row, from place: Int) -> Stored {
        Stored(
            id: row.id(place), text: row.text(place + 1), assignee: row.idOrNil(place + 2),
            due: row.textOrNil(place + 3).flatMap(CivilDate.init),
            doneAt: row.instantOrNil(place + 4))
    }

    /// - Returns: whether there is such a task.
    public static func tick(
        _ id: ID<Task>, isDone: Bool, by user: ID<User>?, of one: ID<Case>, at now: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        let done: Instant? = isDone ? now : nil
        let doer: ID<User>? = isDone ? user : nil
        return try connection.run(
            """
            UPDATE case_tasks SET done = \(done), done_by = \(doer)
            WHERE workspace = \(workspace) AND case_id = \(one) AND id = \(id)
            """) == 1
    }
}
