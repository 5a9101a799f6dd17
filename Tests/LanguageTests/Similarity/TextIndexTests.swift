import Testing

@testable import Language

@Suite struct TextIndexTests {
    private static let texts = [
        "快递送错地址，包裹丢了", "房间有异味，空调坏了", "The invoice was wrong", "发票抬头写错了",
        "The parcel was lost by the courier", "",
    ]
    private static let index = TextIndex(texts.map(Shelf.normal))

    private static func found(_ text: String) -> [Int] {
        index.matches(Shelf.normal(text), limit: 2).map(\.text)
    }

    @Test func theMostAlikeComesFirst() {
        #expect(Self.found("我的包裹丢了，快递不管").first == 0)
        #expect(Self.found("發票寫錯").first == 3, "traditional characters are the same")
        #expect(
            Self.found("My parcel is lost") == [4, 2] || Self.found("My parcel is lost") == [4])
        #expect(Self.found("Nothing alike here at all… 天气") == [])
        #expect(Self.found("").isEmpty)
    }

    @Test func itSaysByWhichWords() throws {
        let text = "lost parcel"
        let match = try #require(Self.index.matches(Shelf.normal(text), limit: 1).first)
        let bytes = Array(text.utf8)
        let shared = Set(match.shared.map { String(decoding: bytes[$0], as: UTF8.self) })
        #expect(shared == ["lost", "parcel"])
    }
}
