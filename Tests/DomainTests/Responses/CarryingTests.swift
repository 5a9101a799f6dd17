import YAMLSupport
import Base
import Testing

@testable import Domain

/// Options and lines that an earlier answer brings along.
@Suite struct CarryingTests {
    private static let source = """
        key: carry
        title: 题
        languages: [zh]
        pages:
          - items:
              - key: used
                kind: multiple
                title: 用过
                options:
                  - {code: app, title: 应用}
                  - {code: shop, title: 门店}
                  - {code: bar, title: 酒吧}
                  - {code: none, title: 都没有, exclusive: true}
              - key: town
                kind: single
                title: 城
                options: [{code: sh, title: 沪}, {code: bj, title: 京}]
              - key: named
                kind: matrix
                cells: text
                title: 品牌
                rows: [{code: n1, title: 第一}, {code: n2, title: 第二}, {code: n3, title: 第三}]

        """

    private static func instrument(_ items: String) throws -> Instrument {
        try Instrument(document: tree(source + "  - items:\n" + items))
    }

    private static func item(
        _ kind: String, from item: String, take: String? = nil, _ more: String = ""
    ) -> String {
        let takes = take.map { ", take: \($0)" } ?? ""
        let source = "options_from: {item: \(item)\(takes)}"
        return "      - {key: q, kind: \(kind), title: 问, \(source)\(more)}\n"
    }

    private static func offered(_ instrument: Instrument, _ answers: JSON) throws -> [String] {
        let checked = try instrument.check(answers: answers, partial: true)
        let one = Answering(instrument, answers: checked.values)
        return one.visibleItems(on: 1).first?.options.map(\.code) ?? []
    }

    @Test func theChosenAreOfferedWithTheirCodesAndOwnOnesBeside() throws {
        let own = ", options: [{code: other, title: 其他}]"
        let instrument = try Self.instrument(Self.item("single", from: "used", own))
        #expect(try Self.offered(instrument, ["used": ["bar", "app"]]) == ["app", "bar", "other"])
        #expect(try Self.offered(instrument, [:]) == ["other"])
        let kept = try instrument.check(answers: ["used": ["app"], "q": "shop"])
        #expect(kept.values.keys == ["used"], "what is not offered is dropped")
        #expect(instrument[item: "q"]?[option: "app"]?.title.zh == "应用")
        #expect(instrument.deadEnds.isEmpty)
    }

    @Test func theOthersAreOfferedWhereTheyWereNotChosen() throws {
        let some = try Self.instrument(Self.item("multiple", from: "used", take: "not_chosen"))
        #expect(try Self.offered(some, ["used": ["app"]]) == ["shop", "bar"])
        #expect(try Self.offered(some, [:]) == ["app", "shop", "bar"])
        let all = try Self.instrument(Self.item("ranking", from: "used", take: "all"))
        #expect(try Self.offered(all, ["used": ["app"]]) == ["app", "shop", "bar"])
        let town = try Self.instrument(Self.item("single", from: "town", take: "not_chosen"))
        #expect(try Self.offered(town, ["town": "bj"]) == ["sh"])
    }

    @Test func whatWasWrittenBecomesAnOption() throws {
        let instrument = try Self.instrument(
            Self.item("single", from: "named")
                + "      - {key: r, kind: text, title: '为什么是{answers.q|}？'}\n")
        let answers: JSON = ["named": ["n1": "晨光", "n3": "得力"], "q": "n3"]
        #expect(try Self.offered(instrument, answers) == ["n1", "n3"])
        let checked = try instrument.check(answers: answers)
        let one = Answering(instrument, answers: checked.values)
        let option = try #require(one.visibleItems(on: 1).first?.options.last)
        #expect(one.fill(option.title, "zh") == "得力")
        #expect(one.fill(try #require(instrument[item: "r"]).title, "zh") == "为什么是得力？")
    }

    @Test func aQuestionOfWhichNothingIsLeftIsNotAsked() throws {
        let required = try Self.instrument(
            Self.item("single", from: "used", ", required: true"))
        #expect(try required.check(answers: ["used": ["none"]]).values.keys == ["used"])
        #expect(throws: Refusal.invalid("answers.q", "required")) {
            try required.check(answers: ["used": ["app"]])
        }
        let one = Answering(required, answers: members(["used": ["none"]]))
        #expect(one.visiblePages == [0])
    }

    @Test func noMoreIsAskedForThanIsOffered() throws {
        let least = try Self.instrument(
            Self.item("multiple", from: "used", ", min: 2, max: 2"))
        _ = try least.check(answers: ["used": ["app"], "q": ["app"]])
        #expect(throws: Refusal.self) {
            try least.check(answers: ["used": ["app", "bar"], "q": ["app"]])
        }
        let order = try Self.instrument(Self.item("ranking", from: "used"))
        _ = try order.check(answers: ["used": ["app", "bar"], "q": ["bar", "app"]])
        #expect(throws: Refusal.self) {
            try order.check(answers: ["used": ["app", "bar"], "q": ["bar"]])
        }
    }

    @Test func linesAreCarriedToo() throws {
        let instrument = try Self.instrument(
            """
                  - key: q
                    kind: matrix
                    title: 问
                    rows_from: {item: used}
                    scale: {points: 5, labels: {1: 差, 5: 好}}
                    rows: [{code: all, title: 总体}]

            """)
        let checked = try instrument.check(answers: [
            "used": ["shop"], "q": ["shop": 4, "app": 1, "all": 5],
        ])
        #expect(checked.values["q"] == ["shop": 4, "all": 5])
    }

    @Test(arguments: [
        ("nobody", "", ["pages[1].items[0].options_from.item loopUnknown"]),
        ("q", "", ["pages[1].items[0].options_from.item laterItem"]),
        (
            "used", ", options: [{code: app, title: 甲}]",
            ["pages[1].items[0].options[0].code double"]
        ),
    ])
    func namesTheFault(item: String, more: String, expected: [String]) throws {
        #expect(
            try InstrumentReaderTests.faults(
                Self.source + "  - items:\n" + Self.item("single", from: item, more)) == expected)
    }
}
