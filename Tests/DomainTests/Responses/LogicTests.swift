import YAMLSupport
import Base
import Testing

@testable import Domain

@Suite struct LogicTests {
    static let document = """
        key: logic
        title: {zh: 逻辑, en: Logic}
        languages: [zh, en]
        hidden: [{key: guests, kind: number}]
        computed:
          - {key: share, title: {zh: 占比, en: Share}, value: computed.sum / 20, score: true}
          - {key: sum, value: answers.a + answers.b}
        pages:
          - items:
              - key: name
                kind: text
                title: {zh: 您贵姓？, en: Your name?}
              - key: age
                kind: number
                title: {zh: '{answers.name|您}几岁？', en: 'How old are you, {answers.name|friend}?'}
                validate:
                  - if: answers.age >= 0 and answers.age < 130
                    message: {zh: 年龄不对, en: That is no age}
            jump:
              - {if: answers.age < 18, to: end, text: {zh: '谢谢{answers.name|}', en: Sorry}}
              - {if: answers.age >= 80, to: last}
          - items:
              - key: used
                kind: multiple
                title: {zh: 用过, en: Used}
                options:
                  - {code: app, title: {zh: 应用, en: The app}}
                  - {code: shop, title: {zh: 门店, en: The shop}}
                  - {code: bar, title: {zh: 酒吧, en: The bar}, show_if: answers.age >= 21}
              - key: liked
                kind: matrix
                title: {zh: 喜欢, en: Liked}
                required: true
                scale: {points: 5, labels: {1: {zh: 不, en: No}, 5: {zh: 是, en: Yes}}}
                rows:
                  - {code: app, title: {zh: 应用, en: App}, show_if: answers.used contains "app"}
                  - {code: shop, title: {zh: 门店, en: Shop}, show_if: answers.used contains "shop"}
              - {key: a, kind: number, title: {zh: 甲, en: A}, min: 0, max: 10}
              - {key: b, kind: number, title: {zh: 乙, en: B}, min: 0, max: 10}
          - show_if: computed.sum >= 10
            items:
              - {key: much, kind: text, title: {zh: 很多, en: Much}}
          - key: last
            items:
              - {key: bye, kind: text, title: {zh: '{answers.used|没有}', en: '{answers.used}'}}
        thanks:
          - {if: score >= 0.5, text: {zh: '得 {computed.sum}', en: 'You have {computed.sum}'}}
          - {text: {zh: 谢, en: Thanks}}
        """

    let instrument: Instrument
    init() throws { instrument = try Instrument(document: tree(Self.document)) }

    func answering(_ answers: JSON) throws -> Answering {
        let checked = try instrument.check(answers: answers, partial: true)
        return Answering(instrument, answers: checked.values)
    }

    @Test func computedValuesFollowOneAnotherAndDecide() throws {
        #expect(instrument.computed.map(\.key) == ["sum", "share"])
        let some = try answering(["a": 4, "b": 7])
        #expect(JSON.object(some.computed).text == #"{"sum":11,"share":0.55}"#)
        #expect(some.score == 0.55)
        #expect(some.visiblePages == [0, 1, 2, 3])
        #expect(some.thanks.map { some.fill($0, "en") } == "You have 11")
        let few = try answering(["a": 4])
        #expect(few.computed.isEmpty)
        #expect(few.score == nil)
        #expect(few.visiblePages == [0, 1, 3])
        #expect(instrument.scoring?.metric == .rating)
        #expect(instrument.scoreItem == nil)
    }

    @Test func jumpsLeadPastPagesAndDropTheirAnswers() throws {
        let old = try answering(["age": 81, "a": 4, "b": 9])
        #expect(old.visiblePages == [0, 3])
        #expect(old.answers.values.keys == ["age"])
        #expect(old.progress(at: 0) == (1, 4), "the answer may still change")
        #expect(old.progress(at: 3) == (2, 2))
        let child = try answering(["age": 9, "name": "<b>李</b>", "bye": "x"])
        #expect(child.visiblePages == [0])
        #expect(child.nextPage(after: 0) == nil)
        #expect(child.thanks.map { child.fill($0, "zh") } == "谢谢<b>李</b>")
    }

