import Testing

@testable import Language

/// Words that no dictionary knows are found by what stands in and around them, and by how many
/// people use them.
@Suite struct WordListTests {
    /// A made-up name between changing neighbours, in texts of other characters.
    private static func texts(_ name: String, count: Int, seed: UInt64) -> [NormalText] {
        let around = Array("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉")
        var dice = Dice(seed)
        return (0..<count).map { place in
            let other = (0..<200).compactMap { _ in
                Unicode.Scalar(UInt32(0x4E00 + dice.below(0x5000)))
            }
            let first = around[place % around.count]
            let last = around[(place * 3 + 7) % around.count]
            return Shelf.normal(
                "\(first)\(name)\(last)，" + String(String.UnicodeScalarView(other)))
        }
    }

    private static func words(_ text: String, _ segmenter: Segmenter) -> [String] {
        let bytes = Array(text.utf8)
        let normal = Shelf.normal(text)
        return segmenter.words(in: normal).map { word in
            String(decoding: bytes[normal.originalRange(word)], as: UTF8.self)
        }
    }

    @Test func aWordOfManyIsLearntAndPartsText() throws {
        let texts = Self.texts("蓝鲸号", count: 40, seed: 3)
        let list = WordList(
            learning: texts, by: (0..<40).map { Int64($0 % 8) }, beside: Shelf.segmenter)
        let word = try #require(list.words.first { $0.text == "蓝鲸号" })
        #expect(word.count == 40 && word.people == 8)
        #expect(word.cohesion > 4.5 && word.variety > 1.2)
        #expect(!Self.words("我坐蓝鲸号去", Shelf.segmenter).contains("蓝鲸号"))
        #expect(Self.words("我坐蓝鲸号去", Shelf.segmenter.knowing(list)).contains("蓝鲸号"))
        #expect(WordList(bytes: list.bytes) == list)
        #expect(WordList(bytes: Array(list.bytes.dropLast(3))) == nil)
    }

    @Test func aWordOfFewPeopleIsNot() {
        let list = WordList(
            learning: Self.texts("蓝鲸号", count: 40, seed: 3),
            by: (0..<40).map { Int64($0 % 4) }, beside: Shelf.segmenter)
        #expect(!list.words.contains { $0.text == "蓝鲸号" })
    }

    @Test func whatTheDictionaryPartsIntoWordsIsAPhrase() {
        let list = WordList(
            learning: Self.texts("客服态度", count: 40, seed: 4),
            by: (0..<40).map(Int64.init), beside: Shelf.segmenter)
        #expect(!list.words.contains { $0.text.contains("客服") })
    }

    @Test func peopleRefuseAndAdd() {
        let texts = Self.texts("蓝鲸号", count: 40, seed: 3)
        let list = WordList(
            learning: texts, by: (0..<40).map(Int64.init), beside: Shelf.segmenter)
        let changed = list.changed(refusing: ["蓝鲸号"], adding: ["海豚湾"])
        let segmenter = Shelf.segmenter.knowing(changed)
        #expect(!Self.words("我坐蓝鲸号去", segmenter).contains("蓝鲸号"))
        #expect(Self.words("我坐车去海豚湾玩", segmenter).contains("海豚湾"))
        let empty = WordList(words: [], characters: 0).changed(refusing: [], adding: ["海豚湾"])
        #expect(Self.words("去海豚湾玩", Shelf.segmenter.knowing(empty)).contains("海豚湾"))
        #expect(WordList.spelling(of: "海豚灣", folding: .full) == "海豚湾")
        for wrong in ["海", "dolphin", "海豚 湾", "一二三四五六七八九", ""] {
            #expect(WordList.spelling(of: wrong, folding: .full) == nil)
        }
    }

    @Test func oneHalfOfThePeopleBearsOutTheOther() {
        let texts = Self.texts("蓝鲸号", count: 120, seed: 5)
        let quality = WordList.quality(
            of: texts, by: (0..<120).map(Int64.init), beside: Shelf.segmenter)
        #expect(quality.asked > 0 && quality.borneOut > 0)
        #expect(quality.borneOut <= quality.asked && quality.byChance <= quality.asked)
        let none = WordList.quality(of: [], by: [], beside: Shelf.segmenter)
        #expect(none == .init(asked: 0, borneOut: 0, byChance: 0))
    }
}
