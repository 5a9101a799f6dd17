import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct TeamsTests {
    private func text<Kind>(_ id: ID<Kind>) -> JSON { .string(id.description) }

    @Test(arguments: Engine.available)
    func escalationClimbsToAnotherPerson(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.administrator)
            func make(
                _ name: String, under parent: ID<Team>?, lead: Role?
            ) async throws -> ID<Team> {
                try await desk.perform(
                    CreateTeam.self,
                    [
                        "name": .string(name), "parent": .optional(parent?.description),
                        "lead": .optional(lead.map { workspace.user($0).description }),
                    ]
                ).id
            }
            let top = try await make("Service", under: nil, lead: .administrator)
            let region = try await make("East", under: top, lead: .manager)
            let empty = try await make("Line", under: region, lead: nil)
            let crew = try await make("Night", under: empty, lead: .manager)
            func lead(_ team: ID<Team>) async throws -> [ID<User>?] {
                try await database.read { connection in
                    [
                        try Teams.lead(of: team, in: workspace.id, on: connection),
                        try Teams.leadAbove(team, in: workspace.id, on: connection),
                    ]
                }
            }
            let (head, manager) = (workspace.user(.administrator), workspace.user(.manager))
            // The team between has no lead, and the next is led by the same person.
            #expect(try await lead(crew) == [manager, head])
            #expect(try await lead(empty) == [nil, manager])
            #expect(try await lead(region) == [manager, head])
            #expect(try await lead(top) == [head, nil])
            try await desk.perform(DeactivateUser.self, ["user": text(manager)])
            #expect(try await lead(crew) == [nil, head])
        }
    }

    @Test(arguments: Engine.available)
    func circlesAreRefused(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.administrator)
            let a = try await desk.perform(CreateTeam.self, ["name": "A"]).id
            let b = try await desk.perform(CreateTeam.self, ["name": "B", "parent": text(a)]).id
            for parent in [a, b] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await desk.perform(
                        EditTeam.self, ["team": text(a), "name": "A", "parent": text(parent)])
                }
                #expect(refusal?.faults == [.init("parent", "teamCircle")])
            }
            // Two moves at once that would close a circle together.
            try await desk.perform(EditTeam.self, ["team": text(b), "name": "B"])
            await withTaskGroup(of: Void.self) { group in
                for (team, parent) in [(a, b), (b, a)] {
                    group.addTask {
                        _ = try? await desk.perform(
                            EditTeam.self,
                            ["team": text(team), "name": "X", "parent": text(parent)])
                    }
                }
            }
            let roots = try await desk.perform(ListTeams.self, [:]).items
                .filter { $0.parent == nil }
            #expect(roots.count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func membersMustBeActiveAndOfThisWorkspace(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.administrator)
            let (agent, viewer) = (workspace.user(.agent), workspace.user(.viewer))
            let team = try await desk.perform(
                CreateTeam.self, ["name": "Day", "members": [text(agent), text(viewer)]]
            ).id
            try await desk.perform(DeactivateUser.self, ["user": text(viewer)])
            let shown = try await desk.perform(ShowTeam.self, ["team": text(team)])
            #expect(shown.members == [agent])
            let refusal = await #expect(throws: Refusal.self) {
                try await desk.perform(
                    SetTeamMembers.self,
                    ["team": text(team), "members": [text(agent), text(viewer)]])
            }
            #expect(refusal?.faults == [.init("members[1]", "noSuchUser")])
            let after = try await desk.perform(
                SetTeamMembers.self, ["team": text(team), "members": []])
            #expect(after.members.isEmpty)
            let unknown = await #expect(throws: Refusal.self) {
                try await desk.perform(
                    EditTeam.self,
                    ["team": text(team), "name": "Day", "lead": text(ID<User>(raw: 5))])
            }
            #expect(unknown?.faults == [.init("lead", "noSuchUser")])
            let teams = try await database.read {
                try Teams.teams(of: agent, in: workspace.id, on: $0)
            }
            #expect(teams.isEmpty)
        }
    }
}
