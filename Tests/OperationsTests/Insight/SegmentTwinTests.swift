import Base
import Operations
import TestSupport
import Testing

@Suite struct SegmentTwinTests {
    /// The same trait under two names is one; one that differs in a single row is another.
    @Test(arguments: Engine.available)
    func theSameTraitIsFoundOnce(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let stay = try await AnsweredInstrument(try await TestHouse(database).workspace())
            try await stay.put(
                (0..<300).map { place in
                    let isEco = place % 3 == 0
                    var hidden = JSON.Object()
                    hidden.append("class", isEco ? "Eco" : "Business")
                    hidden.append("tier", isEco ? "plain" : "gold")
                    hidden.append("seat", isEco || place == 2 ? "back" : "front")
                    let score = isEco ? (place % 2 == 0 ? 3 : 8) : (place % 4 == 1 ? 5 : 9)
                    return stay.row(JSON.Object(), score: score, hidden: hidden)
                })
            let report = try await stay.ask(FindSegments.self, [:])
            let traits = report["traits"]?.array ?? []
            #expect(traits.map { $0["column"] } == ["hidden.class", "hidden.seat"])
            #expect(traits.map { $0["same"] } == [["hidden.tier"], []])
        }
    }
}
