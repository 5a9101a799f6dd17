import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct WaitingTests {
    /// A case that waits until a day goes on when its team opens, once, and tells whoever has it.
    @Test(arguments: Engine.available)
    func aCaseWaitsUntilADay(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let (id, other) = (try await bench.open(), try await bench.open("Not waited for"))
            for one in [id, other] {
                _ = try await bench.manager.perform(
                    AssignCase.self,
                    [
                        "case": one, "team": .string("\(bench.team)"),
                        "assignee": .string("\(bench.place.user(.agent))"),
                    ])
            }
            func pause(_ id: JSON, _ until: JSON) async throws -> JSON {
                try await bench.agent.perform(
                    PauseCase.self, ["case": id, "reason": "The part comes", "until": until]
                ).json
            }
            for (day, code) in [("2026-02-30", "notADate"), ("2026-03-01", "inThePast")] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await pause(id, .string(day))
                }
                #expect(refusal?.faults.map(\.code) == [code] && refusal?.faults[0].path == "until")
            }
            let waits = try await pause(id, "2026-03-05")
            #expect(waits["status"] == "pending" && waits["waitsUntil"]?.string != nil)
            _ = try await pause(other, "2026-03-05")
            // Who goes on before has nothing left that goes on by itself.
            _ = try await bench.agent.perform(ResumeCase.self, ["case": other])
            #expect(try await bench.show(other)["waitsUntil"] == .null)
            _ = try await pause(other, .null)
            func told() async throws -> Int {
                let notices = try await bench.agent.perform(ListNotices.self, ["all": true]).json
                return (notices["items"]?.array ?? []).count { $0["kind"] == "wait_over" }
            }
            bench.test.pass(.days(1))
            _ = try await bench.rounds("a").round()
            #expect(try await bench.show(id)["status"] == "pending")
            bench.test.pass(.days(3))
            for holder in ["a", "b", "a"] { _ = try await bench.rounds(holder).round() }
            #expect(try await bench.show(id)["status"] == "open")
            #expect(try await bench.show(id)["waitsUntil"] == .null)
            #expect(try await bench.show(other)["status"] == "pending", "for the customer")
            #expect(try await told() == 1)
            let resumed = try await bench.agent.perform(
                ListCaseEvents.self, ["case": id, "limit": 200]
            ).items.count { $0.json["kind"] == "case.resumed" }
            #expect(resumed == 1)
        }
    }
    /// Many at once wait for the same day, and all go on.
    @Test(arguments: Engine.available)
    func manyWaitUntilADay(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let cases = [try await bench.open("A"), try await bench.open("B")]
            func wait(_ until: JSON) async throws -> JSON {
                try await bench.agent.perform(
                    BulkCases.self,
                    [
                        "cases": .array(cases), "do": "wait", "text": "The part comes",
                        "until": until,
                    ]
                ).json
            }
            #expect(try await wait("2026-02-30")["refused"]?.array?.count == 2)
            #expect(try await wait("2026-03-05")["done"] == 2)
            for id in cases {
                #expect(try await bench.show(id)["waitsUntil"]?.string != nil)
            }
            bench.test.pass(.days(4))
            _ = try await bench.rounds("a").round()
            for id in cases { #expect(try await bench.show(id)["status"] == "open") }
        }
    }
}
