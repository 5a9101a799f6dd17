import Base
import Domain
import Operations
import SQL
import TestSupport
import Testing

@Suite struct DemonstrationTests {
    /// What is built into the invented answers is found in them, so that no page stands empty.
    @Test func everyPageHasSomethingToSay() async throws {
        try await Engine.available[0].withDatabase { database in
            let test = TestHouse(database)
            try await Demonstration(language: "en", days: 30).load(into: test.house)
            let desk = try await demonstrated(test.house)
            func ask<O: Operation>(_: O.Type, of key: String) async throws -> JSON {
                let all = try await desk.perform(ListInsightInstruments()).items
                let asked = try #require(all.first { $0.key == key })
                return try await desk.perform(
                    O.self, ["instrument": .string(asked.id.description)]
                ).json
            }
            let gaps = try await ask(ShowGaps.self, of: "servqual")
            let widest = gaps["dimensions"]?.array?.min {
                ($0["gap"]?.number ?? 0) < ($1["gap"]?.number ?? 0)
            }
            #expect(gaps["n"] == 120 && widest?["key"] == "reliability")
            let five = try await ask(ShowFiveGaps.self, of: "servqual")
            #expect(five["missing"]?.array?.contains("managers") == false)
            #expect(five["missing"]?.array?.contains("staff") == false)
            #expect(five["missing"]?.array?.contains("checks") == false)
            let wishes = try await ask(ShowKano.self, of: "kano")
            let classes = (wishes["features"]?.array ?? []).compactMap { $0["category"]?.string }
            #expect(Set(classes).count >= 3, "\(classes)")
            let index = try await ask(ShowIndex.self, of: "ecsi")
            let content = index["latents"]?.array?.first { $0["key"] == "satisfaction" }
            #expect((content?["r2"]?.number ?? 0) > 0.4 && index["n"] == 160)
            let journey = try await ask(ShowJourney.self, of: "buying-journey")
            let steps = journey["steps"]?.array ?? []
            let (peak, low) = (journey["peak"]?.integer ?? 0, journey["low"]?.integer ?? 0)
            #expect(steps[peak]["column"] == "answers.installation")
            #expect(steps[low]["column"] == "answers.waiting")
            #expect(journey["truths"]?.array?.isEmpty == false)
        }
    }

    private func demonstrated(_ house: House) async throws -> Desk {
        let workspace: ID<Workspace>? = try await house.database.read { connection in
            try connection.first("SELECT workspace FROM workspaces") { $0.id(0) }
        }
        return Desk(house, actor: .system("test", in: try #require(workspace)))
    }
}
