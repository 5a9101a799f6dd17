import YAMLSupport
import Base
import Testing

@testable import Domain

/// Questions asked in rounds, and pages in an order of chance.
@Suite struct BlocksTests {
    static let document = """
        key: brands
        title: {zh: 品牌, en: Brands}
        languages: [zh, en]
        computed:
          - key: best
            title: {zh: 最高, en: Best}
            value: max(answers.rate.app, answers.rate.shop)
        blocks:
          - key: each
            show_if: is_missing(answers.adult) or answers.adult == true
            loop: {over: used}
          - {key: child, loop: {over: children, most: 3}}
        pages:
          - items:
              - {key: adult, kind: yes_no, title: {zh: 成年, en: Adult}}
              - key: used
                kind: multiple
                title: {zh: 用过, en: Used}
                options:
                  - {code: app, title: {zh: 应用, en: The app}}
                  - {code: shop, title: {zh: 门店, en: The shop}}
                  - {code: none, title: {zh: 都没有, en: None}, exclusive: true}
              - {key: children, kind: number, title: {zh: 孩子, en: Children}, min: 0, max: 9}
          - block: each
            title: {zh: '{loop.number}. {loop.title}', en: '{loop.number}. {loop.title}'}
            items:
              - key: rate
                kind: rating
                required: true
                title: {zh: '{loop.title}怎么样？', en: 'How is {loop.title}?'}
                scale: {points: 5, labels: {1: {zh: 差, en: Bad}, 5: {zh: 好, en: Good}}}
              - key: why
                kind: text
                title: {zh: '给{answers.rate|}分，为什么？', en: 'Why {answers.rate|}?'}
                show_if: answers.rate <= 2 or loop.code == "shop" and loop.number == 2
            jump: [{if: answers.rate == 1, to: after}]
          - block: each
            items:
              - key: parts
                kind: matrix
                title: {zh: 各部分, en: Parts}
                scale: {points: 3, labels: {1: {zh: 差, en: Bad}, 3: {zh: 好, en: Good}}}
                rows: [{code: look, title: {zh: 外观, en: Look}}]
          - block: child
            items: [{key: age, kind: number, title: {zh: 年龄, en: Age}, min: 0, max: 99}]
          - key: after
            items: [{key: bye, kind: text, title: {zh: 再见, en: Bye}, show_if: computed.best > 4}]
        """

    let instrument: Instrument
    init() throws { instrument = try Instrument(document: tree(Self.document)) }

    func answering(_ answers: JSON) throws -> Answering {
        let checked = try instrument.check(answers: answers, partial: true)
        return Answering(instrument, answers: checked.values)
    }

