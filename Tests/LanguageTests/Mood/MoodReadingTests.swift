import Testing

@testable import Language

/// Sentences of our own; each shows one rule.
@Suite struct MoodReadingTests {
    private func score(_ text: String) -> Double {
        Shelf.mood.reading(of: Shelf.normal(text)).score
    }

    @Test(arguments: [
        "服务态度特别好，下次还来", "發貨很快，質量也不錯", "一点也不差", "虽然贵，但是很好吃", "没有任何问题，很满意",
        "The crew was very friendly and helpful", "not bad at all, I love it", "👍👍👍",
        "It was late, but the staff were amazing",
    ])
    func good(_ text: String) { #expect(score(text) > 0.1) }

    @Test(arguments: [
        "太差了，再也不来", "房間很髒，隔音也不好", "一点都不好吃", "味道不错，但是送了两个小时，投诉也没人理",
        "等了半天还没到", "Worst airline ever, lost my bag", "I am not happy with this", "👎",
        "Great view, but the room was dirty and the staff rude",
    ])
    func bad(_ text: String) { #expect(score(text) < -0.1) }

    @Test func degreesOrder() {
        #expect(score("非常满意") > score("满意"))
        #expect(score("very good") > score("good"))
        #expect(score("有点贵") > score("太贵了"))
    }

    @Test func whatIsAskedIsNotSaid() {
        #expect(score("Are the other shelves safe?") < score("The other shelves are safe.") / 2)
        #expect(score("早餐好吃吗？") < score("早餐好吃。") / 2)
    }

    /// What stands before a question mark changes nothing of what stands behind it.
    @Test(arguments: [("但是早餐呢？很满意", "很满意"), ("But why? Very friendly", "Very friendly")])
    func aQuestionMarkEndsASentence(_ text: String, _ alone: String) throws {
        let last = try #require(Shelf.mood.reading(of: Shelf.normal(text)).words.last)
        #expect(last.weight == Shelf.mood.reading(of: Shelf.normal(alone)).words.last?.weight)
    }

    /// Words that somebody disguised are the same words.
    @Test(arguments: [
        ("tеrriblе, nеvеr аgаin", "terrible, never again"), ("太糟糕了②", "太糟糕了2"),
        ("cafe\u{301}: g\u{336}r\u{336}eat", "café: great"),
    ])
    func formsMakeNoDifference(_ text: String, _ plain: String) {
        #expect(score(text) == score(plain) && score(text) != 0)
    }

    @Test func wordsAreThoseThatCount() throws {
        let sentence = "房间不干净，店员热情"
        let reading = Shelf.mood.reading(of: Shelf.normal(sentence))
        let bytes = Array(sentence.utf8)
        let words = reading.words.map { word in
            (String(decoding: bytes[word.range], as: UTF8.self), word.weight)
        }
        #expect(words.contains { $0.0 == "不干净" && $0.1 < 0 })
        #expect(words.contains { $0.0 == "热情" && $0.1 > 0 })
    }

    /// The mood of a theme is asked of whoever reads moods, clause by clause.
    @Test func theMoodOfAThemeIsToldByTheReader() {
        let text = Shelf.normal("前台很热情，房间太脏了")
        let found = Shelf.themes.findings(in: text) { text, parts in
            parts.map { text.parts($0).scalars == Shelf.normal("房间太脏了").scalars ? -0.9 : 0.7 }
        }
        #expect(found.first { $0.key == "tangibles" }?.mood == -0.9)
        #expect(found.first { $0.key == "empathy" }?.mood == 0.7)
    }

    @Test func themesAreFoundWithTheirMood() {
        let text = Shelf.normal("前台很热情。房间太脏了。")
        let found = Shelf.themes.findings(in: text, mood: Shelf.mood)
        let tangibles = found.first { $0.key == "tangibles" }
        let empathy = found.first { $0.key == "empathy" }
        #expect((tangibles?.mood ?? 1) < 0)
        #expect((empathy?.mood ?? -1) > 0)
    }
}
