public import Base
public import Domain
public import SQL

/// Who of a team has how much at hand.
public enum TeamLoad {
    /// Active cases by person, and when each was last given one, over all their cases.
    public static func of(
        _ users: [ID<User>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> (load: [ID<User>: Int], lastGiven: [ID<User>: Instant]) {
        guard !users.isEmpty else { return ([:], [:]) }
        let list = SQL.joined(users.map { "\($0)" }, by: ", ")
        var load: [ID<User>: Int] = [:]
        var last: [ID<User>: Instant] = [:]
        try connection.each(
            """
            SELECT assignee, SUM(CASE WHEN is_active = 1 THEN 1 ELSE 0 END), MAX(opened)
            FROM cases
            WHERE workspace = \(workspace) AND assignee IN (\(list)) GROUP BY assignee
            """
        ) { row in
            load[row.id(0)] = row.int(1)
            last[row.id(0)] = row.instant(2)
        }
        return (load, last)
    }
}