    @Test func everyRoundHasNamesOfItsOwn() throws {
        #expect(
            instrument.items.map(\.key) == [
                "adult", "used", "children", "rate.app", "why.app", "parts.app", "rate.shop",
                "why.shop", "parts.shop", "age.1", "age.2", "age.3", "bye",
            ])
        #expect(instrument[item: "parts.app"]?.cells.map(\.name) == ["parts.app.look"])
        #expect(instrument[item: "why.shop"]?.showIf?.source.contains("answers.rate.shop") == true)
        let title = try #require(instrument[item: "rate.shop"]?.title)
        #expect(title == Wording(zh: "门店怎么样？", en: "How is The shop?"))
        #expect(
            instrument[item: "why.app"]?.cells[0].title.en
                == "Why {answers.rate.app|}? · The app")
        #expect(instrument.deadEnds.isEmpty, "\(instrument.deadEnds)")
    }

    @Test func onlyTheChosenAreAskedAndAnswersLieByRound() throws {
        let some = try answering([
            "used": ["shop"], "children": 2, "rate": ["app": 5, "shop": 2],
            "why": ["shop": "dear"], "parts": ["shop": ["look": 3]],
            "age": ["1": 4, "2": 7, "3": 9],
        ])
        #expect(
            JSON.object(some.answers.values).text == """
                {"used":["shop"],"children":2,"rate":{"shop":2},"why":{"shop":"dear"},\
                "parts":{"shop":{"look":3}},"age":{"1":4,"2":7}}
                """)
        #expect(some.value("answers.rate.shop") == 2)
        #expect(some.value("answers.parts.shop.look") == 3)
        #expect(some.visiblePages == [0, 3, 4, 5, 6])
        let page = instrument.pages[3]
        #expect(page.title?.en == "2. The shop")
        #expect(try answering(["used": ["none"]]).visiblePages == [0])
        #expect(try answering(["used": ["app"], "adult": false]).visiblePages == [0])
        #expect(try answering(["used": ["app"], "rate": ["app": 5]]).computed["best"] == 5)
    }

    @Test func aJumpLeadsPastTheRestOfAllRounds() throws {
        let some = try answering(["used": ["app", "shop"], "children": 1, "rate": ["app": 1]])
        #expect(some.visiblePages == [0, 1])
    }

    @Test func faultsNameTheRound() throws {
        do {
            _ = try instrument.check(answers: [
                "used": ["app", "shop"], "rate": ["app": 9, "bar": 1], "parts": 3,
            ])
            Issue.record("accepted")
        } catch {
            #expect(
                error.faults.map { "\($0.path) \($0.code)" } == [
                    "answers.rate.app offScale", "answers.rate.bar unknownItem",
                    "answers.parts notAnObject", "answers.rate.shop required",
                ])
        }
    }

    @Test func aPageOfARoundReplacesOnlyItsOwn() throws {
        let saved: JSON = ["used": ["app", "shop"], "rate": ["app": 5, "shop": 4]]
        let form = instrument.answers(
            ofForm: [("rate.app", "3"), ("why.app", "so")], page: 1)
        #expect(JSON.object(form).text == #"{"rate":{"app":3},"why":{"app":"so"}}"#)
        let checked = try instrument.check(
            page: 1, answers: form, saved: saved.object ?? JSON.Object(), hidden: JSON.Object()
        ).answers
        #expect(checked.values["rate"] == ["app": 3, "shop": 4])
    }

    // MARK: Faults

    private static let head = "key: l\ntitle: 题\nlanguages: [zh]\n"
    private static let first =
        "{items: [{key: m, kind: multiple, title: 多, "
        + "options: [{code: a, title: 甲}, {code: b, title: 乙}]}, {key: n, kind: number, title: 数}]}"

    @Test(arguments: [
        ("[{key: x, loop: {over: m}}]", "block: x", "", []),
        ("[{key: x, loop: {over: n}}]", "block: x", "", ["blocks[0].loop.most missing"]),
        (
            "[{key: x, loop: {over: n, most: 51}}]", "block: x", "",
            ["blocks[0].loop.most notWholeBetween"]
        ),
        (
            "[{key: x, loop: {over: m, most: 2}}]", "block: x", "",
            ["blocks[0].loop.most mostOfNumbers"]
        ),
        ("[{key: x, loop: {over: z}}]", "block: x", "", ["blocks[0].loop.over laterItem"]),
        ("[{key: x, loop: {over: q}}]", "block: x", "", ["blocks[0].loop.over loopUnknown"]),
        ("[{key: x}]", "block: y", "", ["pages[1].block notOneOf", "blocks[0].key blockUnused"]),
        (
            "[{key: x, loop: {over: m}}]", "block: x", ", show_if: answers.y.a == 'k'",
            ["pages[1].items[0].show_if laterItem"]
        ),
        (
            "[{key: x, loop: {over: m}}]", "block: x", ", show_if: loop.code > 3",
            ["pages[1].items[0].show_if expression.cannotCompare"]
        ),
        (
            "[{key: x, loop: {over: m}}]", "block: x", ", help: '{loop.titel}'",
            ["pages[1].items[0].help pipedUnknown"]
        ),
        ("[]", "title: '{loop.title}'", "", ["pages[1].title pipedUnknown"]),
    ])
    func namesTheFaultOfABlock(
        blocks: String, page: String, member: String, expected: [String]
    ) throws {
        let yaml =
            Self.head + "blocks: \(blocks)\npages: [\(Self.first), "
            + "{\(page), items: [{key: y, kind: text, title: 问\(member)}]}, "
            + "{items: [{key: z, kind: multiple, title: 选, options: [{code: c, title: 丙},"
            + " {code: d, title: 丁}]}]}]"
        #expect(try InstrumentReaderTests.faults(yaml) == expected)
    }

    @Test func aLoopIsBounded() throws {
        let items = (0..<30).map { "{key: y\($0), kind: text, title: 问}" }
        let yaml =
            Self.head + "blocks: [{key: x, loop: {over: n, most: 50}}]\npages: [\(Self.first), "
            + "{block: x, items: [\(items.joined(separator: ", "))]}]"
        #expect(try InstrumentReaderTests.faults(yaml) == ["blocks[0].loop tooMany"])
    }

    @Test func aConditionInARoundThatHoldsInOneIsNoDeadEnd() throws {
        func dead(_ condition: String) throws -> [String] {
            let yaml =
                Self.head + "blocks: [{key: x, loop: {over: m}}]\npages: [\(Self.first), "
                + "{block: x, items: [{key: y, kind: text, title: 问}, "
                + "{key: z, kind: text, title: 问, show_if: '\(condition)'}]}]"
            return try Instrument(document: tree(yaml)).deadEnds.map { "\($0.path) \($0.code)" }
        }
        #expect(try dead(#"loop.code == "a""#).isEmpty)
        #expect(
            try dead(#"loop.code == "c""#) == ["pages[1].items[1].show_if neverHolds"])
    }

    // MARK: Chance

    private static func pages(_ extra: String, _ pages: [String]) throws -> Instrument {
        try Instrument(
            document: tree(head + extra + "\npages: [" + pages.joined(separator: ", ") + "]"))
    }

    private static func page(_ key: String, _ more: String = "") -> String {
        "{items: [{key: \(key), kind: text, title: 问}]\(more)}"
    }

    @Test func pagesAndBlocksComeInAnOrderOfTheRespondent() throws {
        let instrument = try Self.pages(
            "shuffle: true\nblocks: [{key: x, shuffle: true}, {key: y}]",
            [
                Self.page("first", ", fixed: true"), Self.page("a"),
                Self.page("x1", ", block: x"), Self.page("x2", ", block: x"),
                Self.page("x3", ", block: x, fixed: true"),
                Self.page("y1", ", block: y"), Self.page("y2", ", block: y"),
                Self.page("last", ", fixed: true"),
            ])
        var orders = Set<[Int]>()
        for seed in 0..<400 {
            let one = Answering(instrument, answers: JSON.Object(), seed: "s\(seed)")
            let order = one.visiblePages
            orders.insert(order)
            #expect(order.sorted() == Array(0..<8))
            #expect(order.first == 0 && order.last == 7)
            let x = try #require(order.firstIndex(of: 4))
            #expect(Set(order[x - 2...x]) == [2, 3, 4], "a block stays together")
            let y = try #require(order.firstIndex(of: 5))
            #expect(order[y + 1] == 6)
            #expect(one.nextPage(after: order[3]) == order[4])
            #expect(one.previousPage(before: order[3]) == order[2])
            #expect(one.progress(at: order[4]) == (5, 8))
            let again = Answering(instrument, answers: JSON.Object(), seed: "s\(seed)")
            #expect(again.visiblePages == order)
        }
        // Three units in any order, and the two free pages of one.
        #expect(orders.count == 12)
    }

    @Test func roundsComeInAnOrderOfTheRespondent() throws {
        let instrument = try Self.pages(
            "blocks: [{key: x, loop: {over: m, shuffle: true}}]",
            [Self.first, Self.page("p", ", block: x"), Self.page("q", ", block: x")])
        var orders = Set<[Int]>()
        for seed in 0..<50 {
            orders.insert(
                Answering(
                    instrument, answers: members(["m": ["a", "b"]]),
                    seed: "\(seed)"
                ).visiblePages)
        }
        #expect(orders == [[0, 1, 2, 3, 4], [0, 3, 4, 1, 2]])
    }

    @Test func whatChanceOrdersKnowsNothingOfItsNeighbours() throws {
        func faults(_ pages: [String]) throws -> [String] {
            try InstrumentReaderTests.faults(
                Self.head + "shuffle: true\npages: [" + pages.joined(separator: ", ") + "]")
        }
        let speaks = ", show_if: answered(answers.a)"
        #expect(
            try faults([Self.page("a"), Self.page("b", speaks)])
                == ["pages[1].show_if laterItem"])
        #expect(try faults([Self.page("a", ", fixed: true"), Self.page("b", speaks)]) == [])
        #expect(
            try faults([Self.page("a"), Self.page("b"), Self.page("c", speaks + ", fixed: true")])
                == [])
        #expect(
            try faults([
                Self.page("a", ", jump: [{if: answered(answers.a), to: end}]"), Self.page("b"),
            ]) == ["pages[0].jump[0].to jumpByChance"])
        #expect(
            try faults([
                Self.page("a", ", fixed: true, jump: [{if: answered(answers.a), to: z}]"),
                Self.page("b"), Self.page("c", ", key: z"),
            ]) == ["pages[0].jump jumpByChance"])
        #expect(
            try faults([
                Self.page("a", ", fixed: true, jump: [{if: answered(answers.a), to: z}]"),
                Self.page("b"), Self.page("c", ", key: z, fixed: true"),
            ]) == [])
    }
}
