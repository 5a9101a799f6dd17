import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct ReclassifyingTests {
    private static let grave = """
        key: a-grave
        name: Grave complaints
        scope: kind == "complaint"
        calendar: around_the_clock
        target: 90 %
        window: 7 d
        clocks:
          first_response: {within: 60 min}
          resolution: {within: 48 h}
        levels:
          - key: major
            name: Major
            when: severity == "major"
            clocks:
              resolution: {within: 4 h, pausable: true}
        """

    private func classify(_ bench: CaseBench, _ id: JSON, _ kind: JSON, _ severity: JSON)
        async throws -> JSON
    {
        try await bench.manager.perform(
            ClassifyCase.self, ["case": id, "kind": kind, "severity": severity]
        ).json
    }

    private func save(_ promise: String, _ bench: CaseBench) async throws {
        _ = try await bench.manager.perform(
            SaveDocument<PromiseDocuments>.self, ["text": .string(promise)])
    }

    @Test(arguments: Engine.available)
    func whatIsOwedIsPromisedAsToSuchACase(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            try await save(Self.grave, bench)
            let id = try await bench.open()
            bench.test.pass(.minutes(10))
            let ordinary = try await classify(bench, id, "complaint", "ordinary")
            let first = bench.clock("first_response", of: ordinary)
            #expect(first?["promise"] == "a-grave" && first?["elapsedSeconds"] == 600)
            #expect(first?["dueAt"] == .string((TestHouse.start + .minutes(60)).iso8601))
            let major = try await classify(bench, id, "complaint", "major")
            let resolution = bench.clock("resolution", of: major)
            #expect(resolution?["dueAt"] == .string((TestHouse.start + .hours(4)).iso8601))
            // The version it came under stays, though the policy is changed meanwhile.
            try await save(Self.grave.replacing("48 h", with: "1 h"), bench)
            let back = try await classify(bench, id, "complaint", "ordinary")
            #expect(
                bench.clock("resolution", of: back)?["dueAt"]
                    == .string((TestHouse.start + .hours(48)).iso8601))
            let entries = try await bench.agent.perform(ListClockEntries.self, ["case": id]).json
            #expect(entries["items"]?.array?.count { $0["kind"] == "changed" } == 6)
        }
    }

    @Test func whatIsDecidedStays() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            try await save(Self.grave, bench)
            let id = try await bench.open()
            _ = try await bench.agent.perform(ReplyToCase.self, ["case": id, "text": "Sorry"])
            bench.test.pass(.hours(25))
            let one = try await classify(bench, id, "complaint", "ordinary")
            let first = bench.clock("first_response", of: one)
            #expect(first?["state"] == "met" && first?["promise"] == "negative-feedback")
            let resolution = bench.clock("resolution", of: one)
            #expect(resolution?["promise"] == "negative-feedback", "broken before, so it stays")
            #expect(resolution?["missedAt"] != .null)
        }
    }

    @Test(arguments: Engine.available)
    func eachPromiseCountsItsOwnWindowAndTheRiskIsTold(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            try await save(Self.grave, bench)
            func kept(_ key: JSON) async throws -> JSON? {
                try await bench.agent.perform(ShowKeptRates.self, [:]).json["items"]?.array?
                    .first { $0["promise"] == key && $0["clock"] == "first_response" }
            }
            for kind: JSON in ["complaint", "feedback"] {
                let id = try await bench.agent.perform(
                    OpenCase.self, ["title": "X", "kind": kind]
                ).json["id"]
                _ = try await bench.agent.perform(
                    ReplyToCase.self, ["case": id ?? .null, "text": "Here"])
            }
            bench.test.pass(.days(8))
            #expect(try await kept("a-grave")?["kept"] == 0, "eight days ago, of seven counted")
            #expect(try await kept("negative-feedback")?["kept"] == 1)
            _ = try await bench.open()
            let risk = try await bench.agent.perform(ShowPromiseRisk.self, ["hours": 1]).json
            let rows = risk["items"]?.array ?? []
            #expect(rows.map { $0["overdue"] } == [2] || rows.map { $0["overdue"] } == [2, 0])
            #expect(rows.contains { $0["soon"] == 1 })
        }
    }
}

extension String {
    fileprivate func replacing(_ old: String, with new: String) -> String {
        split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
}
