import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite struct BulkCasesTests {
    @Test(arguments: Engine.available)
    func theSameListUnderTheSameKeyIsDoneOnce(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let cases = [try await bench.open("A"), try await bench.open("B")]
            func escalate(_ cases: [JSON], _ text: JSON, key: String) async throws -> JSON {
                let input: [String: JSON] = [
                    "cases": .array(cases), "do": "escalate", "text": text,
                ]
                var desk = bench.agent
                desk.idempotency = try Idempotency(
                    key: key, operation: "bulk", input: .object(input.members))
                return try await desk.perform(BulkCases.self, input.members).json
            }
            // Broken off after the first case, then sent again in whole.
            #expect(try await escalate([cases[0]], "Look", key: "one")["done"] == 1)
            for _ in 0..<3 {
                #expect(try await escalate(cases, "Look", key: "two")["done"] == 2)
            }
            #expect(try await bench.told(.manager).count == 3, "once a case and key")
            let other = try await escalate(cases, "Something else", key: "two")
            #expect(other["done"] == 0)
            #expect(
                other["refused"]?.array?.map { $0["code"] }
                    == ["idempotencyKeyReused", "idempotencyKeyReused"])
            #expect(try await escalate(cases, "Look", key: "three")["done"] == 2)
            #expect(try await bench.told(.manager).count == 5)
        }
    }

    private func bulk(
        _ desk: Desk, _ act: JSON, _ cases: [JSON], _ more: [String: JSON] = [:]
    ) async throws -> BulkResource {
        var input: [String: JSON] = ["cases": .array(cases), "do": act]
        for (name, value) in more { input[name] = value }
        return try await desk.perform(BulkCases.self, input.members)
    }

    private func codes(_ outcome: BulkResource) -> [String] {
        outcome.refused.map { $0.refusal.faults.first?.code ?? $0.refusal.code }
    }

    @Test(arguments: Engine.available)
    func closingManyNamesWhatEachLacks(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let ready = try await bench.open("Ready")
            try await bench.resolve(ready)
            let begun = try await bench.open("Begun")
            let grave = try await bench.complaint()
            let outcome = try await bulk(
                bench.agent, "close", [ready, begun, grave],
                [
                    "outcome": "solved", "text": "Settled.",
                    "fields": ["customer_confirmed": true],
                ])
            #expect(outcome.done == 1)
            #expect(outcome.refused.map { JSON.string($0.one.description) } == [begun, grave])
            #expect(codes(outcome) == ["caseIsNotAtLastStep", "required"])
            #expect(outcome.refused.map { $0.title?.en } == ["Begun", "Broken twice"])
            let told = outcome.json["refused"]?.array?.last
            #expect(
                told?["faults"]?.array?.contains { $0["name"] == "fields.cause" } == true)
            #expect(try await bench.show(ready)["status"] == "closed")
            #expect(try await bench.show(begun)["status"] == "new", "nothing of it was kept")
            // What leaves the process early needs no last step.
            let early = try await bulk(
                bench.agent, "close", [begun, grave], ["outcome": "duplicate", "text": "Twice"])
            #expect(early.done == 2)
            let again = try await bulk(
                bench.agent, "close", [begun], ["outcome": "duplicate", "text": "Twice"])
            #expect(codes(again) == ["caseIsClosed"])
        }
    }

    @Test(arguments: Engine.available)
    func whatOneCaseCanDoManyCan(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let cases = [try await bench.open("A"), try await bench.open("B")]
            func all(_ name: String) async throws -> [JSON?] {
                var found: [JSON?] = []
                for id in cases { found.append(try await bench.show(id)[name]) }
                return found
            }
            _ = try await bulk(bench.agent, "tag", cases, ["text": "wave"])
            _ = try await bulk(bench.agent, "untag", [cases[0]], ["text": "wave"])
            #expect(try await all("tags") == [[], ["wave"]])
            #expect(
                try await bulk(bench.agent, "reply", cases, ["text": "We know of it."]).done == 2)
            for id in cases {
                #expect(
                    bench.clock("first_response", of: try await bench.show(id))?["state"] == "met")
            }
            _ = try await bulk(bench.agent, "wait", cases, ["text": "For the supplier"])
            #expect(try await all("status") == ["pending", "pending"])
            _ = try await bulk(bench.agent, "resume", cases)
            #expect(try await all("status") == ["open", "open"])
            // Each keeps what is not named; who may not direct cases may not class them.
            let kinds = try await bulk(bench.manager, "classify", cases, ["severity": "major"])
            #expect(kinds.done == 2)
            #expect(try await all("severity") == ["major", "major"])
            #expect(try await all("kind") == ["feedback", "feedback"])
            let denied = try await bulk(bench.agent, "classify", cases, ["severity": "ordinary"])
            #expect(denied.done == 0 && denied.refused.count == 2)
            let merged = try await bulk(bench.agent, "merge", cases, ["into": cases[0]])
            #expect(merged.done == 1 && codes(merged) == ["sameCase"])
            #expect(try await bench.show(cases[1])["mergedInto"] == cases[0])
            let closed = try await bulk(
                bench.manager, "close", [cases[0]], ["outcome": "duplicate", "text": "Twice"])
            #expect(closed.done == 1)
            _ = try await bulk(bench.manager, "reopen", [cases[0]], ["text": "Not settled"])
            #expect(try await bench.show(cases[0])["status"] == "open")
            let bare = try await bulk(bench.agent, "close", [cases[0]])
            #expect(bare.done == 0 && bare.refused.first?.refusal.kind == .invalid)
        }
    }
}
