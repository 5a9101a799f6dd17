import Testing

@testable import Language

@Suite struct EmbeddingTests {
    /// "cancel" and "stop" stand in the same company, "track" in another.
    private static let texts: [PairPieces] = {
        var dice = Dice(5)
        let things = ["order", "booking", "contract", "plan"]
        let parcels = ["parcel", "letter", "box", "van"]
        return (0..<400).map { number in
            let ending = ["today", "please", "now", "again"][dice.below(4)]
            let thing = (number % 3 == 2 ? parcels : things)[dice.below(4)]
            let verb = ["cancel", "stop", "track"][number % 3]
            return pieces("i want to \(verb) my \(thing) \(ending)")
        }
    }()
    private static let embedding = Embedding(texts)

    private static func pieces(_ text: String) -> PairPieces { PairPieces(Shelf.normal(text)) }

    private static func measures(_ one: String, _ two: String) -> [Float] {
        embedding.measures(pieces(one), pieces(two)) { _ in 1 }
    }

    @Test func piecesInLikeCompanyAreNear() {
        let near = Self.measures("cancel", "stop")[0]
        let far = Self.measures("cancel", "track")[0]
        #expect(near > 0.8)
        #expect(near > far + 0.3, "\(near) \(far)")
        #expect(Self.measures("stop my order", "cancel my plan")[4] > 0.8)
    }

    @Test func aTextIsNearestToItself() {
        let measures = Self.measures("i want to stop my plan", "i want to stop my plan")
        for place in [0, 1, 2, 4, 5, 6, 7, 9] {
            #expect(abs(measures[place] - 1) < 1e-4, "\(place)")
        }
        #expect(measures[3] == 0 && measures[8] == 0, "nothing is missed")
    }

    @Test func theOrderOfTheTwoMakesNoDifference() {
        let there = Self.measures("stop my order now", "track a parcel please")
        let back = Self.measures("track a parcel please", "stop my order now")
        for (one, other) in zip(there, back) { #expect(abs(one - other) < 1e-5) }
    }

    @Test func whatIsUnknownIsNeutral() {
        #expect(Self.measures("", "stop") == [Float](repeating: 0, count: 10))
        #expect(Self.measures("完全 不 认识", "stop").prefix(5).allSatisfy { $0 == 0 })
        let empty = Embedding([])
        #expect(empty.measures(Self.pieces("stop"), Self.pieces("stop")) { _ in 1 }.max() == 0)
    }

    @Test func theSameTextsGiveTheSamePoints() {
        let again = Embedding(Self.texts)
        let pair = (Self.pieces("stop my plan"), Self.pieces("cancel the order"))
        #expect(
            again.measures(pair.0, pair.1) { _ in 1 }
                == Self.embedding.measures(pair.0, pair.1) { _ in 1 })
    }

    @Test func aLongTextIsReadByItsBeginning() {
        let long = String(repeating: "stop my order ", count: 50_000)
        let values = Self.measures(long, long)
        #expect(values.allSatisfy { $0.isFinite })
    }
}
