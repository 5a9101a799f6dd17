import Language
import Testing

@Suite struct SearchWordsTests {
    private func marked(_ search: String, in text: String) -> [String]? {
        let bytes = Array(text.utf8)
        return SearchWords(search).find(in: text)?.map {
            String(decoding: bytes[$0], as: UTF8.self)
        }
    }

    @Test func textsAreBeginningsAndPairs() {
        #expect(
            SearchWords.held(in: "Don't REFUND!") == [
                "don", "dont", "ref", "refu", "refun", "refund",
            ])
        #expect(SearchWords.held(in: "complaints").last == "complai", "no longer beginning")
        #expect(SearchWords.held(in: "退款") == ["退", "款", "退款"])
        #expect(SearchWords.held(in: "iPhone15手机") == ["iphone15", "手", "机", "手机"])
        #expect(SearchWords.held(in: "ＡＢ１２ to") == ["ab12", "to"])
        #expect(SearchWords.held(in: " …—😀 ") == [])
    }

    @Test func traditionalAndSimplifiedAreOne() {
        #expect(SearchWords("訂單").terms == ["订单"])
        #expect(SearchWords.held(in: "訂單") == SearchWords.held(in: "订单"))
        #expect(marked("订单", in: "我的訂單呢？") == ["訂單"])
        #expect(marked("退貨", in: "要求退货") == ["退货"])
    }

    @Test func searchesAskForTheFewestTerms() {
        #expect(SearchWords("late refu").terms == ["late", "refu"])
        #expect(SearchWords("Complaints").terms == ["complai"])
        #expect(SearchWords("退款申请").terms == ["退款", "款申", "申请"])
        #expect(SearchWords("退").terms == ["退"])
        #expect(SearchWords("A-1024 退款").terms == ["a", "1024", "退款"])
        #expect(SearchWords("!?").terms == [])
    }

    @Test func findsAtPlacesOfTheOriginal() {
        #expect(marked("refu", in: "No REFUND, no refunds.") == ["REFUND", "refunds"])
        #expect(marked("complaints", in: "A complaint") == nil, "the index says yes, the text no")
        #expect(marked("退款申请", in: "我的退款申请呢？再退款") == ["退款申请"])
        #expect(marked("退款申请", in: "退款，款申，申请") == nil)
        #expect(marked("退", in: "退款要退") == ["退", "退"])
        #expect(marked("dont", in: "I don't know") == ["don't"])
        #expect(marked("to", in: "too") == nil, "two letters are a whole word")
        #expect(marked("10", in: "1024") == nil)
        #expect(marked("refund", in: "refund1") == nil, "a number is told by all of it")
        #expect(marked("late 退款", in: "退款 came late") == ["退款", "late"])
    }

    /// Whatever stands in a text is found by any part of it, and the index has what is asked of it.
    @Test func everyPartOfATextIsFound() {
        let letters = Array("退款申请手机abcdefgh1é'，。 \nＢカ한🙂")
        var chance = Dice(7)
        for _ in 0..<5_000 {
            let text = String((0..<14).map { _ in letters.randomElement(using: &chance)! })
            let held = Set(SearchWords.held(in: text))
            for part in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
                let search = SearchWords(String(part))
                #expect(held.isSuperset(of: search.terms), "\(part) in \(text)")
                guard let places = search.find(in: text) else {
                    Issue.record("\(part) is not found in \(text)")
                    continue
                }
                let bytes = Array(text.utf8)
                for place in places {
                    #expect(String(validating: bytes[place], as: UTF8.self) != nil)
                }
            }
            // And the other way: what is found is what the index would have led to.
            let other = String((0..<3).map { _ in letters.randomElement(using: &chance)! })
            let search = SearchWords(other)
            if search.find(in: text) != nil { #expect(held.isSuperset(of: search.terms)) }
        }
    }
}
