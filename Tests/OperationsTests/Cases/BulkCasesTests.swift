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
}
