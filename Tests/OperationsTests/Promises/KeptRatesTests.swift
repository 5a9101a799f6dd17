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
}
