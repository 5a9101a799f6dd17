import Testing

@testable import Language

@Suite struct SmallNetTests {
    private static let terms: LearningTerms = {
        var terms = LearningTerms()
        terms.net = NetTerms()
        return terms
    }()

    /// Invented comments of three kinds.
    private static func lesson(_ count: Int, seed: UInt64) -> (
        texts: [NormalText], labels: [String]
    ) {
        let kinds = [
            ("late", ["还没到", "太慢了", "is late", "where is it"]),
            ("money", ["退款", "钱没退", "my money back", "refund it"]),
            ("thanks", ["很满意", "谢谢你们", "thank you", "well done"]),
        ]
        var dice = Dice(seed)
        var texts: [NormalText] = []
        var labels: [String] = []
        for _ in 0..<count {
            let kind = kinds[dice.below(3)]
            texts.append(Shelf.normal("\(dice.below(90)) \(kind.1[dice.below(4)]) 订单"))
            labels.append(kind.0)
        }
        return (texts, labels)
    }

    private static func learnt(_ count: Int, terms: [LearningTerms]) -> TextClassifier {
        let lesson = lesson(count, seed: 1)
        return TextClassifier(
            learning: lesson.texts, labels: lesson.labels, terms: terms, folds: 3)
    }

    @Test func learnsWhatItIsShown() {
        let classifier = Self.learnt(200, terms: [Self.terms])
        let test = Self.lesson(100, seed: 2)
        let hits = zip(test.texts, test.labels).count { classifier.answer($0).label == $1 }
        #expect(hits >= 97)
        #expect((classifier.quality?.accuracy ?? 0) > 0.95)
    }

    @Test func sameInputSameBytes() {
        let both = (0..<2).map { _ in Self.learnt(90, terms: [Self.terms]).bytes }
        #expect(both[0] == both[1])
    }

    @Test func whatWasSavedAnswersTheSame() throws {
        let classifier = Self.learnt(90, terms: [LearningTerms(), Self.terms])
        let bytes = classifier.bytes
        let again = try #require(TextClassifier(bytes: bytes, mood: nil))
        for text in Self.lesson(40, seed: 3).texts {
            #expect(again.probabilities(text) == classifier.probabilities(text))
        }
        // Whatever is cut off is refused, not read.
        for length in stride(from: 0, to: bytes.count, by: 9973) {
            #expect(TextClassifier(bytes: Array(bytes[..<length]), mood: nil) == nil)
        }
    }

    /// Models of the format before networks say of no member what it is.
    @Test func olderModelsAreRead() throws {
        let classifier = Self.learnt(90, terms: [LearningTerms()])
        var bytes = classifier.bytes
        // The mark, five numbers before the members and their count, the names with their lengths.
        let head = 8 + 8 + classifier.classes.reduce(0) { $0 + 8 + $1.utf8.count } + 6 * 8
        bytes.removeSubrange(head..<head + 8)
        bytes.replaceSubrange(0..<8, with: Array("NUOTEXT1".utf8))
        let again = try #require(TextClassifier(bytes: bytes, mood: nil))
        for text in Self.lesson(40, seed: 3).texts {
            #expect(again.probabilities(text) == classifier.probabilities(text))
        }
    }

    /// While the same units are at work, a cell that grows by a share moves the score by that share
    /// of what it is said to add.
    @Test func sharesAreSlopes() throws {
        let classifier = Self.learnt(200, terms: [Self.terms])
        let member = try #require(classifier.members.first as? NetText)
        let text = Shelf.normal("退款 还没到")
        let row = member.row(member.scheme.features(of: text))
        #expect(!row.isEmpty)
        for number in classifier.classes.indices {
            let shares = member.net.shares(of: number, row)
            for place in row.indices {
                var moved = row
                moved[place].value *= 1.01
                let change = member.net.scores(moved)[number] - member.net.scores(row)[number]
                #expect((change - 0.01 * shares[place]).magnitude < 1e-3)
            }
        }
    }

    @Test func wordsThatSpokeForAClassAreNamed() throws {
        let classifier = Self.learnt(200, terms: [Self.terms])
        let said = "谢谢你们，订单 7 退款"
        let reasons = classifier.reasons(for: "money", in: Shelf.normal(said))
        let best = try #require(reasons.max { $0.weight < $1.weight })
        let bytes = Array(said.utf8)[best.range]
        #expect("退款".contains(String(decoding: bytes, as: UTF8.self)))
    }
}
