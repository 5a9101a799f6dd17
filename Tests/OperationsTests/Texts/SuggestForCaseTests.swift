import Base
import Domain
import TestSupport
import Testing

@testable import Operations

/// A new case is compared with those that are over; what they were found to be is suggested.
@Suite struct SuggestForCaseTests {
    private static func open(
        _ desk: Desk, _ words: String, tags: [String] = []
    ) async throws -> JSON {
        let opened = try await desk.perform(
            OpenCase.self,
            [
                "title": "Trouble", "kind": "feedback", "words": .string(words),
                "tags": .array(tags.map(JSON.string)),
            ])
        return opened.json["id"] ?? .null
    }

    @Test(arguments: Engine.available)
    func tagsOfSimilarCasesAreSuggestedWithReasons(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let agent = workspace.desk(.agent)
            for number in 0..<3 {
                let id = try await Self.open(
                    agent, "The courier lost my parcel, number \(number)", tags: ["lost"])
                _ = try await agent.perform(
                    CloseCase.self, ["case": id, "outcome": "duplicate", "text": "Done"])
            }
            let other = try await Self.open(agent, "发票抬头写错了，请重开", tags: ["invoice"])
            _ = try await agent.perform(
                CloseCase.self, ["case": other, "outcome": "duplicate", "text": "Done"])
            let fresh = try await Self.open(agent, "My parcel was lost, where is the courier?")
            let found = try await agent.perform(SuggestForCase.self, ["case": fresh])
            #expect(found.tags.map(\.key) == ["lost"] && found.tags.first?.cases.count == 3)
            #expect(found.cases.count == 3)
            #expect(Set(found.cases[0].words).isSuperset(of: ["parcel"]))
            let chinese = try await Self.open(agent, "發票寫錯了")
            let told = try await agent.perform(SuggestForCase.self, ["case": chinese])
            #expect(told.tags.map(\.key) == ["invoice"], "in the other script")
            await #expect(throws: Refusal.self) {
                try await workspace.desk(.viewer).perform(
                    SuggestForCase.self, ["case": fresh])
            }
        }
    }
}
