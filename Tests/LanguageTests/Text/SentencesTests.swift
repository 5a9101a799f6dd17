import Testing

@testable import Language

@Suite struct SentencesTests {
    @Test(arguments: [
        ("服务很好。就是慢！下次还来", ["服务很好。", "就是慢！", "下次还来"]),
        (
            "Mr. Li waited 3.5 hours. Nobody came!! Why?",
            ["Mr. Li waited 3.5 hours.", "Nobody came!!", "Why?"]
        ),
        ("See www.example.com/a.b for more.", ["See www.example.com/a.b for more."]),
        ("“太慢了！”他说；后来……算了", ["“太慢了！”", "他说；", "后来……", "算了"]),
        ("e.g. this. J. Smith", ["e.g. this.", "J. Smith"]), ("第一行\n\n 第二行 ", ["第一行", "第二行"]),
        ("。。。", ["。。。"]),
        ("", []), ("  \n ", []),
    ])
    func endWhereAReaderWouldStop(_ text: String, _ wanted: [String]) {
        let bytes = Array(text.utf8)
        let normal = NormalText(bytes, folding: Shelf.folding)
        let found = Sentences(normal).ranges.map {
            String(decoding: bytes[normal.originalRange($0)], as: UTF8.self)
        }
        #expect(found == wanted)
    }

    @Test(arguments: [
        ("快，但贵。好？", ["快", "但贵。", "好？"]), ("1,200 yuan, too dear", ["1,200 yuan", " too dear"]),
        ("，，", []), ("", []),
    ])
    func clausesStandBetweenCommas(_ text: String, _ wanted: [String]) {
        let bytes = Array(text.utf8)
        let normal = NormalText(bytes, folding: Shelf.folding)
        let found = Sentences.clauses(of: normal).map {
            String(decoding: bytes[normal.originalRange($0)], as: UTF8.self)
        }
        #expect(found == wanted)
    }

    @Test(arguments: [
        ("服务很好，下次还来", WrittenLanguage.simplified), ("客服態度很差，沒有回覆", .traditional),
        ("客服用的是iPhone 15 Pro", .simplified),
        ("The room was clean and quiet", .english), ("ok", .english),
        ("Das Zimmer war sehr sauber und leise", .other),
        ("部屋がきれいでした", .other), ("방이 깨끗했어요", .other), ("Номер чистый", .other),
        ("très bien", .other),
        ("NPS不错", .simplified),
    ])
    func languageIsGuessed(_ text: String, _ wanted: WrittenLanguage) {
        #expect(WrittenLanguage(Array(text.utf8)[...], folding: Shelf.folding) == wanted)
    }

    @Test(arguments: ["", "123", "😀", "?!", "\u{200B}"])
    func withoutLettersThereIsNone(_ text: String) {
        #expect(WrittenLanguage(Array(text.utf8)[...], folding: Shelf.folding) == nil)
    }
}
