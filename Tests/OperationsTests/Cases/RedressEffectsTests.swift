import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite struct RedressEffectsTests {
    @Test(arguments: Engine.available)
    func whoWasMadeGoodForAndCameBackIsCounted(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let today = bench.test.now.civil(in: .utc).date
            // Kind of redress, last order in days from today; nil: none is known.
            let customers: [(redress: JSON, order: Int?)] = [
                ("voucher", 9), ("voucher", 4), ("voucher", -3), ("none", nil), ("none", -1),
            ]
            for (number, one) in customers.enumerated() {
                var traits: [String: JSON] = ["tier": "plain", "spent": .integer(number)]
                if let order = one.order {
                    traits["last_order"] = .string("\(today.adding(days: order))")
                }
                let customer = try await bench.agent.perform(
                    CreateCustomer.self,
                    ["key": .string("c-\(number)"), "traits": .object(traits.members)])
                let opened = try await bench.agent.perform(
                    OpenCase.self,
                    [
                        "title": "Broken", "kind": "complaint", "team": .string("\(bench.team)"),
                        "customer": .string("\(customer.id)"),
                        "tags": number == 0 ? ["first"] : [],
                    ])
                _ = try await bench.agent.perform(
                    OfferRedress.self,
                    [
                        "case": opened.json["id"] ?? .null, "kind": one.redress,
                        "cost": one.redress == "none" ? 0 : 20, "note": "As agreed",
                    ])
            }
            let shown = try await bench.agent.perform(ShowCauses.self, [:]).json
            #expect(shown["later"] == "last_order", "the only trait that holds days")
            let rows = shown["redress"]?.array ?? []
            #expect(rows.map { $0["kind"] } == ["voucher", "none"], "the dearest first")
            #expect(rows.first?["cost"] == 60 && rows.first?["cases"] == 3)
            #expect(rows.first?["name"]?["en"] == "Voucher")
            #expect(rows.first?["later"]?["n"] == 3 && rows.last?["later"]?["n"] == 2)
            for row in rows {
                let found = try await bench.agent.perform(
                    ListCases.self,
                    [
                        "redress": row["kind"] ?? .null,
                        "redressCurrency": row["currency"] ?? .null, "status": "any",
                    ])
                #expect(found.items.count == row["cases"]?.integer, "\(row)")
            }
            let others = try await bench.agent.perform(
                ListCases.self, ["redress": "voucher", "redressCurrency": "XXX"])
            #expect(others.items.isEmpty)
            let came = try #require(rows.first?["later"]?["value"]?.number)
            #expect(abs(came - 2.0 / 3) < 1e-9 && rows.last?["later"]?["value"] == 0)
            let one = try await bench.agent.perform(
                ShowCauses.self, ["filter": "tags contains \"first\"", "later": "last_order"]
            ).json
            #expect(one["redress"]?.array?.first?["later"]?["value"] == 1)
            #expect(one["redress"]?.array?.count == 1)
        }
    }
}
