import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

/// What analysis does with input that nobody wishes for: defined, and told.
@Suite struct InsightBadInputTests {
    private func with(
        _ engine: Engine, _ body: @escaping @Sendable (AnsweredInstrument) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            try await body(try await AnsweredInstrument(workspace))
        }
    }

    @Test(arguments: Engine.available)
    func nothingOneAndAllTheSame(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let nothing = try await stay.ask(["filter": "score == 1", "grain": "day"])
            #expect(nothing["total"]?["n"] == 0 && nothing["total"]?["value"] == .null)
            #expect(nothing["trend"] == [] && nothing["total"]?["isHidden"] == false)
            try await stay.answer(score: 1, clean: 3, class: "Eco")
            let one = try await stay.ask(["filter": "score == 1"])
            #expect(one["total"]?["isHidden"] == true && one["distribution"] == [])
            for _ in 0..<60 { try await stay.answer(score: 8, clean: 4, class: "Eco") }
            let same = try await stay.ask([
                "filter": "score == 8", "item": "answers.clean", "measure": "mean",
            ])
            #expect(same["total"]?["value"] == 4)
            let drivers = try await stay.ask(FindDrivers.self, ["filter": "score == 8"])
            #expect(drivers["drivers"] == [] && drivers["reason"]?.string != nil)
            let segments = try await stay.ask(FindSegments.self, ["filter": "score == 8"])
            #expect(segments["tree"] == [])
            let pairs = try await stay.ask(Correlate.self, ["filter": "score == 8"])
            #expect(pairs["pairs"]?.array?.allSatisfy { $0["r"] == .null } == true)
        }
    }

    /// Answers of an older version with more steps than the question has now do not count in it.
    @Test(arguments: Engine.available)
    func stepsOfAnOlderScaleAreLeftOut(_ engine: Engine) async throws {
        try await with(engine) { stay in
            for place in 0..<20 { try await stay.answer(score: 5, clean: place < 10 ? 7 : 4) }
            let report = try await stay.ask(["item": "answers.clean", "measure": "mean"])
            #expect(report["total"]?["n"] == 10 && report["total"]?["value"] == 4)
            #expect(report["offScale"] == 10)
        }
    }

    /// A name with more values than anybody groups by is refused, told at its place; so is a cut
    /// that would make more cells than memory is for.
    @Test(arguments: Engine.available)
    func tooManyGroupsAreRefused(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let house = stay.workspace.house
            try await stay.put((0..<600).map { stay.row(house.newID(), $0 % 11, 3, "c\($0)") })
            let segments = try await stay.ask(FindSegments.self, [:])
            #expect(segments["tooFine"] == ["hidden.class"])
            try await stay.answer(score: 9, at: TestHouse.start - .days(4_000))
            let steps = await #expect(throws: Refusal.self) {
                _ = try await stay.ask(["grain": "day"])
            }
            #expect(steps?.faults.map(\.code) == ["tooManySpans"])
            #expect(steps?.faults.map(\.path) == ["grain"])
            try await stay.put(
                (0..<66_000).map { stay.row(house.newID(), $0 % 11, 3, "order \($0)") })
            let diverse = await #expect(throws: Refusal.self) {
                _ = try await stay.ask(["dimensions": ["hidden.class"]])
            }
            #expect(diverse?.faults.map(\.code) == ["tooDiverse"])
            #expect(diverse?.faults.map(\.path) == ["dimensions"])
        }
    }

    /// Days begin at the zone's midnight also when they have 23 or 25 hours; nobody is counted
    /// twice or not at all.
    @Test(arguments: Engine.available)
    func daysOfChangedClocksHoldTheirAnswers(_ engine: Engine) async throws {
        try await with(engine) { stay in
            try await stay.workspace.system.write { ledger in
                try ledger.connection.set(
                    "zone", to: "Europe/Berlin", workspace: ledger.workspace)
            }
            // From Saturday 23:30 on, every half hour until Monday: 2026-03-29 and 2026-10-25.
            for (begin, halves) in [("2026-03-28T22:30:00Z", 46), ("2025-10-25T21:30:00Z", 50)] {
                let start = try #require(Instant(iso8601: begin))
                try await stay.put(
                    (0..<(halves + 4)).map { half in
                        stay.row(
                            stay.workspace.house.newID(), 5, 3, nil, "en",
                            start + .seconds(Int64(half) * 1_800))
                    })
                let report = try await stay.ask([
                    "grain": "day", "measure": "count", "from": .string(begin),
                    "to": .string((start + .days(3)).iso8601),
                ])
                let days = report["trend"]?.array ?? []
                let counts = days.compactMap { $0["measure"]?["n"]?.integer }
                #expect(counts.prefix(3) == [1, halves, 3], "\(begin): \(counts)")
            }
        }
    }

    /// Who is deleted counts no more, and is in no filter's records.
    @Test(arguments: Engine.available)
    func erasedPeopleCountNoMore(_ engine: Engine) async throws {
        try await with(engine) { stay in
            var ids: [ID<Response>] = []
            for _ in 0..<12 { ids.append(try await stay.answer(score: 9, class: "Eco")) }
            #expect(try await stay.ask([:])["total"]?["n"] == 12)
            let gone = Array(ids.prefix(6))
            try await stay.workspace.system.write { ledger in
                for id in gone {
                    try ledger.connection.run(
                        """
                        DELETE FROM responses WHERE workspace = \(ledger.workspace) AND id = \(id)
                        """)
                    try ledger.record("response.erased", .init("response", id))
                }
            }
            let report = try await stay.ask(["dimensions": ["hidden.class"]])
            #expect(report["total"]?["n"] == 6)
            #expect(report["groups"]?.array?.first?["measure"]?["n"] == 6)
        }
    }
}
