import Testing

@testable import Language

/// What was learnt is the same after it was written and read; other bytes are nothing.
@Suite struct StoredClassifierTests {
    private static let texts = (0..<60).map { number in
        Shelf.normal(["我要退款", "包裹到哪了", "密码忘了"][number % 3] + "，第\(number)次")
    }
    private static let labels = (0..<60).map { ["refund", "parcel", "password"][$0 % 3] }

    @Test func intentsAndTheirGate() throws {
        let learnt = IntentClassifier(
            learning: Self.texts, labels: Self.labels, terms: [LearningTerms()], reject: "")
        let quality = try #require(learnt.quality)
        // Of so few each is asked once with its intent hidden, most also with it known.
        #expect(quality.outside == 60 && (30..<60).contains(quality.texts))
        #expect(quality.answered <= quality.texts && quality.hits <= quality.answered)
        #expect(quality.hits > quality.commonHits && quality.rejected <= quality.outside)
        let stored = try #require(IntentClassifier(bytes: learnt.bytes))
        #expect(stored.intents == ["parcel", "password", "refund"])
        for text in Self.texts + ["今天天气怎么样", ""].map(Shelf.normal) {
            #expect(stored.answer(text) == learnt.answer(text))
        }
        #expect(stored.answer(Shelf.normal("play some jazz")).label == "")
        #expect(stored.answer(Shelf.normal("我要退款")).label == "refund")
    }

    @Test func pairs() throws {
        let pairs = (0..<60).map { number in
            (
                Shelf.normal("how do i cancel order \(number % 9)"),
                Shelf.normal(
                    number % 2 == 0 ? "can i stop order \(number % 9)" : "where is parcel \(number)"
                )
            )
        }
        let learnt = PairClassifier(
            learning: pairs, labels: (0..<60).map { "\($0 % 2)" },
            terms: LearningTerms.pairs(seed: 1), folds: 3)
        let stored = try #require(PairClassifier(bytes: learnt.bytes))
        #expect(stored.quality == learnt.quality && stored.classes == learnt.classes)
        for (first, second) in pairs {
            #expect(stored.answer(first, second) == learnt.answer(first, second))
        }
    }

    @Test func aspects() throws {
        let findings = (0..<60).map { number in
            [
                AspectClassifier.Finding(
                    aspect: Self.labels[number], polarity: number % 2 == 0 ? "good" : "bad")
            ]
        }
        let learnt = AspectClassifier(
            learning: Self.texts, findings: findings, terms: [LearningTerms()], mood: Shelf.mood)
        let stored = try #require(AspectClassifier(bytes: learnt.bytes, mood: Shelf.mood))
        for text in Self.texts { #expect(stored.findings(text) == learnt.findings(text)) }
    }

    @Test func brokenBytesAreNoClassifier() {
        let intents = IntentClassifier(
            learning: Self.texts, labels: Self.labels, terms: [LearningTerms()], reject: ""
        ).bytes
        for count in stride(from: 0, to: intents.count - 9, by: max(1, intents.count / 200)) {
            #expect(IntentClassifier(bytes: Array(intents[..<count])) == nil)
        }
        #expect(PairClassifier(bytes: intents) == nil)
        #expect(AspectClassifier(bytes: intents, mood: Shelf.mood) == nil)
    }
}
