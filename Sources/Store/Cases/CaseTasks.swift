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
        public let doneAt: Instant?
    }

    public static func insert(
        _ id: ID<Task>, _ text: String, assignee: ID<User>?, of one: ID<Case>,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_tasks (workspace, case_id, id, text, assignee)
            VALUES (\(workspace), \(one), \(id), \(text), \(assignee))
            """)
    }

    public static func list(
        of one: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT id, text, assignee, done FROM case_tasks
            WHERE workspace = \(workspace) AND case_id = \(one) ORDER BY id
            """
        ) { row in
            Stored(
                id: row.id(0), text: row.text(1), assignee: row.idOrNil(2),
                doneAt: row.instantOrNil(3))
        }
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
