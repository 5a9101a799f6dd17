import Testing

@testable import Language

@Suite struct PairClassifierTests {
    private static let verbs = [["cancel", "stop", "end"], ["track", "follow", "locate"]]

    /// A question is the same when its verb means the same and its thing is the same.
    private static func pairs(
        _ seed: UInt64, _ count: Int
    ) -> [(first: String, second: String, label: String)] {
        var dice = Dice(seed)
        let things = ["order", "parcel", "contract", "ticket", "booking"]
        return (0..<count).map { _ in
            let (one, two) = (dice.below(2), dice.below(2))
            let (left, right) = (dice.below(5), dice.below(3) > 0 ? dice.below(5) : -1)
            let thing = right < 0 ? left : right
            let first = "how do i \(verbs[one][dice.below(3)]) my \(things[left])"
            let second = "can i \(verbs[two][dice.below(3)]) the \(things[thing]) please"
            return (first, second, one == two && left == thing ? "1" : "0")
        }
    }

    private static func learnt() -> PairClassifier {
        let lesson = pairs(1, 600)
        return PairClassifier(
            learning: lesson.map { (Shelf.normal($0.first), Shelf.normal($0.second)) },
            labels: lesson.map(\.label), terms: LearningTerms.pairs(seed: 1), folds: 3)
    }

    @Test func itTellsTheSameQuestionFromAnother() throws {
        let classifier = Self.learnt()
        let test = Self.pairs(2, 200)
        let right = test.count { pair in
            classifier.answer(Shelf.normal(pair.first), Shelf.normal(pair.second)).label
                == pair.label
        }
        #expect(right > 180, "\(right) of 200")
        let quality = try #require(classifier.quality)
        #expect(abs(quality.accuracy - Double(right) / 200) < 0.1, "\(quality.accuracy)")
    }

    @Test func theOrderMakesNoDifferenceAndNothingTraps() {
        let classifier = Self.learnt()
        for (one, two) in [("stop my order", "end the contract"), ("", "stop"), ("？", "😀")] {
            let there = classifier.answer(Shelf.normal(one), Shelf.normal(two))
            let back = classifier.answer(Shelf.normal(two), Shelf.normal(one))
            #expect(there.label == back.label)
            #expect(abs(there.probability - back.probability) < 1e-4)
        }
    }
}
