import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite struct DriverFactorsTests {
    private func with(
        _ engine: Engine, _ body: @escaping @Sendable (AnsweredInstrument) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            try await body(
                try await AnsweredInstrument(workspace, document: InsightDocuments.journey))
        }
    }

    /// Ratings in all combinations: a poor seat costs three points, excellent bags win two,
    /// booking does nothing. Noise of one point lies in no direction of the ratings.
    private func fill(_ trip: AnsweredInstrument) async throws {
        try await trip.put(
            (0..<500).map { place in
                let (book, seat, bags) = (1 + place % 5, 1 + place / 5 % 5, 1 + place / 25 % 5)
                let score =
                    6 + (seat <= 2 ? -3 : 0) + (bags == 5 ? 2 : 0) + (place / 125 % 2)
                return trip.row(
                    JSON.Object([
                        .init(key: "book", value: .integer(book)),
                        .init(key: "seat", value: .integer(seat)),
                        .init(key: "bags", value: .integer(bags)),
                        .init(key: "recommend", value: .integer(score)),
                    ]), score: score)
            })
    }

    @Test(arguments: Engine.available)
    func whatIsPoorAndWhatIsExcellent(_ engine: Engine) async throws {
        try await with(engine) { trip in
            try await self.fill(trip)
            let report = try await trip.ask(FindDrivers.self, [:])
            #expect(report["n"] == 500)
            let all = report["drivers"]?.array ?? []
            func contrast(_ name: String) throws -> JSON {
                try #require(all.first { $0["column"]?.string == "answers.\(name)" }?["contrast"])
            }
            let (seat, bags, book) = (
                try contrast("seat"), try contrast("bags"), try contrast("book")
            )
            #expect(seat["factor"] == "basic" && bags["factor"] == "excitement")
            #expect(book["factor"] == "neither")
            #expect(abs((seat["penalty"]?.number ?? 0) + 3) < 1e-9)
            #expect(abs((bags["reward"]?.number ?? 0) - 2) < 1e-9)
            #expect(seat["poor"] == 2 && seat["excellent"] == 5)
            #expect(seat["poorN"] == 200 && seat["excellentN"] == 100)
            let low = try #require(seat["penaltyLow"]?.number)
            let high = try #require(seat["penaltyHigh"]?.number)
            #expect(-3.3 < low && low < -3 && -3 < high && high < -2.7)
            // The mean of 1 … 5 in equal parts is the middle; Student's interval of 500 with a
            // spread of √2 steps: ±1.9647 · √(2 · 500/499) / √500 steps of a quarter.
            let driver = try #require(all.first { $0["column"] == "answers.seat" })
            #expect(abs((driver["performance"]?.number ?? 0) - 50) < 1e-9)
            #expect(abs((driver["performanceLow"]?.number ?? 0) - 46.8904) < 1e-3)
            #expect(abs((driver["performanceHigh"]?.number ?? 0) - 53.1096) < 1e-3)
            // Variance that the contrasts explain: of what is poor 9 · 0.4 · 0.6, of what is
            // excellent 4 · 0.2 · 0.8; the noise has a quarter.
            #expect(report["factorsN"] == 500)
            let r2 = try #require(report["factorsR2"]?.number)
            #expect(abs(r2 - 2.8 / 3.05) < 1e-9)
        }
    }

    /// What is chosen counts, and nothing else; no more than can be shared.
    @Test(arguments: Engine.available)
    func driversAndSharingAreChosen(_ engine: Engine) async throws {
        try await with(engine) { trip in
            try await self.fill(trip)
            let chosen = try await trip.ask(
                FindDrivers.self,
                [
                    "drivers": ["answers.seat", "answers.bags", "answers.seat", "score"],
                    "sharing": "johnson",
                ])
            #expect(chosen["sharing"] == "johnson")
            #expect(
                chosen["drivers"]?.array?.map { $0["column"] }
                    == ["answers.seat", "answers.bags"])
            await #expect(throws: Refusal.invalid("drivers", "unknownColumn", ["name": "x"])) {
                _ = try await trip.ask(FindDrivers.self, ["drivers": ["x"]])
            }
            let many = JSON.array(Array(repeating: "answers.seat", count: 25))
            await #expect(throws: Refusal.self) {
                _ = try await trip.ask(FindDrivers.self, ["drivers": many])
            }
        }
    }

    /// Four poor ratings are too few to tell what they do; the rest is told all the same.
    @Test(arguments: Engine.available)
    func fewRatingsAreNotTold(_ engine: Engine) async throws {
        try await with(engine) { trip in
            try await trip.put(
                (0..<200).map { place in
                    let seat = place < 4 ? 1 : 3 + place % 3
                    let (book, score) = (1 + place / 3 % 5, 4 + place * 7 % 5)
                    return trip.row(
                        JSON.Object([
                            .init(key: "book", value: .integer(book)),
                            .init(key: "seat", value: .integer(seat)),
                            .init(key: "bags", value: .integer(1 + place % 5)),
                            .init(key: "recommend", value: .integer(score)),
                        ]), score: score)
                })
            let report = try await trip.ask(FindDrivers.self, [:])
            let all = report["drivers"]?.array ?? []
            let seat = try #require(all.first { $0["column"] == "answers.seat" }?["contrast"])
            #expect(seat["poorN"] == 4 && seat["penalty"] == .null && seat["factor"] == .null)
            #expect(seat["reward"]?.number != nil)
            let bags = try #require(all.first { $0["column"] == "answers.bags" }?["contrast"])
            #expect(bags["penalty"]?.number != nil && bags["factor"]?.string != nil)
        }
    }
}
