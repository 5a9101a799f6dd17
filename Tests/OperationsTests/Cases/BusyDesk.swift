import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

/// A desk where much happens by chance: cases come, are answered, given on, merged, made good for.
struct BusyDesk {
    let bench: CaseBench
    var chance: Dice
    var cases: [JSON] = []
    var customers: [String] = []
    let effort: AnsweredInstrument

    init(_ database: any Database, seed: UInt64) async throws {
        bench = try await CaseBench(database)
        chance = Dice(seed: seed)
        effort = try await AnsweredInstrument(bench.place)
        for number in 0..<5 {
            let traits: JSON = [
                "tier": number % 2 == 0 ? "gold" : "plain", "age": .integer(30 + number),
            ]
            let made = try await bench.agent.perform(
                CreateCustomer.self, ["key": .string("c-\(number)"), "traits": traits])
            customers.append("\(made.id)")
        }
    }

    /// What does not fit a case as it is now is refused, which is no matter here.
    private func attempt<O: Operation>(_: O.Type, _ input: JSON.Object) async throws {
        do {
            _ = try await bench.manager.perform(O.self, input)
        } catch is Refusal {
            return
        }
    }

    mutating func happen() async throws {
        bench.test.pass(.minutes(Int64(chance.below(2_000))))
        guard cases.count > 3, chance.below(3) > 0 else { return try await open() }
        let one = chance.one(of: cases)
        let other = chance.one(of: cases)
        let customer = JSON.string(chance.one(of: customers))
        switch chance.below(16) {
        case 0, 1: try await attempt(ReplyToCase.self, ["case": one, "text": "Hi"].members)
        case 2: try await attempt(ReceiveOnCase.self, ["case": one, "text": "And?"].members)
        case 3:
            let user = JSON.string("\(bench.place.user(chance.one(of: [.agent, .manager])))")
            try await attempt(
                AssignCase.self,
                ["case": one, "team": .string("\(bench.team)"), "assignee": user].members)
        case 4: try await attempt(TagCase.self, ["case": one, "tags": ["late"]].members)
        case 5: try await attempt(MergeCases.self, ["case": one, "into": other].members)
        case 6: try await attempt(UnmergeCase.self, ["case": one].members)
        case 7, 8:
            try await attempt(
                CloseCase.self,
                [
                    "case": one, "text": "Done",
                    "outcome": .string(chance.one(of: ["duplicate", "answered", "withdrawn"])),
                ].members)
        case 9: try await attempt(ReopenCase.self, ["case": one, "reason": "Again"].members)
        case 10:
            try await attempt(SetCaseCustomer.self, ["case": one, "customer": customer].members)
        case 11:
            try await attempt(
                OfferRedress.self,
                ["case": one, "kind": "voucher", "cost": 20, "note": "Sorry"].members)
        case 12:
            try await attempt(
                ClassifyCase.self,
                ["case": one, "kind": "complaint", "severity": "major"].members)
        case 13: try await rate(one)
        case 14:
            try await attempt(
                EditCustomer.self,
                [
                    "customer": customer,
                    "traits": ["tier": .string(chance.one(of: ["gold", "plain", "new"]))],
                ].members)
        default: try await mergeCustomers()
        }
    }

    private mutating func open() async throws {
        var input: [String: JSON] = [
            "title": "Waited", "words": "Nobody answered.",
            "kind": .string(chance.one(of: ["feedback", "request", "complaint"])),
            "severity": .string(chance.one(of: ["ordinary", "major"])),
        ]
        if chance.below(3) > 0 { input["team"] = .string("\(bench.team)") }
        if chance.below(4) > 0 { input["customer"] = .string(chance.one(of: customers)) }
        if chance.below(3) == 0 { input["tags"] = ["first", "refund"] }
        if chance.below(2) == 0 { input["channel"] = .string(chance.one(of: ["phone", "mail"])) }
        let opened = try await bench.manager.perform(OpenCase.self, input.members)
        cases.append(opened.json["id"] ?? .null)
    }

    /// How easy the customer found it.
    private mutating func rate(_ one: JSON) async throws {
        let id = try #require(one.string.flatMap(ID<Case>.init))
        let score = Double(1 + chance.below(7))
        let (response, _) = Response.completed(
            Answers(values: .init(), score: score), at: bench.test.now)
        try await effort.put([
            Responses.Stored(
                id: bench.test.house.newID(), instrument: effort.id, version: 1, caseID: id,
                language: "en", channel: "web", metric: .ces, hidden: .init(),
                startedAt: bench.test.now, response: response)
        ])
    }

    private mutating func mergeCustomers() async throws {
        guard customers.count > 3, chance.below(3) == 0 else { return }
        let gone = customers.removeLast()
        try await attempt(
            MergeCustomers.self,
            ["customer": .string(gone), "into": .string(customers[0])].members)
    }
}
