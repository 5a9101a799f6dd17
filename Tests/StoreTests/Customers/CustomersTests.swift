import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@Suite struct CustomersTests {
    static let workspace = ID<Workspace>(raw: 1)
    static let now = Instant(seconds: 1_700_000_000)

    @Test(arguments: Engine.available)
    func findsOrMakesByKey(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let results = try await database.write { connection in
                var made: Int64 = 0
                func find(_ key: String, _ traits: JSON = [:]) throws -> (Int64, Bool) {
                    let found = try Customers.findOrMake(
                        key: key, traits: object(traits),
                        newID: {
                            made += 1
                            return ID(raw: made)
                        }, at: Self.now, in: Self.workspace, on: connection)
                    return (found.id.raw, found.isNew)
                }
                let results = [
                    try find("a"), try find("b", ["tier": "gold"]), try find("a"),
                    try find("b", ["tier": "iron", "age": 5]), try find("a", ["age": "old"]),
                ]
                return results.map { [$0.0, $0.1 ? 1 : 0] }
            }
            #expect(results == [[1, 1], [2, 1], [1, 0], [2, 0], [1, 0]])
            let (b, types, other) = try await database.read { connection in
                (
                    try Customers.find(ID(raw: 2), in: Self.workspace, on: connection),
                    try Customers.traitTypes(in: Self.workspace, on: connection),
                    try Customers.find(key: "a", in: ID(raw: 2), on: connection)
                )
            }
            #expect(b?.customer.traits == object(["tier": "iron", "age": 5]))
            #expect(types == ["tier": .text, "age": .any])
            #expect(other == nil)
        }
    }

    @Test(arguments: Engine.available)
    func keepsEverythingOfACustomer(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            var customer = try Customer(key: "k'1\"")
            _ = try customer.apply(
                .init(
                    name: "韩 梅梅", language: "zh", contacts: [Contact(.phone, "12345")],
                    traits: object(["vip": true, "n": 1.5]), consents: ["surveys": false]),
                at: Self.now)
            let before = customer
            let isNew = try await database.write { connection in
                let stored = Customers.Stored(
                    id: ID(raw: 9), customer: before, createdAt: Self.now, changedAt: Self.now)
                let first = try Customers.insert(stored, in: Self.workspace, on: connection)
                let again = Customers.Stored(
                    id: ID(raw: 10), customer: before, createdAt: Self.now, changedAt: Self.now)
                return [first, try Customers.insert(again, in: Self.workspace, on: connection)]
            }
            #expect(isNew == [true, false])
            let found = try await database.read {
                try Customers.find(key: "k'1\"", in: Self.workspace, on: $0)
            }
            #expect(found?.customer == customer && found?.createdAt == Self.now)
            let labels = try await database.read {
                try Customers.labels(
                    of: [ID(raw: 9), ID(raw: 3), ID(raw: 9)], in: Self.workspace, on: $0)
            }
            #expect(labels == [ID(raw: 9): "韩 梅梅"])
        }
    }

    @Test(arguments: Engine.available)
    func listsPageByPage(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.write { connection in
                for number in 1...2_500 {
                    let customer = Customer(
                        key: "key-\(number)", name: number % 2 == 0 ? "Even_\(number)" : nil,
                        language: nil, contacts: [],
                        traits: object(["n": .integer(number)]), consents: [])
                    _ = try Customers.insert(
                        Customers.Stored(
                            id: ID(raw: Int64(number)), customer: customer, createdAt: Self.now,
                            changedAt: Self.now),
                        in: Self.workspace, on: connection)
                }
            }
            func all(_ search: String?, _ filter: String?, _ limit: Int) async throws -> [Int64] {
                let filter = try filter.map { try Expression(parsing: $0) }
                return try await database.read { connection in
                    var ids: [Int64] = []
                    var before: ID<Customer>?
                    repeat {
                        let page = try Customers.list(
                            search: search, filter: filter, before: before, limit: limit,
                            in: Self.workspace, on: connection)
                        #expect(page.customers.count <= limit)
                        ids += page.customers.map(\.id.raw)
                        before = page.next
                    } while before != nil
                    return ids
                }
            }
            let everyone = Array((1...Int64(2_500)).reversed())
            #expect(try await all(nil, nil, 100) == everyone)
            #expect(try await all(nil, nil, 2_500) == everyone)
            #expect(
                try await all("EVEN_12", nil, 7)
                    == everyone.filter {
                        $0 % 2 == 0 && "\($0)".hasPrefix("12")
                    })
            #expect(try await all("%", nil, 7).isEmpty)
            #expect(try await all(nil, "n <= 3 or n == 2400", 2) == [2_400, 3, 2, 1])
            #expect(try await all("key-24", "n % 2 == 1 and name == \"x\"", 5).isEmpty)
        }
    }
}

/// The object that a literal stands for.
private func object(_ json: JSON) -> JSON.Object { json.object ?? JSON.Object() }
