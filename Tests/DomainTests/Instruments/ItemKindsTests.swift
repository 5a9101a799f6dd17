import YAMLSupport
import Base
import Testing

@testable import Domain

/// What documents may say of each kind, and what is wrong where.
@Suite struct ItemKindsTests {
    private static let t = InstrumentReaderTests.t
    private static let at = "pages[0].items[0]"
    private static let ab = "[{code: a, \(t)}, {code: b, \(t)}]"
    private static let abc = "[{code: a, \(t)}, {code: b, \(t)}, {code: c, \(t)}]"
    private static let scale =
        "scale: {points: 3, labels: {1: {zh: 低, en: low}, 3: {zh: 高, en: high}}}"

    @Test(arguments: [
        ("kind: rating, display: dropdown, \(scale)", ["display notOneOf"]),
        ("kind: number, display: slider, min: 0", ["display sliderWithoutEnds"]),
        ("kind: number, step: 0", ["step notPositive"]),
        ("kind: time, min: '25:00'", ["min notTime"]),
        ("kind: time, min: '12:00', max: '09:00'", ["min boundsReversed"]),
        ("kind: single, options: [{code: na, \(t)}, {code: b, \(t)}]", []),
        (
            "kind: single, not_applicable: true, options: [{code: na, \(t)}, {code: b, \(t)}]",
            ["options reservedCode"]
        ),
        (
            "kind: single, dont_know: true, options: [{code: a, \(t)}, {code: dk, \(t)}]",
            ["options reservedCode"]
        ),
        (
            "kind: single, options: [{code: a, exclusive: true, \(t)}, {code: b, \(t)}]",
            ["options[0].exclusive unknownMember"]
        ),
        (
            "kind: single, options: [{code: g, \(t), options: []}, {code: b, \(t)}]",
            ["options[0].options tooFew"]
        ),
        (
            "kind: single, options: [{\(t), options: \(ab)}, {code: b, \(t)}]",
            ["options[1].code double"]
        ),
        ("kind: matrix, cells: nps, rows: \(ab)", ["cells notOneOf", "scale missing"]),
        ("kind: matrix, cells: single, rows: \(ab)", ["options missing"]),
        ("kind: matrix, rows: [{code: a, \(t), low: {zh: 低, en: low}}]", ["rows[0].high missing"]),
        ("kind: pairs, rows: \(ab), \(scale)", ["sides missing"]),
        (
            "kind: kano, rows: \(ab), options: \(ab), sides: \(ab)",
            [
                "options tooFew", "options codesMustBe", "sides codesMustBe",
            ]
        ),
        ("kind: constant_sum, rows: \(ab), total: 0", ["total notPositive"]),
        ("kind: constant_sum, rows: [{code: a, \(t)}]", ["rows tooFew"]),
        (
            "kind: maxdiff, options: \(abc), sides: \(ab), sets: [[a, b, x], [a, a, b], [a, b]]",
            [
                "sets[0][2] notOneOf", "sets[1][1] double", "sets[2] tooFew", "sides codesMustBe",
            ]
        ),
        ("kind: consent, score: true", ["score memberNotOfKind"]),
        (
            "kind: number, validate: [{if: answers.a > 1}, {if: answers.b > 1, message: {zh: 错, en: No}}]",
            ["validate[0].message missing", "validate[1].if expression.unknownNameSuggest"]
        ),
    ])
    func namesTheFault(members: String, expected: [String]) throws {
        let found = try InstrumentReaderTests.faults(
            InstrumentReaderTests.items("{key: a, \(Self.t), \(members)}"))
        #expect(found.sorted() == expected.map { "\(Self.at).\($0)" }.sorted())
    }

    @Test func cellsNameEveryValue() throws {
        let instrument = try Instrument(document: tree(EveryKind.document))
        #expect(
            instrument.items.flatMap(\.cells).map(\.name) == [
                "stars", "drop", "boxes", "agree", "mail", "phone", "when", "slide", "rank",
                "grid.x", "grid.z", "words.x", "expected.x.expectation", "expected.x.perception",
                "feature.f.functional", "feature.f.dysfunctional", "points.x", "points.z",
                "trade.set1.best", "trade.set1.worst", "trade.set2.best", "trade.set2.worst",
            ])
        let pair = try #require(instrument[item: "expected"]).cells[1]
        #expect(pair.title == Wording(zh: "快 · 实", en: "快 · 实"))
        #expect(pair.kind == .rating)
    }
}

/// A document with each of the kinds that have forms of their own.
enum EveryKind {
    static let document = """
        key: kinds
        title: 全
        languages: [zh]
        pages:
          - items:
              - key: stars
                kind: rating
                title: 星
                display: stars
                dont_know: true
                not_applicable: true
                scale: {points: 5, labels: {1: 差, 5: 好}}
              - key: drop
                kind: single
                title: 地
                options:
                  - {title: 东, options: [{code: sh, title: 沪}, {code: hz, title: 杭}]}
                  - {title: 北, options: [{code: bj, title: 京}]}
              - key: boxes
                kind: multiple
                title: 多
                max: 2
                options:
                  - {code: a, title: 甲}
                  - {code: b, title: 乙}
                  - {code: c, title: 丙}
                  - {code: none, title: 无, exclusive: true}
              - {key: agree, kind: consent, title: 同意}
              - {key: mail, kind: mail, title: 邮}
              - {key: phone, kind: phone, title: 电}
              - {key: when, kind: time, title: 时, min: '08:00', max: '20:00'}
              - {key: slide, kind: number, title: 滑, display: slider, min: 0, max: 10, step: 0.5}
              - key: rank
                kind: ranking
                title: 排
                max: 2
                options: [{code: a, title: 甲}, {code: b, title: 乙}, {code: c, title: 丙}]
              - key: grid
                kind: matrix
                cells: single
                title: 阵
                dont_know: true
                options: [{code: yes, title: 有}, {code: no, title: 无}]
                rows: [{code: x, title: 甲}, {code: z, title: 乙}]
              - key: words
                kind: matrix
                cells: text
                title: 字
                max_length: 3
                rows: [{code: x, title: 甲}]
              - key: expected
                kind: pairs
                title: 对
                sides: [{code: expectation, title: 望}, {code: perception, title: 实}]
                rows: [{code: x, title: 快}]
                scale: {points: 7, labels: {1: 低, 7: 高}}
              - key: feature
                kind: kano
                title: 卡
                sides: [{code: functional, title: 有}, {code: dysfunctional, title: 无}]
                options:
                  - {code: like, title: 喜}
                  - {code: expect, title: 应}
                  - {code: neutral, title: 平}
                  - {code: tolerate, title: 忍}
                  - {code: dislike, title: 厌}
                rows: [{code: f, title: 新}]
              - key: points
                kind: constant_sum
                title: 分
                total: 10
                rows: [{code: x, title: 甲}, {code: z, title: 乙}]
              - key: trade
                kind: maxdiff
                title: 选
                sides: [{code: best, title: 最}, {code: worst, title: 末}]
                options:
                  - {code: a, title: 甲}
                  - {code: b, title: 乙}
                  - {code: c, title: 丙}
                  - {code: d, title: 丁}
                sets: [[a, b, c], [b, c, d]]
        """
}