    @Test func optionsAndLinesAreOfferedOnACondition() throws {
        let young = try answering([
            "age": 20, "used": ["app", "bar"], "liked": ["app": 5, "shop": 1],
        ])
        #expect(young.answers.values["used"] == ["app"])
        #expect(young.answers.values["liked"] == ["app": 5])
        let items = young.visibleItems(on: 1)
        #expect(items[0].options.map(\.code) == ["app", "shop"])
        #expect(items[1].cells.map(\.name) == ["liked.app"])
        #expect(throws: Refusal.invalid("answers.liked.shop", "required")) {
            try instrument.check(answers: [
                "age": 30, "used": ["app", "shop"], "liked": ["app": 1],
            ])
        }
        _ = try instrument.check(answers: ["age": 30])
    }

    @Test func textsTakeUpAnswersInTheWordsOfTheLanguage() throws {
        let some = try answering(["name": "{answers.age}", "age": 30, "used": ["app", "shop"]])
        let age = instrument.items[1].title
        #expect(some.fill(age, "en") == "How old are you, {answers.age}?", "once, not again")
        #expect(try answering([:]).fill(age, "zh") == "您几岁？")
        let bye = try #require(instrument[item: "bye"]).title
        #expect(some.fill(bye, "zh") == "应用、门店")
        #expect(some.fill(bye, "en") == "The app, The shop")
        #expect(try answering([:]).fill(bye, "zh") == "没有")
        #expect(some.fill(Wording(zh: "{其他} {answers.}", en: "{a|b}"), "zh") == "{其他} {answers.}")
    }

    @Test func anOwnRuleSpeaksItsOwnWords() {
        do {
            _ = try instrument.check(answers: ["age": 130], partial: true)
            Issue.record("accepted")
        } catch {
            #expect(error.faults.map(\.path) == ["answers.age"])
            #expect(error.faults.map(\.code) == ["ownRule"])
            #expect(error.faults[0].values["en"] == "That is no age")
        }
    }

    private static let head = "key: l\ntitle: 题\nlanguages: [zh]\n"

    @Test(arguments: [
        (
            "computed: [{key: x, value: computed.y}, {key: y, value: computed.x + 1}]",
            "", ["computed[0].value computedCircle", "computed[1].value computedCircle"]
        ),
        (
            "computed: [{key: x, value: answers.nobody}]", "",
            ["computed[0].value expression.unknownName"]
        ),
        (
            "computed: [{key: x, value: answers.a + 'x'}]", "",
            ["computed[0].value expression.wrongType"]
        ),
        (
            "computed: [{key: x, value: 'answers.a +'}]", "",
            ["computed[0].value expression.unfinished"]
        ),
        ("computed: [{key: x, value: '1'}, {key: x, value: '2'}]", "", ["computed[1].key double"]),
        (
            "computed: [{key: x, value: answers.a > 1, score: true}]", "",
            ["computed[0].value scoreNoNumber"]
        ),
        ("", ", show_if: computed.x > 1", ["pages[0].items[0].show_if expression.unknownName"]),
        (
            "computed: [{key: x, value: answers.b}]", ", show_if: computed.x > 1",
            ["pages[0].items[0].show_if laterItem"]
        ),
        ("", ", help: '{answers.b}'", ["pages[0].items[0].help laterItem"]),
        ("", ", help: '{answers.nobody|x}'", ["pages[0].items[0].help pipedUnknown"]),
    ])
    func namesTheFaultOfLogic(computed: String, member: String, expected: [String]) throws {
        let yaml =
            Self.head + computed + "\npages: [{items: [{key: a, kind: number, title: 甲\(member)}, "
            + "{key: b, kind: number, title: 乙}]}]"
        #expect(try InstrumentReaderTests.faults(yaml) == expected)
    }

    @Test(arguments: [
        ("{to: nowhere}", ["pages[1].jump[0].to notOneOf"]),
        ("{to: first}", ["pages[1].jump[0].to jumpBackwards"]),
        ("{to: second}", ["pages[1].jump[0].to jumpBackwards"]),
        ("{to: third, text: 谢}", ["pages[1].jump[0].text textOnlyAtEnd"]),
        ("{if: answers.c > 1, to: third}", ["pages[1].jump[0].if laterItem"]),
        ("{if: answers.b > 1}", ["pages[1].jump[0].to missing"]),
        ("{to: third}", []),
    ])
    func namesTheFaultOfAJump(jump: String, expected: [String]) throws {
        let yaml =
            Self.head + """
                pages:
                  - {key: first, items: [{key: a, kind: number, title: 甲}]}
                  - {key: second, items: [{key: b, kind: number, title: 乙}], jump: [\(jump)]}
                  - {key: third, items: [{key: c, kind: number, title: 丙}]}
                """
        #expect(try InstrumentReaderTests.faults(yaml) == expected)
    }

    @Test func aChainOfComputedValuesIsComputedOnce() throws {
        // Each doubles the one before; without memory the last would take 2^150 steps.
        let chain = (1...150).map {
            "{key: c\($0), value: computed.c\($0 - 1) + computed.c\($0 - 1)}"
        }
        let yaml =
            Self.head + "computed: [{key: c0, value: answers.a}, \(chain.joined(separator: ", "))]"
            + "\npages: [{items: [{key: a, kind: number, title: 甲}]}]"
        let instrument = try Instrument(document: tree(yaml))
        let one = Answering(instrument, answers: try instrument.check(answers: ["a": 1]).values)
        #expect(one.computed["c10"] == 1_024)
        #expect(one.computed.count == 151)
    }

    @Test func chanceIsTheSameForOneRespondentAndLeavesTheFixed() throws {
        let codes =
            (0..<6).map { "{code: o\($0), title: 项\($0)}" } + [
                "{code: last, title: 末, fixed: true}"
            ]
        let yaml =
            Self.head
            + "pages: [{shuffle: true, items: [{key: s, kind: statement, title: 说, fixed: true}"
            + ", {key: m, kind: multiple, title: 选, shuffle: true, options: [\(codes.joined(separator: ", "))]}"
            + ", {key: x, kind: text, title: 甲}, {key: y, kind: text, title: 乙}]}]"
        let instrument = try Instrument(document: tree(yaml))
        var orders = Set<[String]>()
        var pages = Set<[String]>()
        var firsts: [String: Int] = [:]
        for seed in 0..<600 {
            let items = instrument.ordered(instrument.items, on: 0, by: "key\(seed)")
            #expect(items[0].key == "s")
            pages.insert(items.map(\.key))
            let options = try #require(items.first { $0.key == "m" }).options.map(\.code)
            #expect(options.last == "last")
            #expect(Set(options).count == 7)
            orders.insert(options)
            firsts[options[0], default: 0] += 1
            let again = instrument.ordered(instrument.items, on: 0, by: "key\(seed)")
            #expect(again.map(\.key) == items.map(\.key))
        }
        #expect(pages.count == 6)
        let kano = try LibraryInstrumentsTests.instrument("kano").items[0]
        #expect(kano.shuffled(by: "a").rows != kano.shuffled(by: "b").rows)
        #expect(kano.shuffled(by: "a").options.map(\.code) == Item.kanoCodes)
        #expect(
            kano.shuffled(by: "a").cells.last?.path.first == kano.shuffled(by: "a").rows.last?.code)
        #expect(orders.count > 300)
        // 100 of each are expected; five standard deviations are 46.
        #expect(firsts.values.allSatisfy { (54...146).contains($0) }, "\(firsts)")
    }
}

