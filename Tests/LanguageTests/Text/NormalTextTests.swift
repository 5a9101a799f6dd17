import Testing

@testable import Language

@Suite struct NormalTextTests {
    private func folded(_ text: String) -> String {
        var view = String.UnicodeScalarView()
        for value in Shelf.normal(text).scalars {
            if let scalar = Unicode.Scalar(value) { view.append(scalar) }
        }
        return String(view)
    }

    @Test(arguments: [
        ("ＡＢＣ１２３！", "abc123!"), ("Ünïted ÀÉ", "ünïted àé"), ("服務態度很好", "服务态度很好"),
        ("a\u{200B}b\u{FEFF}c", "abc"), ("👍🏽好", "👍好"), ("“好”", "\"好\""), ("", ""),
    ])
    func oneFormForWhatMeansTheSame(_ text: String, _ expected: String) {
        #expect(folded(text) == expected)
    }

    @Test func offsetsLeadBackToTheOriginal() {
        let original = "Ａ服\u{200B}務👍🏽ok"
        let text = Shelf.normal(original)
        let bytes = Array(original.utf8)
        let pieces = (0..<text.count).map { place in
            String(decoding: bytes[text.originalRange(place..<place + 1)], as: UTF8.self)
        }
        // What folds to nothing belongs to the scalar before it.
        #expect(pieces.joined() == original)
        #expect(pieces.first == "Ａ")
        #expect(text.count == 6)
    }

    @Test func brokenBytesAreReplacedOneByOne() {
        let text = NormalText([0xE4, 0xBD, 0x41, 0xFF, 0xC0, 0x80, 0xF4, 0x90, 0x80, 0x80])
        #expect(text.scalars.count { $0 == 0xFFFD } == 9)
        #expect(text.scalars[2] == 0x61)
        #expect(text.offsets.last == 10)
    }

    @Test func decodingAgreesWithTheStandardLibrary() {
        var dice = Dice(11)
        for _ in 0..<2_000 {
            let scalars = (0..<dice.below(30)).compactMap { _ in
                Unicode.Scalar(UInt32(dice.below(0x110000)))
            }
            let string = String(String.UnicodeScalarView(scalars))
            let plain = NormalText.plainScalars(Array(string.utf8)[...])
            #expect(plain == scalars.map(\.value))
        }
    }
}
