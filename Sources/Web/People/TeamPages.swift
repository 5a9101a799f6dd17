import Base
import Domain
import Operations

/// The tree of teams.
enum TeamPages {
    static func list(_ visit: Visit) async throws -> Reply { try await list(visit, nil) }

    static func create(_ visit: Visit) async throws -> Reply {
        do {
            let team = try await visit.perform(
                CreateTeam.self, adding: ["members": visit.list("members")])
            return .redirect("/settings/teams/\(team.id)?done=teamCreated")
        } catch let refusal as Refusal {
            return try await list(visit, refusal)
        }
    }

    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, nil) }

    static func edit(_ visit: Visit) async throws -> Reply {
        try await change(visit, EditTeam.self, adding: [:])
    }

    static func setMembers(_ visit: Visit) async throws -> Reply {
        try await change(visit, SetTeamMembers.self, adding: ["members": visit.list("members")])
    }

    private static func change<O: Operation>(
        _ visit: Visit, _ operation: O.Type, adding fields: [String: JSON]
    ) async throws -> Reply {
        let team = visit.parameter("team")
        do {
            try await visit.perform(
                operation, adding: fields.merging(["team": .string(team)]) { $1 })
            return .redirect("/settings/teams/\(team)?done=saved")
        } catch let refusal as Refusal {
            return try await show(visit, refusal)
        }
    }

    private static func list(_ visit: Visit, _ refusal: Refusal?) async throws -> Reply {
        let teams = try await visit.desk.perform(ListTeams.self, JSON.Object()).items
        let names = try await visit.userNames()
        let parent = visit.form["parent"]?.string.flatMap(ID<Team>.init)
        let lead = visit.form["lead"]?.string.flatMap(ID<User>.init)
        return try visit.form(
            "people/teams", section: "settings",
            [
                "teams": .array(ordered(teams).map { row($0.team, depth: $0.depth, names) }),
                "hasTeams": .bool(!teams.isEmpty),
                "parents": choices(teams, chosen: parent, without: nil),
                "leads": try await visit.peopleChoices(Set([lead].compactMap(\.self))),
                "calendars": try await calendars(visit, chosen: visit.form["calendar"]?.string),
                "assignments": assignments(visit, chosen: visit.form["assigns"]?.string),
                "mayWrite": .bool(visit.mayWritePeople),
            ], after: refusal)
    }

    private static func show(_ visit: Visit, _ refusal: Refusal?) async throws -> Reply {
        let id = JSON.Object([.init(key: "team", value: .string(visit.parameter("team")))])
        let team = try await visit.desk.perform(ShowTeam.self, id)
        let teams = try await visit.desk.perform(ListTeams.self, JSON.Object()).items
        let names = try await visit.userNames()
        return try visit.form(
            "people/team", section: "settings",
            [
                "team": row(team, depth: 0, names),
                "typed": [
                    "name": .string(team.name), "most": team.most.map { .integer($0) } ?? .null,
                ],
                "parents": choices(teams, chosen: team.parent, without: team.id),
                "leads": try await visit.peopleChoices(Set([team.lead].compactMap(\.self))),
                "calendars": try await calendars(visit, chosen: team.calendar),
                "assignments": assignments(visit, chosen: team.assigns.rawValue),
                "people": try await visit.peopleChoices(Set(team.members)),
                "mayWrite": .bool(visit.mayWritePeople),
            ], after: refusal)
    }

    private static func row(
        _ team: TeamResource, depth: Int, _ names: [ID<User>: String]
    ) -> JSON {
        [
            "id": .string(team.id.description),
            "name": .string(team.name),
            "indent": .string(String(repeating: "— ", count: depth)),
            "lead": .optional(team.lead.flatMap { names[$0] }),
            "members": .array(team.members.map { .string(names[$0] ?? $0.description) }),
            "memberCount": .integer(team.members.count),
        ]
    }

    /// Each team after the one above it.
    private static func ordered(_ teams: [TeamResource]) -> [(team: TeamResource, depth: Int)] {
        let all = teams
        let known = Set(all.map(\.id))
        func below(_ parent: ID<Team>?, _ depth: Int) -> [(team: TeamResource, depth: Int)] {
            all.filter { $0.parent.flatMap { known.contains($0) ? $0 : nil } == parent }
                .flatMap { [(team: $0, depth: depth)] + below($0.id, depth + 1) }
        }
        return below(nil, 0)
    }

    private static func assignments(_ visit: Visit, chosen: String?) -> JSON {
        .array(
            TeamAssignment.allCases.map { way in
                [
                    "value": .string(way.rawValue), "isChosen": .bool(way.rawValue == chosen),
                    "name": .string(visit.words["people.assigns.\(way.rawValue)"]),
                ]
            })
    }

    /// Calendars to choose from; who may not read documents sees only the one chosen.
    static func calendars(_ visit: Visit, chosen: String?) async throws -> JSON {
        guard ListDocuments<CalendarDocuments>.access.allows(visit.desk.actor) else {
            return .array(chosen.map { [calendar($0, .string($0), true)] } ?? [])
        }
        let found =
            try await visit.desk.perform(
                ListDocuments<CalendarDocuments>.self, .init()
            ).json["items"]?.array ?? []
        return .array(
            found.map { document in
                let key = document["key"]?.string ?? ""
                return calendar(
                    key, document["name"]?[visit.words.language] ?? .string(key), key == chosen)
            })
    }

    private static func calendar(_ key: String, _ name: JSON, _ isChosen: Bool) -> JSON {
        ["value": .string(key), "name": name, "isChosen": .bool(isChosen)]
    }

    private static func choices(
        _ teams: [TeamResource], chosen: ID<Team>?, without own: ID<Team>?
    ) -> JSON {
        .array(
            teams.filter { $0.id != own }.map {
                [
                    "value": .string($0.id.description), "name": .string($0.name),
                    "isChosen": .bool($0.id == chosen),
                ]
            })
    }
}
