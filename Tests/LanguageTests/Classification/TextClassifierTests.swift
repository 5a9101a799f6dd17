import Testing

@testable import Language

@Suite struct TextClassifierTests {
    /// Invented requests of three kinds, from parts.
    private static func requests(_ count: Int, seed: UInt64) -> (
        texts: [NormalText], labels: [String]
    ) {
        let kinds: [(String, [String], [String])] = [
            (
                "refund", ["请把钱", "麻烦", "I want", "please"],
                ["退给我", "退款", "my money back", "refund it"]
            ),
            (
                "delivery", ["包裹", "快递", "my parcel", "the box"],
                ["到哪了", "还没到", "is late", "where is it"]
            ),
            (
                "password", ["密码", "登录", "my login", "sign in"],
                ["忘了", "进不去", "is locked", "does not work"]
            ),
        ]
        var dice = Dice(seed)
        var texts: [NormalText] = []
        var labels: [String] = []
        for _ in 0..<count {
            let kind = kinds[dice.below(3)]
            let text = kind.1[dice.below(4)] + " " + kind.2[dice.below(4)]
            texts.append(Shelf.normal(text))
            labels.append(kind.0)
        }
        return (texts, labels)
    }

    @Test func learnsWhatItIsShown() {
        let lesson = Self.requests(200, seed: 1)
        let test = Self.requests(100, seed: 2)
        let classifier = TextClassifier(
            learning: lesson.texts, labels: lesson.labels, terms: [LearningTerms()], folds: 3)
        let hits = zip(test.texts, test.labels).count { classifier.answer($0).label == $1 }
        #expect(hits >= 98)
        #expect((classifier.quality?.accuracy ?? 0) > 0.95)
    }

    @Test func sameInputSameAnswers() {
        let lesson = Self.requests(120, seed: 3)
        let both = (0..<2).map { _ in
            TextClassifier(
                learning: lesson.texts, labels: lesson.labels, terms: [LearningTerms()], folds: 3)
        }
        for text in lesson.texts {
            #expect(both[0].probabilities(text) == both[1].probabilities(text))
        }
    }

    @Test func whatWasSavedAnswersTheSame() throws {
        let lesson = Self.requests(60, seed: 4)
        let classifier = TextClassifier(
            learning: lesson.texts, labels: lesson.labels, terms: [LearningTerms()],
            mood: Shelf.mood, folds: 3)
        let bytes = classifier.bytes
        let again = try #require(TextClassifier(bytes: bytes, mood: Shelf.mood))
        for text in lesson.texts {
            #expect(again.probabilities(text) == classifier.probabilities(text))
        }
        // Whatever is cut off is refused, not read.
        for length in stride(from: 0, to: bytes.count, by: 997) {
            #expect(TextClassifier(bytes: Array(bytes[..<length]), mood: Shelf.mood) == nil)
        }
    }

    @Test func reasonsAddUpToTheScore() {
        let texts = ["很好", "很差", "好吃", "难吃", "不好", "不差"].map { Shelf.normal($0) }
        let classifier = TextClassifier(
            learning: texts, labels: ["1", "0", "1", "0", "0", "1"], terms: [LearningTerms()])
        let text = Shelf.normal("很好吃")
        let sum = classifier.reasons(for: "1", in: text).reduce(0) { $0 + $1.weight }
        let constant = classifier.scores(Shelf.normal(""))[1]
        #expect((sum + Double(constant) - Double(classifier.scores(text)[1])).magnitude < 1e-4)
    }

    @Test func probabilitiesAreCalibrated() {
        // Labels that are right four times in five: the probability must say so.
        var dice = Dice(5)
        let texts = (0..<2_000).map { _ in dice.below(2) == 0 ? "good" : "bad" }
        let labels = texts.map { text in (dice.below(5) == 0) != (text == "good") ? "1" : "0" }
        let classifier = TextClassifier(
            learning: texts.map { Shelf.normal($0) }, labels: labels, terms: [LearningTerms()],
            folds: 4)
        let chance = classifier.probabilities(Shelf.normal("good"))[1]
        #expect((chance - 0.8).magnitude < 0.03)
    }

    @Test func whatFitsNoIntentIsRejected() {
        let lesson = Self.requests(300, seed: 6)
        let classifier = IntentClassifier(
            learning: lesson.texts, labels: lesson.labels, terms: [LearningTerms()], reject: "none")
        let test = Self.requests(60, seed: 7)
        let kept = zip(test.texts, test.labels).count { classifier.answer($0).label == $1 }
        #expect(kept >= 54)
        let strange = ["今天天气怎么样", "how tall is the tower", "play some jazz"]
        #expect(strange.allSatisfy { classifier.answer(Shelf.normal($0)).label == "none" })
    }

    @Test func adaptationKeepsItsHeadWhenClassesShift() {
        // Half the labelled texts are good, one in ten of the others is.
        var dice = Dice(8)
        func text(_ isGood: Bool) -> NormalText {
            let words = isGood ? ["好吃", "满意", "喜欢"] : ["难吃", "失望", "太慢"]
            return Shelf.normal(words[dice.below(3)] + "，\(dice.below(50))号")
        }
        let labels = (0..<200).map { $0 % 2 == 0 }
        let truth = (0..<200).map { $0 % 10 == 0 }
        let lesson = labels.map { text($0) }
        let target = truth.map { text($0) }
        let classifier = TextClassifier.adapted(
            learning: lesson, labels: labels.map { $0 ? "1" : "0" }, to: target,
            terms: [LearningTerms()], mood: Shelf.mood)
        let hits = zip(target, truth).count { (classifier.answer($0).label == "1") == $1 }
        #expect(hits >= 196)
    }
}
