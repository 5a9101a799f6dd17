import Testing

@testable import Language

/// Several labels on one text, chances that hold, and silence where nothing is likely.
@Suite struct LabelClassifierTests {
    private static let parts: [String: [String]] = [
        "refund": ["请退款给我", "把钱退回来", "I want my money back", "please refund me"],
        "delivery": ["包裹还没到", "快递在哪里", "my parcel is late", "where is the box"],
        "login": ["密码忘了", "登录不进去", "my login is locked", "I forgot the password"],
    ]
    private static let fillers = [
        "你好", "谢谢", "麻烦了", "订单", "hello", "thanks", "order", "yesterday", "昨天", "again",
    ]

    /// Texts of one or two matters each, or of none that is known, labelled rightly or, so often in
    /// ten, by lot.
    private static func lesson(_ count: Int, seed: UInt64, wrong: Int = 0) -> (
        texts: [NormalText], labels: [[String]]
    ) {
        var dice = Dice(seed)
        let names = parts.keys.sorted()
        var texts: [NormalText] = []
        var labels: [[String]] = []
        for number in 0..<count {
            var words = (0..<3).map { _ in fillers[dice.below(fillers.count)] }
            words.append("\(dice.below(90))")
            var found: [String] = []
            let matters = number % 8 == 0 ? 0 : number % 5 == 0 ? 2 : 1
            for _ in 0..<matters {
                let name = names[dice.below(names.count)]
                if !found.contains(name) { found.append(name) }
                words.append((parts[name] ?? [])[dice.below(4)])
            }
            if found.isEmpty { found = ["rare\(number)"] }
            if dice.below(10) < wrong { found = [names[dice.below(names.count)]] }
            texts.append(Shelf.normal(words.joined(separator: " ")))
            labels.append(found)
        }
        return (texts, labels)
    }

    private static func learnt(_ count: Int, seed: UInt64, wrong: Int = 0) -> LabelClassifier {
        let lesson = lesson(count, seed: seed, wrong: wrong)
        return LabelClassifier(
            learning: lesson.texts, labels: lesson.labels, known: Set(parts.keys),
            terms: LearningTerms.requests(seed: 1))
    }

    @Test func everyMatterOfATextIsNamed() {
        let classifier = Self.learnt(400, seed: 1)
        #expect(classifier.labels == ["delivery", "login", "refund"])
        let test = Self.lesson(200, seed: 2)
        var missed = 0
        for (text, labels) in zip(test.texts, test.labels) {
            let found = Set(classifier.answers(text).map(\.label))
            if found != Set(labels.filter { Self.parts[$0] != nil }) { missed += 1 }
        }
        #expect(missed <= 20)
        let quality = classifier.quality
        #expect(quality.texts == 400 && quality.answered < 400 && quality.answered > 300)
        #expect(Double(quality.hits) / Double(quality.answered) > 0.95)
        #expect(quality.commonHits < quality.hits)
    }

    @Test func itIsSilentWhereItKnowsNothing() {
        let classifier = Self.learnt(400, seed: 3)
        for strange in ["", "🙂", "play some jazz", "今天天气怎么样", "12345"] {
            #expect(classifier.answers(Shelf.normal(strange)).isEmpty, "\(strange)")
        }
    }

    /// What it says with a chance is right as often, whatever share of labels is by lot.
    @Test(arguments: [0, 2, 4, 6], [UInt64(11), 12, 13])
    func chancesHold(_ wrong: Int, _ seed: UInt64) {
        let classifier = Self.learnt(800, seed: seed, wrong: wrong)
        let test = Self.lesson(1_500, seed: seed + 100, wrong: wrong)
        var expected = 0.0
        var right = 0
        var said = 0
        for (text, labels) in zip(test.texts, test.labels) {
            for answer in classifier.answers(text) {
                #expect((0.5...1).contains(answer.probability))
                said += 1
                expected += answer.probability
                if labels.contains(answer.label) { right += 1 }
            }
        }
        // Where most labels are by lot it may well be silent.
        guard said > 200 else {
            #expect(wrong > 4)
            return
        }
        let difference = (expected - Double(right)) / Double(said)
        #expect(difference.magnitude < 0.08, "\(said) said, off by \(difference)")
    }

    @Test func whatWasSavedAnswersTheSame() throws {
        let classifier = Self.learnt(120, seed: 5)
        let bytes = classifier.bytes
        let again = try #require(LabelClassifier(bytes: bytes))
        #expect(again.quality == classifier.quality && again.labels == classifier.labels)
        for text in Self.lesson(50, seed: 6).texts {
            #expect(again.answers(text) == classifier.answers(text))
        }
        for length in stride(from: 0, to: bytes.count, by: 997) {
            #expect(LabelClassifier(bytes: Array(bytes[..<length])) == nil)
        }
    }

    @Test func theWordsThatSpokeForALabelAreNamed() throws {
        let classifier = Self.learnt(400, seed: 7)
        let said = "hello thanks my parcel is late"
        let best = try #require(
            classifier.phrases(for: "delivery", in: Shelf.normal(said))
                .max { $0.weight < $1.weight })
        let word = String(decoding: Array(said.utf8)[best.range], as: UTF8.self)
        #expect(word.contains("parcel") || word.contains("late"))
    }
}
