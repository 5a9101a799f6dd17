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
        // Circled, raised, in one piece, of formulas, radicals of copied pages, half width.
        ("①⑩ ﬁne oﬃce x² Ⅳ ⒜", "110 fine office x2 iv a"), ("𝐛𝐚𝐝 𝟗 🅱", "bad 9 b"),
        ("⼈⾒ ｶﾅ", "人见 カナ"),
        // A letter and its mark are one; a mark that fits no letter says nothing.
        ("cafe\u{301} e\u{302}\u{301}", "café ế"), ("b\u{336}ad 1\u{20E3}", "bad 1"),
        ("か\u{3099}", "が"), ("\u{301}a", "a"),
        // Cyrillic and Greek letters inside Latin words; whole words of theirs stay.
        ("tеrriblе sеrvісе gοοd", "terrible service good"), ("Номер чистый", "номер чистый"),
        ("осень α β", "осень α β"), ("PDFки", "pdfки"),
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

    /// A part of a form leads to the whole form, and marks go with their letter.
    @Test func formsLeadBackWhole() {
        let original = "a⑳e\u{301}ﬁb"
        let text = Shelf.normal(original)
        let bytes = Array(original.utf8)
        func piece(_ range: Range<Int>) -> String {
            String(decoding: bytes[text.originalRange(range)], as: UTF8.self)
        }
        #expect(text.count == 7)
        #expect(piece(1..<2) == "⑳" && piece(2..<3) == "⑳" && piece(1..<3) == "⑳")
        #expect(piece(3..<4).unicodeScalars.count == 2 && piece(4..<5) == "ﬁ")
        #expect(piece(0..<7) == original && piece(2..<2) == "")
    }

    @Test func partsStandOnLinesOfTheirOwn() {
        let text = Shelf.normal("快，慢。好")
        let parts = text.parts([0..<1, 4..<5])
        #expect(parts.scalars == Shelf.normal("快\n好").scalars)
        #expect(parts.originalRange(2..<3) == text.originalRange(4..<5))
        #expect(text.parts([]).count == 0)
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

    @Test func lettersOfHangulMakeSyllables() {
        let whole = Shelf.normal("한국말 가")
        let parted = Shelf.normal(
            "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}\u{1106}\u{1161}\u{11AF} "
                + "\u{1100}\u{1161}")
        #expect(parted.scalars == whole.scalars && whole.count == 5)
        // The end of a syllable that has one, and a vowel without a beginning, stand alone.
        let alone = Shelf.normal("\u{AC01}\u{11A8}\u{1161}")
        #expect(alone.scalars == [0xAC01, 0x11A8, 0x1161])
        #expect(parted.originalRange(0..<1) == 0..<9)
    }
}
