import Base
import Columns
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Customers as columns: followed change by change, and asked by `insight.query`.
@Suite struct CustomerColumnsTests {
    private static func followed(_ desk: Desk) async throws -> Bool {
        let set = try #require(
            try await desk.house.tables.rows(CustomerSet.self, in: desk.workspace))
        let stored = try await desk.read {
            try CustomerRecords.page(after: nil, limit: 10_000, in: desk.workspace, on: $0)
        }
        let same = stored.allSatisfy { row in
            let wanted = CustomerColumns.record(row).record
            let found = set.table.record(wanted.id)
            return found?.time == wanted.time
                && Set(found?.values.members ?? []) == Set(wanted.values.members)
        }
        return same && set.table.count == stored.count
    }

    private static func customer(
        _ number: Int, _ desk: Desk, tier: String = "gold"
    ) async throws -> ID<Customer> {
        let made = try await desk.perform(
            CreateCustomer.self,
            ["key": .string("c-\(number)"), "traits": ["tier": .string(tier)]])
        return made.id
    }

    private static func answer(
        _ score: Int, by customer: ID<Customer>, _ stay: AnsweredInstrument, at: Instant
    ) async throws {
        let (response, _) = Response.completed(
            Answers(values: .init(), score: Double(score)), at: at)
        try await stay.put([
            Responses.Stored(
                id: stay.workspace.house.newID(), instrument: stay.id, version: 1,
                customer: customer, language: "en", channel: "web", metric: .nps, hidden: .init(),
                startedAt: at, response: response)
        ])
    }

    @Test(arguments: Engine.available)
    func whatIsFollowedIsWhatIsStored(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let desk = bench.manager
            #expect(try await Self.followed(desk))
            let stay = try await AnsweredInstrument(bench.place)
            let one = try await Self.customer(1, desk)
            let other = try await Self.customer(2, desk, tier: "plain")
            #expect(try await Self.followed(desk))
            for score in [9, 3] {
                bench.test.pass(.days(1))
                try await Self.answer(score, by: one, stay, at: bench.test.now)
                #expect(try await Self.followed(desk))
            }
            let opened = try await desk.perform(
                OpenCase.self, ["title": "Broken", "customer": .string("\(one)")])
            let id = opened.json["id"] ?? .null
            #expect(try await Self.followed(desk))
            _ = try await desk.perform(
                SetCaseCustomer.self, ["case": id, "customer": .string("\(other)")])
            #expect(try await Self.followed(desk), "one has it no more, the other has it")
            _ = try await desk.perform(
                EditCustomer.self,
                ["customer": .string("\(other)"), "consents": ["surveys": true]])
            #expect(try await Self.followed(desk))
            _ = try await desk.perform(
                MergeCustomers.self,
                ["customer": .string("\(one)"), "into": .string("\(other)")])
            #expect(try await Self.followed(desk), "two are one now")
            _ = try await desk.perform(UnmergeCustomer.self, ["customer": .string("\(one)")])
            #expect(try await Self.followed(desk))
        }
    }

    /// Counts of few are shown, scores of few are not; the list finds whom a cell counts.
    @Test(arguments: Engine.available)
    func countsAreShownScoresOfFewAreNot(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let desk = bench.manager
            let stay = try await AnsweredInstrument(bench.place)
            for number in 0..<9 {
                let tier = number < 6 ? "gold" : "plain"
                let id = try await Self.customer(number, desk, tier: tier)
                try await Self.answer(number, by: id, stay, at: bench.test.now)
                if number % 2 == 0 {
                    _ = try await desk.perform(
                        OpenCase.self, ["title": "Broken", "customer": .string("\(id)")])
                }
            }
            let report = try await desk.perform(
                QueryInsight.self,
                [
                    "of": "customers", "dimensions": ["customer.tier"],
                    "measures": [
                        ["measure": "count"], ["measure": "mean", "item": "cases.count"],
                        ["measure": "mean", "item": "score.nps"],
                    ],
                ]
            ).json
            let cells = report["cells"]?.array ?? []
            #expect(cells.count == 2)
            for cell in cells {
                let measures = cell["values"]?.array?.compactMap { $0["measure"] } ?? []
                let isGold = cell["keys"]?.array?.first?["value"] == "gold"
                #expect(measures[0]["value"] == (isGold ? 6 : 3))
                #expect(measures[1]["value"]?.number == (isGold ? 3.0 / 6 : 2.0 / 3))
                // All would tell the few.
                #expect(measures[2]["value"] == .null)
                let list = try await desk.perform(
                    ListCustomers.self, ["filter": measures[0]["filter"] ?? .null])
                #expect(list.items.count == (isGold ? 6 : 3))
            }
            let many = try await desk.perform(
                ListCustomers.self, ["filter": "cases.open == 1 and score.nps >= 4"])
            #expect(many.items.count == 3)
            let refused = await #expect(throws: Refusal.self) {
                try await bench.place.desk(.viewer).perform(
                    QueryInsight.self, ["of": "customers", "measure": "count"])
            }
            #expect(refused?.kind == .forbidden)
            let hidden = await #expect(throws: Refusal.self, "the analyst may not read keys") {
                try await bench.place.desk(.analyst).perform(
                    QueryInsight.self,
                    ["of": "customers", "measure": "count", "filter": "customer.key == \"c-1\""])
            }
            #expect(hidden?.faults.first?.code == "tooDiverseToFilter")
        }
    }
}
