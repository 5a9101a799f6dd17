public import Base
public import Domain
public import SQL

/// The tree of teams, as stored.
public enum Teams {
    public struct Stored: Sendable {
        public let id: ID<Team>
        public let name: String
        public let parent: ID<Team>?
        public let lead: ID<User>?
        /// Key of the calendar whose hours count for its cases; nil where the promise's do.
        public let calendar: String?
        /// How its new cases find their person.
        public let assigns: TeamAssignment
        /// Active cases with which a member has enough and is given no more; nil for no end.
        public let most: Int?
        public let members: [ID<User>]

        public init(
            id: ID<Team>, name: String, parent: ID<Team>?, lead: ID<User>?,
            calendar: String? = nil, assigns: TeamAssignment = .manual,
            most: Int? = nil, members: [ID<User>] = []
        ) {
            self.id = id
            self.name = name
            self.parent = parent
            self.lead = lead
            self.calendar = calendar
            self.assigns = assigns
            self.most = most
            self.members = members
        }
    }

    /// All of them, by name; a workspace has tens, not thousands.
    public static func list(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        var members: [ID<Team>: [ID<User>]] = [:]
        try connection.each(
            """
            SELECT team, user_id FROM team_members WHERE workspace = \(workspace)
            ORDER BY team, user_id
            """
        ) { members[$0.id(0), default: []].append($0.id(1)) }
        return try connection.rows(
            """
            SELECT id, name, parent, lead, calendar, assigns, most FROM teams
            WHERE workspace = \(workspace)
            ORDER BY name, id
            """
        ) { row in
            let id: ID<Team> = row.id(0)
            return Stored(
                id: id, name: row.text(1), parent: row.idOrNil(2), lead: row.idOrNil(3),
                calendar: row.textOrNil(4),
                assigns: row.textOrNil(5).flatMap(TeamAssignment.init) ?? .manual,
                most: row.int64OrNil(6).map { Int($0) },
                members: members[id] ?? [])
        }
    }

    public static func find(
        _ id: ID<Team>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        let users = try members(of: id, in: workspace, on: connection)
        return try connection.first(
            """
            SELECT name, parent, lead, calendar, assigns, most FROM teams
            WHERE workspace = \(workspace) AND id = \(id)
            """
        ) { row in
            Stored(
                id: id, name: row.text(0), parent: row.idOrNil(1), lead: row.idOrNil(2),
                calendar: row.textOrNil(3),
                assigns: row.textOrNil(4).flatMap(TeamAssignment.init) ?? .manual,
                most: row.int64OrNil(5).map { Int($0) },
                members: users)
        }
    }

    public static func tree(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> TeamTree {
        TeamTree(
            try connection.rows(
                "SELECT id, parent FROM teams WHERE workspace = \(workspace)"
            ) { ($0.id(0), $0.idOrNil(1)) })
    }

    /// The people who take a team's cases; those who left are not among them.
    public static func members(
        of team: ID<Team>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<User>] {
        try connection.rows(
            """
            SELECT team_members.user_id FROM team_members
            JOIN users ON users.workspace = team_members.workspace
              AND users.id = team_members.user_id
            WHERE team_members.workspace = \(workspace) AND team_members.team = \(team)
              AND users.is_active = 1
            ORDER BY team_members.user_id
            """
        ) { $0.id(0) }
    }

    /// The teams a person belongs to or leads.
    public static func teams(
        of user: ID<User>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Team>] {
        try connection.rows(
            """
            SELECT team FROM team_members
            WHERE workspace = \(workspace) AND user_id = \(user)
            UNION SELECT id FROM teams WHERE workspace = \(workspace) AND lead = \(user)
            ORDER BY 1
            """
        ) { $0.id(0) }
    }

    /// Who leads the team; nil where nobody does who still works here.
    public static func lead(
        of team: ID<Team>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> ID<User>? {
        try connection.first(
            """
            SELECT teams.lead FROM teams
            JOIN users ON users.workspace = teams.workspace AND users.id = teams.lead
            WHERE teams.workspace = \(workspace) AND teams.id = \(team) AND users.is_active = 1
            """
        ) { $0.id(0) }
    }

    /// Who is asked after the team's lead: the lead of the nearest team above who is another
    /// person, because telling the same one twice helps nobody.
    public static func leadAbove(
        _ team: ID<Team>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> ID<User>? {
        let own = try lead(of: team, in: workspace, on: connection)
        for above in try tree(in: workspace, on: connection).above(team) {
            let lead = try lead(of: above, in: workspace, on: connection)
            if let lead, lead != own { return lead }
        }
        return nil
    }

    public static func insert(
        _ team: Stored, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO teams (workspace, id, name, parent, lead, calendar, assigns, most,
                created_at)
            VALUES (\(workspace), \(team.id), \(team.name), \(team.parent), \(team.lead),
                \(team.calendar), \(team.assigns.rawValue), \(team.most), \(now))
            """)
        try setMembers(team.members, of: team.id, in: workspace, on: connection)
    }

    /// Name, place, lead and hours; members by `setMembers`.
    public static func save(
        _ team: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE teams SET name = \(team.name), parent = \(team.parent), lead = \(team.lead),
                calendar = \(team.calendar), assigns = \(team.assigns.rawValue),
                most = \(team.most)
            WHERE workspace = \(workspace) AND id = \(team.id)
            """)
    }

    public static func setMembers(
        _ users: [ID<User>], of team: ID<Team>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            "DELETE FROM team_members WHERE workspace = \(workspace) AND team = \(team)")
        for user in Set(users).sorted() {
            try connection.run(
                """
                INSERT INTO team_members (workspace, team, user_id)
                VALUES (\(workspace), \(team), \(user))
                """)
        }
    }
}
