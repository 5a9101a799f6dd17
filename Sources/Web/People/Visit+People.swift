import Base
import Domain
import Operations

extension Visit {
    var mayWritePeople: Bool { desk.actor.rights.contains(.peopleWrite) }

    /// Roles to choose from, with what each is for.
    func roleChoices(_ chosen: String?) -> JSON {
        .array(
            Role.allCases.map { role in
                [
                    "value": .string(role.rawValue),
                    "name": .string(words["role.\(role.rawValue)"]),
                    "about": .string(words["role.\(role.rawValue)About"]),
                    "isChosen": .bool(role.rawValue == chosen),
                ]
            })
    }

    /// All active people, for a select.
    func peopleChoices(_ chosen: Set<ID<User>>) async throws -> JSON {
        let active = JSON.Object([
            .init(key: "isActive", value: true), .init(key: "limit", value: 200),
        ])
        let users = try await desk.perform(ListUsers.self, active).items
        return .array(
            users.map { user in
                [
                    "value": .string(user.account.id.description),
                    "name": .string(user.account.name),
                    "isChosen": .bool(chosen.contains(user.account.id)),
                ]
            })
    }

    /// Of everyone, also of those who left.
    func userNames() async throws -> [ID<User>: String] {
        let most = JSON.Object([.init(key: "limit", value: 200)])
        let users = try await desk.perform(ListUsers.self, most).items
        return Dictionary(uniqueKeysWithValues: users.map { ($0.account.id, $0.account.name) })
    }
}
