import Base
import Testing

@Suite struct TextPartsTests {
    @Test func whatFitsStaysWhole() {
        #expect(TextParts.of("Hello", most: 16) == ["Hello"])
        #expect(TextParts.of("  ", most: 16) == [])
        #expect(TextParts.of("", most: 16) == [])
    }

    @Test func itIsCutWhereOneWouldPause() {
        #expect(
            TextParts.of("It is here. It is well and good.", most: 20)
                == ["It is here.", "It is well and good."])
        #expect(TextParts.of("您好。我们已经收到。", most: 16) == ["您好。", "我们已经收", "到。"])
        #expect(
            TextParts.of("one two three four five", most: 16) == ["one two three", "four five"])
        #expect(
            TextParts.of("first line\nsecond. line", most: 20) == ["first line", "second. line"])
    }

    /// Whatever the text: no part is too large or empty, and what is no space is all there, in
    /// order.
    @Test func nothingIsLost() {
        var chance = Chance(seed: 11)
        let signs: [String] = [
            "a", "字", "👨‍👩‍👧‍👦", " ", "\n", "。", ". ", "é", "e\u{301}", ",", "\r\n", "🇨🇳",
        ]
        for _ in 0..<300 {
            let count = Int.random(in: 0...200, using: &chance)
            let text = (0..<count).map { _ in signs.randomElement(using: &chance)! }.joined()
            let most = Int.random(in: 28...90, using: &chance)
            let parts = TextParts.of(text, most: most)
            #expect(parts.allSatisfy { $0.utf8.count <= most && !$0.isEmpty }, "\(text)")
            #expect(
                parts.joined().filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace })
        }
        // A letter under a thousand marks is longer than a part may be.
        let heaped = "a" + String(repeating: "\u{301}", count: 1_000)
        let parts = TextParts.of(heaped, most: 100)
        #expect(parts.allSatisfy { $0.utf8.count <= 100 })
        #expect(parts.joined() == heaped)
    }
}
