import Base
import Domain
import SQL
import TestSupport
import Testing

@testable import Operations

/// Several people at one case in the same moment: one does it, the others are told.
@Suite struct AtOnceTests {
    private static func outcome(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "done"
        } catch let refusal as Refusal {
            return refusal.code
        } catch {
            return "\(error)"
        }
    }

    private static func count(_ kind: String, _ bench: CaseBench) async throws -> Int {
        let workspace = bench.place.id
        return try await bench.test.house.database.read { connection in
            try connection.first(
                """
                SELECT COUNT(*) FROM events WHERE workspace = \(workspace) AND kind = \(kind)
                """
            ) { $0.int(0) } ?? -1
        }
    }

    @Test(arguments: Engine.available)
    func ofManyWhoCloseOneDoesAndTheOthersAreTold(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            for round in 1...5 {
                let id = try await bench.open("Round \(round)")
                let outcomes = await withTaskGroup(of: String.self) { group in
                    for number in 0..<6 {
                        let desk = number.isMultiple(of: 2) ? bench.agent : bench.manager
                        group.addTask {
                            await Self.outcome {
                                _ = try await desk.perform(
                                    CloseCase.self,
                                    [
                                        "case": id, "outcome": "duplicate",
                                        "text": .string("by \(number)"),
                                    ])
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.sorted() == Array(repeating: "caseIsClosed", count: 5) + ["done"])
                #expect(try await Self.count("case.closed", bench) == round)
            }
        }
    }

    /// A file that waits goes with one of two answers, never with both and never with none.
    @Test(arguments: Engine.available)
    func aFileGoesWithOneAnswer(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            for _ in 1...5 {
                let id = try await bench.open()
                let file = try await CaseFilesBench.bring(
                    "a.pdf", CaseFilesBench.pdf, for: id, by: bench.agent)
                let agent = bench.agent
                let outcomes = await withTaskGroup(of: String.self) { group in
                    for number in 0..<3 {
                        group.addTask {
                            await Self.outcome {
                                _ = try await agent.perform(
                                    ReplyToCase.self,
                                    [
                                        "case": id, "text": .string("Answer \(number)"),
                                        "files": [file],
                                    ])
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.sorted() == ["done", "invalidInput", "invalidInput"])
                let page = try await agent.perform(ListCaseMessages.self, ["case": id]).json
                let messages = (page["items"]?.array ?? []).filter { $0["kind"] == "reply" }
                #expect(messages.count == 1 && messages.first?["files"]?.array?.count == 1)
            }
        }
    }
}
