import Testing

@testable import Language

@Suite struct SegmenterTests {
    private func words(_ text: String, _ segmenter: Segmenter = Shelf.segmenter) -> [String] {
        let bytes = Array(text.utf8)
        let normal = Shelf.normal(text)
        return segmenter.words(in: normal).map { word in
            String(decoding: bytes[normal.originalRange(word)], as: UTF8.self)
        }
    }

    @Test func knownWordsArePartedAndTheOriginalKept() {
        #expect(words("客服態度非常好") == ["客服", "態度", "非常", "好"])
        #expect(words("快递送到，3.5元") == ["快递", "送到", "，", "3.5", "元"])
        #expect(words("二○一九年") == ["二○一九年"])
        #expect(words("第三天，10分钟") == ["第三", "天", "，", "10", "分钟"])
        #expect(words("check in 很快！") == ["check", "in", "很", "快", "！"])
    }
}
