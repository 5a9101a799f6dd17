import Base
import Domain
import HTTPTypes
import Operations

/// The people of the workspace.
enum UserPages {
    static func list(_ visit: Visit) async throws -> Reply { try await list(visit, nil) }

    static func create(_ visit: Visit) async throws -> Reply {
        do {
            let user = try await visit.perform(CreateUser.self)
            return .redirect("/settings/users/\(user.account.id)?done=userCreated")
        } catch let refusal as Refusal {
            return try await list(visit, refusal)
        }
    }

    static func show(_ visit: Visit) async throws -> Reply {
        try await show(visit, link: nil, nil)
    }

    static func edit(_ visit: Visit) async throws -> Reply {
        try await change(visit, EditUser.self, done: "saved")
    }

    /// One field of words with commas between, as people write lists.
    static func setSkills(_ visit: Visit) async throws -> Reply {
        let words = (visit.form["skills"]?.string ?? "")
            .split { ",\u{FF0C}\u{3001};\n".contains($0) }
            .map { String($0).trimmed }.filter { !$0.isEmpty }
        let user = visit.parameter("user")
        do {
            _ = try await visit.desk.perform(
                SetSkills.self,
                ["user": .string(user), "skills": .array(words.map(JSON.string))].object)
            return .redirect("/settings/users/\(user)?done=saved")
        } catch let refusal as Refusal {
            return try await show(visit, link: nil, refusal)
        }
    }

    static func setAbsence(_ visit: Visit) async throws -> Reply {
        try await change(visit, SetAbsence.self, done: "saved")
    }

    static func deactivate(_ visit: Visit) async throws -> Reply {
        try await change(visit, DeactivateUser.self, done: "userDeactivated")
    }

    static func reactivate(_ visit: Visit) async throws -> Reply {
        try await change(visit, ReactivateUser.self, done: "userReactivated")
    }

    /// Shown in the answer itself, because a link kept in an address would be in the history.
    static func makeLink(_ visit: Visit) async throws -> Reply {
        do {
            let user = JSON.string(visit.parameter("user"))
            let link = try await visit.perform(MakeSignInLink.self, adding: ["user": user])
            return try await show(visit, link: link.path, nil)
        } catch let refusal as Refusal {
            return try await show(visit, link: nil, refusal)
        }
    }

    private static func change<O: Operation>(
        _ visit: Visit, _ operation: O.Type, done: String
    ) async throws -> Reply {
        let user = visit.parameter("user")
        do {
            try await visit.perform(operation, adding: ["user": .string(user)])
            return .redirect("/settings/users/\(user)?done=\(done)")
        } catch let refusal as Refusal {
            return try await show(visit, link: nil, refusal)
        }
    }

    private static func list(_ visit: Visit, _ refusal: Refusal?) async throws -> Reply {
        var raw = JSON.Object()
        for name in ["text", "role", "isActive", "cursor"] { raw[name] = visit.query[name] }
        let page = try await visit.desk.perform(ListUsers.self, raw)
        let role = visit.form["role"]?.string ?? Role.agent.rawValue
        return try visit.form(
            "people/users", section: "settings",
            [
                "users": .array(page.items.map { row($0, visit) }),
                "hasUsers": .bool(!page.items.isEmpty),
                "next": .optional(page.nextCursor),
                "filter": .object(visit.query),
                "filterRoles": visit.roleChoices(visit.query["role"]?.string),
                "roles": visit.roleChoices(role),
                "mayWrite": .bool(visit.mayWritePeople),
            ], after: refusal)
    }

    private static func row(_ user: UserResource, _ visit: Visit) -> JSON {
        [
            "id": .string(user.account.id.description),
            "name": .string(user.account.name),
            "login": .string(user.account.login.text),
            "role": .string(visit.words["role.\(user.account.role.rawValue)"]),
            "isActive": .bool(user.account.isActive),
            "lastSignIn": visit.moment(user.lastSignInAt),
        ]
    }

    private static func show(
        _ visit: Visit, link: String?, _ refusal: Refusal?
    ) async throws -> Reply {
        let id = JSON.Object([.init(key: "user", value: .string(visit.parameter("user")))])
        let user = try await visit.desk.perform(ShowUser.self, id)
        let teams = try await visit.desk.perform(ListTeams.self, JSON.Object()).items
            .filter { $0.members.contains(user.account.id) }
        let skills = try await visit.desk.perform(ShowSkills.self, id).skills
        let away = try await visit.desk.perform(ShowAbsence.self, id).until
        let role = visit.form["role"]?.string ?? user.account.role.rawValue
        return try visit.form(
            "people/user", section: "settings",
            [
                "user": row(user, visit), "typed": user.json,
                "roles": visit.roleChoices(role),
                "hasPassword": .bool(user.hasPassword),
                "skills": .string(skills.joined(separator: ", ")),
                "away": .optional(away?.description),
                "created": visit.moment(user.createdAt),
                "link": .optional(link.map { address($0, visit) }),
                "teams": .array(
                    teams.map {
                        [
                            "id": .string($0.id.description),
                            "name": .string($0.name),
                        ]
                    }),
                "hasTeams": .bool(!teams.isEmpty),
                "mayWrite": .bool(visit.mayWritePeople),
            ], after: refusal)
    }

    /// The whole address, as it will be sent to the person.
    private static func address(_ path: String, _ visit: Visit) -> String {
        let scheme = visit.site.isSecure ? "https" : "http"
        return visit.host.map { "\(scheme)://\($0)\(path)" } ?? path
    }
}
