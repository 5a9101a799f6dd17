import YAMLSupport
import Base
import Testing

@testable import Domain

@Suite struct AnsweringTests {
    static let branching = """
        key: branching
        title: 分
        languages: [zh]
        hidden: [{key: vip, kind: yes_no}]
        pages:
          - items:
              - {key: n, kind: nps, title: 问, required: true}
          - show_if: answers.n <= 6
            items:
              - {key: why, kind: text, title: 问, required: true}
              - {key: more, kind: text, title: 问, show_if: 'answers.why == "price"', required: true}
          - items:
              - {key: praise, kind: text, title: 问, show_if: answers.n >= 9}
          - show_if: hidden.vip
            items:
              - {key: gift, kind: yes_no, title: 问}
          - items:
              - {key: end, kind: statement, title: 谢}
        thanks:
          - {if: score <= 6 and answers.more == "much", text: 甲}
          - {if: score <= 6, text: 乙}
          - {text: 丙}
        """

    let instrument: Instrument
    init() throws { instrument = try Instrument(document: tree(Self.branching)) }

    func pages(_ answers: JSON.Object, vip: Bool? = nil) -> [Int] {
        var hidden = JSON.Object()
        hidden["vip"] = vip.map(JSON.bool)
        return Answering(instrument, answers: answers, hidden: hidden).visiblePages
    }

    @Test func pagesFollowAnswersAndHiddenFields() {
        #expect(pages(.init()) == [0, 4])
        #expect(pages(.init([.init(key: "n", value: 3)])) == [0, 1, 4])
        #expect(pages(.init([.init(key: "n", value: 9)])) == [0, 2, 4])
        #expect(pages(.init([.init(key: "n", value: 9)]), vip: true) == [0, 2, 3, 4])
        #expect(pages(.init([.init(key: "n", value: 9)]), vip: false) == [0, 2, 4])
    }

    @Test func turnsForwardAndBackOverWhatIsShown() {
        let answering = Answering(instrument, answers: .init([.init(key: "n", value: 9)]))
        #expect(answering.nextPage(after: nil) == 0)
        #expect(answering.nextPage(after: 0) == 2)
        #expect(answering.nextPage(after: 4) == nil)
        #expect(answering.previousPage(before: 2) == 0)
        #expect(answering.previousPage(before: 0) == nil)
        #expect(answering.progress(at: 2) == (2, 3))
        #expect(Answering(instrument, answers: .init()).progress(at: 0) == (1, 4))
        #expect(!Answering(instrument, answers: .init()).isLast(0))
        #expect(answering.isLast(4))
    }

    @Test func answersToHiddenQuestionsAreDroppedAlsoInChains() throws {
        let full = try instrument.check(answers: ["n": 2, "why": "price", "more": "much"])
        #expect(full.values.keys == ["n", "why", "more"])
        let changed = try instrument.check(answers: ["n": 8, "why": "price", "more": "much"])
        #expect(changed.values.keys == ["n"])
    }

    @Test func requiredCountsOnlyWhereShown() throws {
        #expect(throws: Refusal.invalid("answers.why", "required")) {
            try instrument.check(answers: ["n": 2])
        }
        #expect(throws: Refusal.invalid("answers.more", "required")) {
            try instrument.check(answers: ["n": 2, "why": "price"])
        }
        _ = try instrument.check(answers: ["n": 8])
        _ = try instrument.check(answers: ["n": 2], partial: true)
    }

    @Test func aPageAsksOnlyForItsOwn() throws {
        let first = try instrument.check(
            page: 0, answers: .init([.init(key: "n", value: 2)]), saved: .init(), hidden: .init()
        ).answers
        #expect(first.score == 2)
        #expect(throws: Refusal.invalid("answers.why", "required")) {
            try instrument.check(page: 1, answers: .init(), saved: first.values, hidden: .init())
        }
        let second = try instrument.check(
            page: 1, answers: .init([.init(key: "why", value: "x")]), saved: first.values,
            hidden: .init()
        ).answers
        #expect(second.values.keys == ["n", "why"])
        let back = try instrument.check(
            page: 0, answers: .init([.init(key: "n", value: 10)]), saved: second.values,
            hidden: .init())
        #expect(back.answers.values.keys == ["n"])
        #expect(back.revealed.isEmpty)
    }

    @Test func aQuestionThatOnlyNowShowsIsAskedBeforeItIsRequired() throws {
        let saved = JSON.Object([.init(key: "n", value: 2)])
        let price = JSON.Object([.init(key: "why", value: "price")])
        let turned = try instrument.check(
            page: 1, answers: price, saved: saved, hidden: .init(), shown: ["why"])
        #expect(turned.revealed.map(\.key) == ["more"])
        #expect(throws: Refusal.invalid("answers.more", "required")) {
            try instrument.check(
                page: 1, answers: price, saved: saved, hidden: .init(), shown: ["why", "more"])
        }
    }

    @Test(
        arguments: [
            (["n": 2, "why": "price", "more": "much"], "甲"), (["n": 2, "why": "x"], "乙"),
            (["n": 9], "丙"), ([:], "丙"),
        ] as [(JSON, String)])
    func thanksByScore(answers: JSON, expected: String) throws {
        let checked = try instrument.check(answers: answers, partial: true)
        #expect(Answering(instrument, answers: checked.values).thanks?["zh"] == expected)
    }

    @Test func formsBecomeAnswers() throws {
        let every = try Instrument(document: tree(AnswersTests.everyKind))
        let answers = every.answers(
            ofForm: [
                ("n", "７"), ("s", "na"), ("one", ""), ("many", "c"), ("many", "a"), ("y", "no"),
                ("num", "lots"), ("m.x", "2"), ("m.z", "na"), ("csrf", "x"),
            ], page: 0)
        #expect(
            JSON.object(answers).text == """
                {"n":7,"s":null,"many":["c","a"],"y":false,"num":"lots","m":{"x":2,"z":null}}
                """)
        #expect(throws: Refusal.invalid("answers.num", "notANumber")) {
            try every.check(answers: .object(answers))
        }
    }
}