/// What no answers lead to is found before anyone is asked.
@Suite struct ReachTests {
    private static let first = """
        key: r
        title: 题
        languages: [zh]
        computed: [{key: double, value: answers.n * 2}]
        pages:
          - key: one
            items:
              - {key: n, kind: number, title: 数, min: 0, max: 10}
              - key: s
                kind: single
                title: 选
                options: [{code: a, title: 甲}, {code: b, title: 乙}]
              - key: m
                kind: multiple
                title: 多
                options: [{code: a, title: 甲}, {code: b, title: 乙}, {code: c, title: 丙}]
              - {key: d, kind: date, title: 日}

        """

    private static func dead(_ rest: String) throws -> [String] {
        try Instrument(document: tree(first + rest)).deadEnds.map { "\($0.path) \($0.code)" }
    }

    @Test(arguments: [
        ("answers.n > 10", true), ("answers.n >= 10", false), ("answers.n < 0", true),
        ("answers.n > 4 and answers.n < 3", true), ("answers.n > 4 and answers.n < 4.5", false),
        ("answers.s == 'c'", true), ("answers.s != 'a'", false), ("answers.s in ['x', 'y']", true),
        ("answers.s == 'a' and answers.s == 'b'", true),
        ("answers.s == 'a' or answers.n > 99", false),
        ("answers.m contains 'd'", true), ("count(answers.m) > 3", true),
        ("count(answers.m) > 2", false), ("not (answers.m contains 'a')", false),
        ("is_missing(answers.s) and answers.s == 'a'", true), ("is_missing(answers.n)", false),
        ("answers.d >= '2026-01-01' and answers.d < '2026-02-01'", false),
        ("answers.n * 2 > 99", false), ("computed.double > 99", false), ("1 > 2", true),
        ("hidden.customer == 'x' and hidden.customer == 'y'", true),
    ])
    func aConditionIsTriedWithEveryValueItCanTell(condition: String, isDead: Bool) throws {
        let found = try Self.dead(
            "  - {items: [{key: x, kind: text, title: 问, show_if: \(JSON.string(condition).text)}]}"
        )
        #expect(found == (isDead ? ["pages[1].items[0].show_if neverHolds"] : []), "\(condition)")
    }

    @Test func pagesThatEveryJumpLeadsPastAreFound() throws {
        let rest = """
                jump:
                  - {if: answers.n > 20, to: end}
                  - {if: answers.n > 5, to: three}
                  - {to: four}
              - {key: two, items: [{key: x, kind: text, title: 问}]}
              - {key: three, items: [{key: y, kind: text, title: 问, show_if: answered(answers.x)}]}
              - {key: four, items: [{key: z, kind: text, title: 问}]}
            """
        #expect(
            try Self.dead(rest) == [
                "pages[0].jump[0].if neverHolds", "pages[1] unreachable",
                "pages[2].items[0].show_if neverHolds",
            ])
    }

    @Test func aPageAndItsQuestionMustFitTogether() throws {
        let rest = """
              - show_if: answers.s == "a"
                items:
                  - {key: x, kind: text, title: 问}
                  - {key: y, kind: text, title: 问, show_if: answers.s == "b"}
                  - key: z
                    kind: single
                    title: 选
                    options:
                      - {code: p, title: 甲}
                      - {code: q, title: 乙, show_if: answers.n > 3 and answers.n < 2}
            """
        #expect(
            try Self.dead(rest) == [
                "pages[1].items[1].show_if neverHolds",
                "pages[1].items[2].options[1].show_if neverHolds",
            ])
    }
}
