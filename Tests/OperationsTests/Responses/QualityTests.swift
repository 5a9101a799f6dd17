import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Flags are computed in one place, kept with the response, and never take an answer away.
@Suite struct ResponseQualityTests {
    /// Forty who take a minute, one who takes ten seconds, and two who are the same customer.
    private static func answered(
        _ workspace: TestWorkspace, count: Int = 40
    ) async throws -> ID<Instrument> {
        let desk = workspace.desk(.manager)
        let made = try await desk.perform(CreateInstrument.self, ["library": "nps"])
        for place in 0..<count {
            try await submit(desk, seconds: 60, minute: place, customer: "C-\(place)")
        }
        try await submit(desk, seconds: 10, minute: count, customer: "fast")
        try await submit(desk, seconds: 60, minute: count + 1, customer: "C-0")
        return made.id
    }

    private static func submit(
        _ desk: Desk, seconds: Int64, minute: Int, customer: String
    ) async throws {
        let end = TestHouse.start - .hours(2) + .minutes(Int64(minute))
        try await desk.perform(
            SubmitResponse.self,
            [
                "instrument": "nps", "answers": ["recommend": 9], "customer": .string(customer),
                "startedAt": .string((end - .seconds(seconds)).iso8601),
                "completedAt": .string(end.iso8601),
            ])
    }

    private static func follow(_ house: House) async throws {
        let follower = QualityFollower(house)
        // On PostgreSQL an event is handed out once no older transaction runs on the whole server.
        var isWhole = false
        while !isWhole {
            isWhole = try await house.database.write { connection in
                let all = try connection.first("SELECT COUNT(*) FROM events") { $0.int(0) }
                let read = try connection.events(after: .start, limit: 1_000)
                guard read.events.count == all else { return false }
                try follower.handle(read.events, on: connection)
                return true
            }
            if !isWhole { try await Task.sleep(for: .milliseconds(2)) }
        }
    }

    private static func count(
        _ id: ID<Instrument>, _ desk: Desk, _ fields: KeyValuePairs<String, JSON>
    ) async throws -> Int {
        var input = JSON.Object(fields.map { .init(key: $0.key, value: $0.value) })
        input["instrument"] = .string(id.description)
        input["measure"] = "count"
        return try await desk.perform(QueryInsight.self, input).total.n
    }

    @Test(arguments: Engine.available)
    func flagsAreFoundFilteredAndLeftOutByChoice(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let id = try await Self.answered(workspace)
            let desk = workspace.desk(.analyst)
            #expect(try await Self.count(id, desk, [:]) == 42)
            #expect(try await Self.count(id, desk, ["quality": "clean"]) == 42, "not judged yet")
            try await Self.follow(test.house)
            #expect(try await Self.count(id, desk, [:]) == 42, "no answer is taken away")
            #expect(try await Self.count(id, desk, ["filter": "quality.speeder"]) == 1)
            #expect(try await Self.count(id, desk, ["filter": "quality.duplicate"]) == 1)
            #expect(try await Self.count(id, desk, ["quality": "clean"]) == 40)
            #expect(
                try await Self.count(id, desk, ["quality": "clean", "filter": "score == 9"]) == 40)
            let instrument = JSON.string(id.description)
            let found = try await desk.perform(
                ListResponses.self,
                ["instrument": instrument, "filter": "quality.speeder or quality.duplicate"])
            #expect(found.items.map(\.flags) == [[.duplicate], [.speeder]])
            let anywhere = try await desk.perform(
                ListResponses.self, ["filter": "quality.speeder"])
            #expect(anywhere.items.map(\.flags) == [[.speeder]])
            let report = try await desk.perform(ShowQuality.self, ["instrument": instrument])
            #expect(report.responses == 42 && report.flagged == 2)
            #expect(report.baseline == Quality.Baseline(n: 42, medianSeconds: 60))
            let rows = try ExportTests.rows(try await ExportTests.file(id, desk, [:]))
            #expect(rows.filter { $0["quality"] == "speeder" }.count == 1)
        }
    }

    /// A few at a time are flagged as all of them at once would be.
    @Test(arguments: Engine.available)
    func partsAreJudgedAsTheWholeIs(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let desk = try await test.workspace().desk(.manager)
            let made = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            var dice = Dice(seed: 3)
            var minute = -3_000
            for _ in 0..<100 {
                minute += dice.below(60)
                try await Self.submit(
                    desk, seconds: 60, minute: minute, customer: "C-\(dice.below(30))")
            }
            let events = try await desk.read { connection in
                try connection.events(after: .start, limit: 1_000).events
                    + connection.unsettledEvents(after: .start, limit: 1_000)
            }
            let completed = Dictionary(
                events.filter { $0.kind == Response.Event.completed.rawValue }
                    .map { ($0.subject.id, $0) }, uniquingKeysWith: { first, _ in first }
            ).values.sorted { $0.subject.id < $1.subject.id }
            let follower = QualityFollower(test.house)
            var rest = completed[...]
            while !rest.isEmpty {
                let part = Array(rest.prefix(1 + dice.below(9)))
                rest = rest.dropFirst(part.count)
                try await database.write { try follower.handle(part, on: $0) }
            }
            let all = try await desk.read {
                try Qualities.list(of: made.id, in: desk.workspace, on: $0)
            }
            #expect(all.count == 100)
            var judge = Quality.Judge(nil)
            let whole = all.map { judge.flags(of: $0.evidence) }
            #expect(all.map(\.flags) == whole)
            #expect((10...90).contains(whole.count { $0.contains(.duplicate) }))
        }
    }

    @Test(arguments: Engine.available)
    func theMedianShiftsAndAllAreJudgedAgain(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let id = try await Self.answered(workspace)
            try await Self.follow(test.house)
            let manager = workspace.desk(.manager)
            // Many quick ones: sixty seconds become slow, ten become usual.
            for place in 0..<60 {
                try await Self.submit(
                    manager, seconds: 11, minute: 50 + place, customer: "D-\(place)")
            }
            let report = try await manager.perform(
                JudgeResponses.self, ["instrument": .string(id.description)])
            #expect(report.baseline?.medianSeconds == 11)
            #expect(report.counts.first { $0.flag == .speeder }?.count == 0)
            #expect(report.flagged == 1, "the customer who came twice")
            await #expect(throws: Refusal.self) {
                try await workspace.desk(.agent).perform(
                    JudgeResponses.self, ["instrument": .string(id.description)])
            }
        }
    }
}
