public import Base
public import Domain
public import SQL

extension CaseTasks {
    /// A task whose day may have come, of which nobody was told yet.
    public struct Reminder: Hashable, Sendable {
        public let workspace: ID<Workspace>
        public let one: ID<Case>
        public let id: ID<Task>
        public let assignee: ID<User>?
        public let due: CivilDate
        public let isDone: Bool
        /// When it is to be looked at; who settles it must still find it so.
        let at: Instant
    }

    /// Of all workspaces, those that are to be looked at by now, the longest waiting first.
    public static func reminders(
        by now: Instant, limit: Int, on connection: any Connection
    ) throws -> [Reminder] {
        try connection.rows(
            """
            SELECT workspace, case_id, id, assignee, due, done, remind_at FROM case_tasks
            WHERE remind_at <= \(now) ORDER BY remind_at, id LIMIT \(limit)
            """
        ) { row in
            row.textOrNil(4).flatMap(CivilDate.init).map { due in
                Reminder(
                    workspace: row.id(0), one: row.id(1), id: row.id(2),
                    assignee: row.idOrNil(3), due: due, isDone: row.instantOrNil(5) != nil,
                    at: row.instant(6))
            }
        }.compactMap { $0 }
    }

    /// - Parameter later: when it is to be looked at again; nil for never.
    /// - Returns: whether nobody else has settled it, so that of many nodes one tells.
    public static func settle(
        _ reminder: Reminder, until later: Instant? = nil, on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            UPDATE case_tasks SET remind_at = \(later)
            WHERE workspace = \(reminder.workspace) AND case_id = \(reminder.one)
              AND id = \(reminder.id) AND remind_at = \(reminder.at)
            """) == 1
    }
}
