import Base
import Domain
import SQL
import Store

/// The invented company: people, teams, questionnaires, with a desk for each who acts.
struct DemonstrationCompany: Sendable {
    let house: House
    let language: String
    let administrator: Desk
    let desks: [String: Desk]
    let teams: [String: ID<Team>]
    /// Ids of customers by their keys.
    var customers: [String: String] = [:]

    /// Of somebody by what they are to a case: its agent, the lead, or whoever looks at all this.
    func desk(of who: String, _ agent: String) -> Desk {
        switch who {
        case "agent": desks[agent] ?? administrator
        case "lead": desks["demo.lin"] ?? administrator
        default: administrator
        }
    }

    static func found(
        _ house: House, _ text: DemonstrationText, language: String, secret: [UInt8]
    ) async throws -> DemonstrationCompany {
        let workspace: ID<Workspace> = house.newID()
        let console = Desk(house, actor: .system("demonstration", in: workspace))
        _ = try await console.write { ledger -> Done in
            try ledger.begin(
                .init(
                    id: workspace, name: text.name, isDemonstration: true,
                    zone: "Asia/Shanghai", language: language))
            return Done()
        }
        // Nobody knows this password: the way in is the one-time link.
        let password = secret.map { String($0, radix: 36) }.joined()
        let first = try await user("demo", "Nuo", .administrator, password, console, language)
        let administrator = Desk(house, actor: Actor(first))
        var desks = ["demo": administrator]
        for person in text.people {
            let role = Role(rawValue: person.role) ?? .agent
            let account = try await user(person.login, person.name, role, nil, console, language)
            desks[person.login] = Desk(house, actor: Actor(account))
        }
        let teams = try await makeTeams(text, administrator, desks)
        for key in ["nps", "csat-after-service"] {
            let made = try await administrator.perform(
                CreateInstrument.self, JSON.Object(["library": .string(key)]))
            // An address to try at once.
            _ = try await administrator.perform(
                CreateLink.self,
                JSON.Object([
                    "instrument": .string(made.id.description), "name": .string(text.link),
                    "channel": "qr",
                ]))
        }
        return DemonstrationCompany(
            house: house, language: language, administrator: administrator, desks: desks,
            teams: teams)
    }

    private static func user(
        _ login: String, _ name: String, _ role: Role, _ password: String?, _ desk: Desk,
        _ language: String
    ) async throws -> UserAccount {
        var fields = JSON.Object([
            "login": .string(login), "name": .string(name), "role": .string(role.rawValue),
            "language": .string(language),
        ])
        if let password { fields["password"] = .string(password) }
        return try await desk.perform(CreateUser.self, fields).account
    }

    private static func makeTeams(
        _ text: DemonstrationText, _ desk: Desk, _ desks: [String: Desk]
    ) async throws -> [String: ID<Team>] {
        var made: [String: ID<Team>] = [:]
        // By themselves, because Swift 6.3 does not compile them for release inside the loop.
        let users = desks.compactMapValues { userID($0.actor) }
        for team in text.teams {
            let members = text.people.filter { $0.team == team.key }.compactMap {
                users[$0.login].map(JSON.string)
            }
            var fields = JSON.Object([
                "name": .string(team.name), "members": .array(members),
            ])
            fields["lead"] = .optional(users[team.lead])
            fields["parent"] = .optional(team.parent.flatMap { made[$0]?.description })
            let resource = try await desk.perform(CreateTeam.self, fields)
            made[team.key] = resource.id
        }
        return made
    }

    private static func userID(_ actor: Actor) -> String? { actor.user?.description }
}

extension JSON.Object {
    /// Members in the order of their names.
    init(_ members: [String: JSON]) {
        self.init(members.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) })
    }
}
