import Base
import Domain
import Operations
import SQL

import TestSupport

/// A workspace whose agent has a lead, who has a lead above.
struct CaseBench {
    let test: TestHouse
    let place: TestWorkspace
    let team: ID<Team>

    init(_ database: any Database) async throws {
        test = TestHouse(database)
        place = try await test.workspace()
        let above = try await place.system.perform(
            CreateTeam.self,
            [
                "name": "Service", "lead": .string("\(place.user(.administrator))"),
                "members": [.string("\(place.user(.administrator))")],
            ])
        let team = try await place.system.perform(
            CreateTeam.self,
            [
                "name": "Front line", "parent": .string("\(above.id)"),
                "lead": .string("\(place.user(.manager))"),
                "members": [
                    .string("\(place.user(.manager))"), .string("\(place.user(.agent))"),
                ],
            ])
        self.team = team.id
    }

    var agent: Desk { place.desk(.agent) }
    var manager: Desk { place.desk(.manager) }

    /// A case of the team, opened now; its id.
    func open(_ title: String = "Waited two hours") async throws -> JSON {
        let opened = try await agent.perform(
            OpenCase.self,
            ["title": .string(title), "team": .string("\(team)"), "words": "Nobody answered."])
        return opened.json["id"] ?? .null
    }

    func show(_ id: JSON) async throws -> JSON {
        try await agent.perform(ShowCase.self, ["case": id]).json
    }

    func clock(_ kind: String, of one: JSON) -> JSON? {
        one["clocks"]?.array?.first { $0["kind"]?.string == kind }
    }

    /// Through the closed loop to its last step.
    /// - Parameter mover: who takes the steps, where they are not for everybody.
    func resolve(_ id: JSON, by mover: Desk? = nil) async throws {
        _ = try await agent.perform(ReplyToCase.self, ["case": id, "text": "So sorry."])
        let way: [(String, JSON)] = [
            ("classify", ["summary": "Waited"]), ("dispatch", ["topic": "delivery"]),
            ("resolve", [:]), ("verify", ["solution": "Called", "cause": "procedure"]),
        ]
        for (step, fields) in way {
            _ = try await (mover ?? agent).perform(
                MoveCase.self, ["case": id, "step": .string(step), "fields": fields])
        }
    }

    func close(_ id: JSON, by closer: Desk? = nil) async throws -> JSON {
        try await (closer ?? agent).perform(
            CloseCase.self,
            [
                "case": id, "outcome": "solved", "text": "Settled.",
                "fields": ["customer_confirmed": true],
            ]
        ).json
    }
}

extension [String: JSON] {
    /// Input that a test puts together bit by bit; in one order, as a fingerprint needs it.
    var members: JSON.Object {
        JSON.Object(
            sorted { $0.key < $1.key }.map { JSON.Object.Member(key: $0.key, value: $0.value) })
    }
}
