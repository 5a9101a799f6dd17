import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct CorrectCaseTests {
    private func customer(
        _ key: JSON, _ bench: CaseBench, traits: JSON = [:]
    ) async throws -> JSON {
        try await bench.place.system.perform(
            CreateCustomer.self, ["key": key, "name": key, "traits": traits]
        ).json["id"] ?? .null
    }

    private func set(_ id: JSON, to customer: JSON, by desk: Desk) async throws -> JSON {
        try await desk.perform(
            SetCaseCustomer.self, ["case": id, "customer": customer]
        ).json
    }

    @Test(arguments: Engine.available)
    func whoItIsDecidesWhatIsPromised(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let gold = try await customer("gold", bench, traits: ["tier": "gold"])
            let before = try await bench.agent.perform(
                OpenCase.self, ["title": "First", "kind": "request", "customer": gold])
            let opened = try await bench.agent.perform(
                OpenCase.self,
                ["title": "Again", "kind": "request", "team": .string("\(bench.team)")])
            let id = opened.json["id"] ?? .null
            bench.test.pass(.minutes(10))
            let one = try await set(id, to: gold, by: bench.agent)
            let first = bench.clock("first_response", of: one)
            #expect(first?["promise"] == "by-tier" && first?["elapsedSeconds"] == 600)
            #expect(first?["dueAt"] == .string((TestHouse.start + .hours(2)).iso8601))
            #expect(try await bench.show(id)["customerName"] == "gold", "as stored")
            let burden = try await bench.agent.perform(ShowCaseBurden.self, ["case": id]).json
            #expect(burden["before"] == 1, "the customer came again")
            let list = try await bench.agent.perform(ListCases.self, ["customer": gold]).items
            #expect(Set(list.map { $0.json["id"] }) == [id, before.json["id"]])
            let events = try await bench.agent.perform(
                ListCustomerEvents.self, ["customer": gold]
            ).items.map(\.event.kind)
            #expect(events.contains("case.customer_changed"))
        }
    }

    @Test(arguments: Engine.available)
    func aCorrectedCaseLeavesNothingOpenToTheWrongCustomer(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let (wrong, right) = (
                try await customer("wrong", bench), try await customer("right", bench)
            )
            let id = try await bench.open()
            let page = try await bench.agent.perform(MakeCasePage.self, ["case": id]).json
            _ = try await set(id, to: wrong, by: bench.agent)
            let kept = try await bench.agent.perform(ShowCasePage.self, ["case": id]).json
            #expect(kept == page, "nobody was known: it was made for whom it is")
            await #expect(throws: Refusal.self, "it is nobody's but the lead's to take away") {
                try await set(id, to: right, by: bench.agent)
            }
            let one = try await set(id, to: right, by: bench.manager)
            #expect(one["customer"] == right)
            let token = String(page["address"]?.string?.dropFirst("/c/".count) ?? "")
            await #expect(throws: Refusal.self, "its address is in other hands") {
                try await CustomerCase.open(token, address: nil, in: bench.test.house)
            }
            let left = try await bench.agent.perform(
                ListCustomerEvents.self, ["customer": wrong]
            ).items.map(\.event.kind)
            #expect(left.first == "case.page_revoked" && left.contains("case.customer_left"))
            // Whoever works on it may say so too, and that nobody is known.
            _ = try await bench.agent.perform(
                AssignCase.self,
                [
                    "case": id, "team": .string("\(bench.team)"),
                    "assignee": .string("\(bench.place.user(.agent))"),
                ])
            let nobody = try await bench.agent.perform(SetCaseCustomer.self, ["case": id]).json
            #expect(nobody["customer"] == .null)
        }
    }

    @Test(arguments: Engine.available)
    func whoWasMergedIsFollowedAndPartsGoAlong(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let (old, new) = (
                try await customer("old", bench), try await customer("new", bench)
            )
            let (part, id) = (try await bench.open("Part"), try await bench.open("Whole"))
            _ = try await bench.manager.perform(MergeCases.self, ["case": part, "into": id])
            _ = try await bench.place.system.perform(
                MergeCustomers.self, ["customer": old, "into": new])
            let one = try await set(id, to: old, by: bench.agent)
            #expect(one["customer"] == new)
            #expect(try await bench.show(part)["customer"] == new)
            let refused = await #expect(throws: Refusal.self) {
                try await set(part, to: new, by: bench.manager)
            }
            #expect(refused?.code == "caseIsMerged")
            let opened = try await bench.agent.perform(
                OpenCase.self, ["title": "Another", "customer": old])
            #expect(opened.json["customer"] == new)
            let nobody = await #expect(throws: Refusal.self) {
                try await set(id, to: "cus_0000000000001", by: bench.manager)
            }
            #expect(nobody?.faults.map(\.code) == ["noSuchCustomer"])
            await #expect(throws: Refusal.self) {
                try await set(id, to: new, by: bench.place.desk(.viewer))
            }
        }
    }

    @Test(arguments: Engine.available)
    func aCorrectedTitleIsFoundByItsNewWords(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open("Brocken lid")
            _ = try await bench.agent.perform(
                RenameCase.self, ["case": id, "title": " Broken lid "])
            #expect(try await bench.show(id)["title"]?["en"] == "Broken lid")
            func finds(_ text: JSON) async throws -> Int {
                try await bench.agent.perform(SearchRecords.self, ["text": text])
                    .json["items"]?.array?.count ?? 0
            }
            #expect(try await finds("broken") == 1)
            #expect(try await finds("brocken") == 0)
            let event = try await bench.agent.perform(ListCaseEvents.self, ["case": id])
                .items.first?.event
            #expect(event?.kind == "case.title_changed")
            #expect(event?.data["was"]?["en"] == "Brocken lid")
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(RenameCase.self, ["case": id, "title": "  "])
            }
        }
    }
}
