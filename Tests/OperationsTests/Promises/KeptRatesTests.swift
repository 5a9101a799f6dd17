import Base
import Domain
import Operations
import TestSupport
import Testing

@Suite struct KeptRatesTests {
    @Test(arguments: Engine.available)
    func aRateCountsWhatIsDecidedAndSaysOnHowMuchItRests(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            for _ in 0..<3 {
                let id = try await bench.open()
                _ = try await bench.agent.perform(ReplyToCase.self, ["case": id, "text": "Hi"])
            }
            _ = try await bench.open("nobody answers this one")
            bench.test.pass(.minutes(16))
            _ = try await bench.open("still in time")
            let rates = try await bench.agent.perform(ShowKeptRates.self, [:]).json["items"]?.array
            // The library holds promises for other kinds of case too.
            let ours = rates?.filter { $0["promise"] == "negative-feedback" }
            let first = try #require(ours?.first { $0["clock"] == "first_response" })
            #expect(first["kept"] == 3)
            #expect(first["broken"] == 1, "broken, though no timer has noticed")
            #expect(first["open"] == 1)
            #expect(first["rate"] == 0.75)
            // Wilson's interval for 3 of 4.
            #expect(abs((first["low"]?.number ?? 0) - 0.3006) < 0.0001)
            #expect(abs((first["high"]?.number ?? 0) - 0.9544) < 0.0001)
            #expect(first["budgetLeft"] == -1)
            let resolution = try #require(ours?.first { $0["clock"] == "resolution" })
            #expect(resolution["rate"] == .null)
            #expect(resolution["open"] == 5)
        }
    }

    /// Four answered in time and one too late five days ago, one and one today: of 95 % promised,
    /// one in twenty may break, so a day with one of two burns ten times as fast, and seven days
    /// with two of seven 40 / 7 times.
    @Test(arguments: Engine.available)
    func theErrorBudgetBurnsByDayAndByWeek(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            func answer(_ count: Int, after span: Span) async throws {
                for _ in 0..<count {
                    let id = try await bench.open()
                    bench.test.pass(span)
                    _ = try await bench.agent.perform(ReplyToCase.self, ["case": id, "text": "Hi"])
                }
            }
            try await answer(4, after: .minutes(5))
            try await answer(1, after: .minutes(20))
            bench.test.pass(.days(5))
            try await answer(1, after: .minutes(5))
            _ = try await bench.open("nobody answers this one")
            bench.test.pass(.minutes(16))
            let first = try await bench.rate("first_response")
            #expect(
                first["burnRates"] == [
                    ["days": 1, "decided": 2, "broken": 1, "rate": first.burn(0)],
                    ["days": 7, "decided": 7, "broken": 2, "rate": first.burn(1)],
                ])
            #expect(abs((first.burn(0).number ?? 0) - 10) < 1e-9)
            #expect(abs((first.burn(1).number ?? 0) - 40.0 / 7) < 1e-9)
            // Spans that are no shorter than the one asked for say nothing more.
            let day = bench.test.now - .hours(23)
            let short = try await bench.rate("first_response", ["from": .string(day.iso8601)])
            #expect(short["burnRates"] == [])
        }
    }

    @Test(arguments: Engine.available)
    func whatIsMergedCountsOnceAndTheNumberOpensItsCases(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let one = try await bench.open("first")
            let two = try await bench.open("the same once more")
            _ = try await bench.open("another")
            bench.test.pass(.minutes(16))
            _ = try await bench.agent.perform(MergeCases.self, ["case": two, "into": one])
            let rate = try await bench.rate("first_response")
            #expect(rate["broken"] == 2 && rate["brokenCases"] == 2)
            let found = try await bench.agent.perform(
                ListCases.self,
                [
                    "status": "any", "figure": "broken", "promise": "negative-feedback",
                    "clock": "first_response", "clockFrom": rate["from"] ?? .null,
                ]
            ).json
            #expect(found["items"]?.array?.count == 2)
            _ = try await bench.agent.perform(UnmergeCase.self, ["case": two])
            #expect(try await bench.rate("first_response")["brokenCases"] == 3)
        }
    }
}

extension CaseBench {
    /// Of the promise on negative feedback.
    fileprivate func rate(_ clock: String, _ input: [String: JSON] = [:]) async throws -> JSON {
        let rates = try await agent.perform(ShowKeptRates.self, input.members).json["items"]?.array
        return try #require(
            rates?.first { $0["promise"] == "negative-feedback" && $0["clock"]?.string == clock })
    }
}

extension JSON {
    fileprivate func burn(_ place: Int) -> JSON {
        self["burnRates"]?.array?[place]["rate"] ?? .null
    }
}
