public import Base
public import Domain
public import SQL

/// Until which day people are away; they are given no cases meanwhile.
public enum UserAbsences {
    /// Of those who are away or will have been: the last day, by person.
    public static func of(
        _ users: [ID<User>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<User>: CivilDate] {
        guard !users.isEmpty else { return [:] }
        var days: [ID<User>: CivilDate] = [:]
        try connection.each(
            """
            SELECT user_id, until FROM user_absences
            WHERE workspace = \(workspace) AND user_id IN \(SQL.list(users))
            """
        ) { days[$0.id(0)] = CivilDate($0.text(1)) }
        return days
    }

    /// - Parameter until: the last day; nil for somebody who is here.
    public static func set(
        _ until: CivilDate?, of user: ID<User>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        guard let until else {
            try connection.run(
                """
                DELETE FROM user_absences
                WHERE workspace = \(workspace) AND user_id = \(user)
                """)
            return
        }
        try connection.run(
            """
            INSERT INTO user_absences (workspace, user_id, until)
            VALUES (\(workspace), \(user), \(until.description))
            ON CONFLICT (workspace, user_id) DO UPDATE SET until = excluded.until
            """)
    }
}
