import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// One customer across channels: doubles are listed, made one, and taken apart again.
@Suite struct CustomerMergeTests {
    /// Who was told apart is not suggested again, until that is taken back; the rest goes by pages.
    @Test(arguments: Engine.available)
    func whoIsNotTheSameIsNotSuggestedAgain(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let agent = place.desk(.agent)
            func make(_ key: String, _ mail: String) async throws -> JSON {
                .string(
                    try await agent.perform(
                        CreateCustomer.self,
                        [
                            "key": .string(key),
                            "contacts": [["kind": "mail", "value": .string(mail)]],
                        ]
                    ).id.description)
            }
            func groups(_ input: KeyValuePairs<String, JSON> = [:]) async throws -> [[JSON]] {
                let page = try await agent.perform(ListCustomerDoubles.self, input).json
                return (page["items"]?.array ?? []).map { double in
                    (double["customers"]?.array ?? []).map { $0["id"] ?? .null }
                }
            }
            let (a, b) = (try await make("1", "li@x.cn"), try await make("2", "li@x.cn"))
            let c = try await make("3", "li@x.cn")
            #expect(try await groups() == [[a, b, c]])
            let apart: KeyValuePairs<String, JSON> = ["customer": b, "other": a]
            for _ in 0..<2 { _ = try await agent.perform(TellCustomersApart.self, apart) }
            #expect(try await groups() == [[a, c]], "and whoever is left is asked of next")
            _ = try await agent.perform(
                TellCustomersApart.self, ["customer": a, "other": c])
            #expect(try await groups() == [[b, c]])
            _ = try await agent.perform(
                TellCustomersApart.self, ["customer": c, "other": b])
            #expect(try await groups().isEmpty)
            let told = try await agent.perform(ListDistinctions.self, ["limit": 2]).json
            let first = told["items"]?.array ?? []
            #expect(first.count == 2)
            // One that is said meanwhile moves nothing from one page to the next.
            let d = try await make("4", "wu@x.cn")
            test.pass(.minutes(1))
            _ = try await agent.perform(TellCustomersApart.self, ["customer": a, "other": d])
            let rest = try await agent.perform(
                ListDistinctions.self, ["limit": 2, "cursor": told["nextCursor"] ?? .null]
            ).json
            let last = rest["items"]?.array ?? []
            #expect(last.count == 1 && rest["nextCursor"] == .null && !first.contains(last[0]))
            let pairs = (first + last).map { pair in
                Set((pair["customers"]?.array ?? []).compactMap { $0["id"]?.string })
            }
            #expect(Set(pairs).count == 3)
            await #expect(throws: Refusal.self) {
                try await agent.perform(ListDistinctions.self, ["cursor": "2"])
            }
            await #expect(throws: Refusal.self) {
                try await agent.perform(TellCustomersApart.self, ["customer": a, "other": a])
            }
            _ = try await agent.perform(ForgetDistinction.self, apart)
            #expect(try await groups() == [[a, b]])
            await #expect(throws: Refusal.self) {
                try await agent.perform(ForgetDistinction.self, apart)
            }
            for number in 0..<5 {
                _ = try await make("p\(number)", "p\(number)@x.cn")
                _ = try await make("q\(number)", "p\(number)@x.cn")
            }
            var (seen, cursor): (Int, JSON) = (0, .null)
            repeat {
                let page = try await agent.perform(
                    ListCustomerDoubles.self, ["limit": 2, "cursor": cursor]
                ).json
                seen += page["items"]?.array?.count ?? 0
                cursor = page["nextCursor"] ?? .null
            } while cursor != .null
            #expect(seen == 6)
        }
    }

    @Test(arguments: Engine.available)
    func doublesAreMadeOneAndTakenApart(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let agent = place.desk(.agent)
            func make(_ key: String, _ mail: String, surveys: Bool) async throws -> JSON {
                .string(
                    try await agent.perform(
                        CreateCustomer.self,
                        [
                            "key": .string(key),
                            "contacts": [
                                ["kind": "mail", "value": .string(mail)],
                                ["kind": "phone", "value": .string("+86 1\(key)")],
                            ],
                            "consents": ["surveys": .bool(surveys)],
                            "traits": ["tier": .string(key)],
                        ]
                    ).id.description)
            }
            let first = try await make("100", "Li@example.com", surveys: true)
            let second = try await make("200", "li@Example.com", surveys: false)
            _ = try await make("300", "wu@example.com", surveys: true)
            let opened =
                try await agent.perform(
                    OpenCase.self, ["title": "T", "customer": second]
                ).json["id"] ?? .null
            let doubles = try await agent.perform(ListCustomerDoubles.self, [:]).json["items"]
            #expect(doubles?.array?.count == 1)
            let sides = doubles?.array?.first?["customers"]?.array
            #expect(sides?.map { $0["id"] } == [first, second])
            #expect(sides?.map { $0["key"] } == ["100", "200"])
            await #expect(throws: Refusal.self) {
                try await agent.perform(
                    MergeCustomers.self, ["customer": first, "into": first])
            }
            let whole = try await agent.perform(
                MergeCustomers.self, ["customer": second, "into": first]
            ).customer
            #expect(whole.contacts.count == 4, "the address differs in letters only")
            #expect(whole.traits["tier"] == "100")
            #expect(whole.consents.first?.isGranted == false, "a no stays a no")
            func customer(_ id: JSON) async throws -> JSON? {
                try await agent.perform(ShowCase.self, ["case": id]).json["customer"]
            }
            #expect(try await customer(opened) == first)
            #expect(
                try await agent.perform(ListCustomers.self, [:]).items.map(\.customer.key)
                    == ["300", "100"])
            let none = try await agent.perform(ListCustomerDoubles.self, [:]).json["items"]
            #expect(none == [])
            // The old key leads to the one who stays; so does the address.
            let found = try await place.system.write { ledger in
                try ledger.findOrMakeCustomer(key: "200")
            }
            #expect(.string(found.description) == first)
            let later =
                try await agent.perform(
                    OpenCase.self, ["title": "U", "customer": first]
                ).json["id"] ?? .null
            _ = try await agent.perform(UnmergeCustomer.self, ["customer": second])
            #expect(try await customer(opened) == second)
            #expect(try await customer(later) == first, "what came after stays")
            let left = try await agent.perform(ShowCustomer.self, ["customer": first]).customer
            #expect(left.contacts.map(\.value) == ["Li@example.com", "+861100"])
            await #expect(throws: Refusal.self, "once") {
                try await agent.perform(UnmergeCustomer.self, ["customer": second])
            }
            #expect(
                try await agent.perform(ListCustomerDoubles.self, [:]).items.count == 1)
        }
    }
}
