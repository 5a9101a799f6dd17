import Base
import Domain
import Operations

/// Customers that share an address, to be looked at and made one; and taking that back.
enum CustomerDoublesPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let doubles = try await visit.desk.perform(ListCustomerDoubles.self, .init()).json
        let rows: [JSON] = (doubles["items"]?.array ?? []).map { double in
            let all = double["customers"]?.array ?? []
            let first = all.first
            return [
                "address": double["address"] ?? .null, "first": first ?? .null,
                "others": .array(
                    all.dropFirst().map { other in
                        [
                            "id": other["id"] ?? .null, "name": other["name"] ?? .null,
                            "key": other["key"] ?? .null, "into": first?["id"] ?? .null,
                        ]
                    }),
            ]
        }
        return visit.page(
            "customers/doubles", section: "customers",
            [
                "rows": .array(rows), "hasRows": .bool(!rows.isEmpty),
                "mayWrite": .bool(visit.desk.actor.rights.contains(.customersWrite)),
            ])
    }

    static func merge(_ visit: Visit) async throws -> Reply {
        let one = try await visit.perform(
            MergeCustomers.self, adding: ["customer": .string(visit.parameter("customer"))])
        return .redirect("/customers/\(one.id)?done=saved")
    }

    static func unmerge(_ visit: Visit) async throws -> Reply {
        let one = try await visit.perform(
            UnmergeCustomer.self, adding: ["customer": .string(visit.parameter("customer"))])
        return .redirect("/customers/\(one.id)?done=saved")
    }
}
