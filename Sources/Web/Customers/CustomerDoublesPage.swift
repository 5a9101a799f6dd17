import Base
import Domain
import Operations

/// Customers that share an address, to be looked at and made one; and taking that back.
enum CustomerDoublesPage {
    private static let place = "/customers/doubles"
    private static let perPage = 50

    static func show(_ visit: Visit) async throws -> Reply {
        var input: JSON.Object = ["limit": JSON.integer(perPage)].object
        if let cursor = visit.query["cursor"] { input["cursor"] = cursor }
        let doubles = try await visit.desk.perform(ListCustomerDoubles.self, input).json
        var told: JSON.Object = ["limit": JSON.integer(perPage)].object
        if let cursor = visit.query["apart"] { told["cursor"] = cursor }
        let apart = try await visit.desk.perform(ListDistinctions.self, told).json
        let pairs = (apart["items"]?.array ?? []).map { pair -> JSON in
            let both = pair["customers"]?.array ?? []
            return [
                "one": both.first ?? .null, "other": both.last ?? .null,
                "at": visit.moment(pair["at"]),
            ]
        }
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
                "pairs": .array(pairs), "hasPairs": .bool(!pairs.isEmpty),
                "next": .optional(
                    doubles["nextCursor"]?.string.map { "\(place)?cursor=\($0)" }),
                "nextPairs": .optional(
                    apart["nextCursor"]?.string.map { "\(place)?apart=\($0)#apart" }),
                "mayWrite": .bool(visit.desk.actor.rights.contains(.customersWrite)),
            ])
    }

    static func merge(_ visit: Visit) async throws -> Reply {
        let one = try await visit.perform(
            MergeCustomers.self, adding: ["customer": .string(visit.parameter("customer"))])
        return .redirect("/customers/\(one.id)?done=saved")
    }

    static func tellApart(_ visit: Visit) async throws -> Reply {
        try await visit.perform(
            TellCustomersApart.self, adding: ["customer": .string(visit.parameter("customer"))])
        return .redirect("\(place)?done=saved")
    }

    static func forget(_ visit: Visit) async throws -> Reply {
        try await visit.perform(
            ForgetDistinction.self, adding: ["customer": .string(visit.parameter("customer"))])
        return .redirect("\(place)?done=saved")
    }

    static func unmerge(_ visit: Visit) async throws -> Reply {
        let one = try await visit.perform(
            UnmergeCustomer.self, adding: ["customer": .string(visit.parameter("customer"))])
        return .redirect("/customers/\(one.id)?done=saved")
    }
}
