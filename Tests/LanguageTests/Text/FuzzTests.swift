import Testing

@testable import Language

/// Any bytes get an answer: no trap, ranges inside the text, time that grows with the length only.
@Suite struct FuzzTests {
    private static let alphabet: [String] = [
        "好", "不", "差", "，", "。", "！", "?", " ", "a", "not", "good", "很", "一", "1", "😀", "\u{200B}",
        "服務", "\n", "(", ":)", "但是", "\u{0301}", "𠀀", "ｗ", "%", ".", "-", "—", "…",
        "⑳", "ﬁ", "е", "b", "\u{0336}", ",", "𝐛", "138",
    ]

    private static func bytes(_ dice: inout Dice) -> [UInt8] {
        let length = dice.below(40)
        if dice.below(3) == 0 { return (0..<length).map { _ in UInt8(dice.below(256)) } }
        var bytes: [UInt8] = []
        for _ in 0..<length { bytes += Array(alphabet[dice.below(alphabet.count)].utf8) }
        if dice.below(4) == 0, !bytes.isEmpty { bytes.removeLast(dice.below(bytes.count)) }
        return bytes
    }

    private static let classifier = TextClassifier(
        learning: ["很好", "很差", "good one", "bad one"].map { Shelf.normal($0) },
        labels: ["1", "0", "1", "0"], terms: [LearningTerms()], mood: Shelf.mood)

    @Test func anyBytesGetAnAnswer() {
        var dice = Dice(2026)
        for _ in 0..<40_000 {
            let bytes = Self.bytes(&dice)
            let text = NormalText(bytes, folding: Shelf.folding)
            let reading = Shelf.mood.reading(of: text)
            #expect(reading.score >= -1 && reading.score <= 1)
            #expect(reading.words.allSatisfy { $0.range.upperBound <= bytes.count })
            let chances = Self.classifier.probabilities(text)
            #expect((chances.reduce(0, +) - 1).magnitude < 1e-9)
            let words = Shelf.segmenter.words(in: text)
            #expect(zip(words, words.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
            let seen = words.reduce(0) { $0 + $1.count }
            let blanks = text.scalars.count { Scalars.kind($0) == .space }
            #expect(seen + blanks == text.count)
            _ = Shelf.themes.findings(in: text, mood: Shelf.mood)
        }
    }

    @Test(arguments: ["", "😀", "42", "\u{200B}\u{200B}", "   ", "。。。"])
    func nothingToSayIsNeutral(_ text: String) {
        let reading = Shelf.mood.reading(of: Shelf.normal(text))
        #expect(reading.label == .neutral || text == "😀" || text == "。。。")
        #expect(reading.score.magnitude < 0.5)
    }

    /// A megabyte in one line: each method ends, which it would not if it were quadratic.
    @Test(arguments: [
        "很", "不", "a", "一", "很好不", ":(", "服务态度", "(", "+", "138 ", "?", "好?",
        "e\u{301}", "⑳", "aе", "\u{336}", "1,", "？好，",
    ])
    func aMegabyteOfOneThing(_ piece: String) {
        let unit = Array(piece.utf8)
        var bytes: [UInt8] = []
        while bytes.count < 1_000_000 { bytes += unit }
        let text = NormalText(bytes, folding: Shelf.folding)
        #expect(Shelf.mood.reading(of: text).score.magnitude <= 1)
        #expect(!Shelf.segmenter.words(in: text).isEmpty || text.count == 0)
        #expect(Self.classifier.probabilities(text).count == 2)
        #expect(
            Shelf.themes.findings(in: text, mood: Shelf.mood).allSatisfy { $0.mood.magnitude <= 1 })
        #expect(!Shelf.personal.masked(bytes).isEmpty)
    }
}
