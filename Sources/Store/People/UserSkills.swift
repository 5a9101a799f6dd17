public import Base
public import Domain
public import SQL

/// What people are good at: words such as those of cases.
public enum UserSkills {
    public static func of(
        _ users: [ID<User>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<User>: Set<String>] {
        guard !users.isEmpty else { return [:] }
        var skills: [ID<User>: Set<String>] = [:]
        try connection.each(
            """
            SELECT user_id, skill FROM user_skills
            WHERE workspace = \(workspace) AND user_id IN \(SQL.list(users))
            """
        ) { skills[$0.id(0), default: []].insert($0.text(1)) }
        return skills
    }

    public static func set(
        _ skills: Set<String>, of user: ID<User>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            "DELETE FROM user_skills WHERE workspace = \(workspace) AND user_id = \(user)")
        for skill in skills.sorted() {
            try connection.run(
                """
                INSERT INTO user_skills (workspace, user_id, skill)
                VALUES (\(workspace), \(user), \(skill))
                """)
        }
    }
}
