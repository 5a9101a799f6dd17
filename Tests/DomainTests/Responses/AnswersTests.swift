import YAMLSupport
import Base
import Testing

@testable import Domain

@Suite struct AnswersTests {
    static let everyKind = """
        key: every
        title: 全
        languages: [zh]
        hidden:
          - {key: age, kind: number}
          - {key: vip, kind: yes_no}
          - {key: joined, kind: date}
          - {key: channel}
        pages:
          - items:
              - {key: n, kind: nps, title: 问, required: true}
              - {key: s, kind: csat, title: 问, not_applicable: true}
              - key: one
                kind: single
                title: 问
                options: [{code: a, title: 甲}, {code: b, title: 乙}]
              - key: many
                kind: multiple
                title: 问
                max: 2
                options: [{code: a, title: 甲}, {code: b, title: 乙}, {code: c, title: 丙}]
              - {key: y, kind: yes_no, title: 问}
              - {key: t, kind: text, title: 问, max_length: 5}
              - {key: l, kind: long_text, title: 问}
              - {key: num, kind: number, title: 问, min: -1, max: 10, whole: true}
              - {key: any, kind: number, title: 问}
              - {key: d, kind: date, title: 问, min: 2026-01-01, max: 2026-12-31}
              - key: m
                kind: matrix
                title: 问
                not_applicable: true
                rows: [{code: x, title: 甲}, {code: z, title: 乙}]
                scale: {points: 3, labels: {1: 低, 3: 高}}
              - {key: st, kind: statement, title: 说明}
        """

    let instrument: Instrument

    init() throws { instrument = try Instrument(document: tree(Self.everyKind)) }

    func faults(_ answers: JSON) -> [String] {
        do {
            _ = try instrument.check(answers: answers)
            return []
        } catch { return error.faults.map { "\($0.path) \($0.code)" } }
    }

    @Test func comeOutCanonicalAndInOrder() throws {
        let answers: JSON = [
            "m": ["z": .null, "x": 3], "many": ["c", "a", "c"], "d": "2026-02-28", "num": -1,
            "l": "  one\r\ntwo\u{0}  ", "t": "你好，世界", "y": false, "one": "b", "s": .null, "n": 0,
        ]
        let checked = try instrument.check(answers: answers)
        #expect(
            JSON.object(checked.values).text == """
                {"n":0,"s":null,"one":"b","many":["a","c"],"y":false,"t":"你好，世界",\
                "l":"one\\ntwo","num":-1,"d":"2026-02-28","m":{"x":3,"z":null}}
                """)
        #expect(checked.score == 0)
    }

    @Test func checkedAnswersPassAgainUnchanged() throws {
        let answers: JSON = ["n": 7, "s": .null, "many": ["b"], "l": " x ", "m": ["x": 1]]
        let once = try instrument.check(answers: answers)
        #expect(try instrument.check(answers: .object(once.values)) == once)
    }

    @Test(
        arguments: [
            ([:], ["answers.n required"]),
            (["n": 11], ["answers.n offScale"]),
            (["n": 1, "s": 0], ["answers.s offScale"]),
            (["n": 1, "s": 2.5], ["answers.s offScale"]),
            (["n": 1, "s": "2"], ["answers.s offScale"]),
            (["n": 1, "one": "c"], ["answers.one notAChoice"]),
            (["n": 1, "one": ["a"]], ["answers.one notAChoice"]),
            (["n": 1, "many": "a"], ["answers.many notAList"]),
            (["n": 1, "many": ["a", "q"]], ["answers.many notAChoice"]),
            (["n": 1, "many": ["a", "b", "c"]], ["answers.many countOutOfRange"]),
            (["n": 1, "y": "yes"], ["answers.y notABoolean"]),
            (["n": 1, "t": "123456"], ["answers.t tooLong"]),
            (["n": 1, "t": 5], ["answers.t notText"]),
            (["n": 1, "num": 11], ["answers.num outOfRange"]),
            (["n": 1, "num": 1.5], ["answers.num notAWholeNumber"]),
            (["n": 1, "any": "many"], ["answers.any notANumber"]),
            (["n": 1, "d": "2026-02-29"], ["answers.d notDay"]),
            (["n": 1, "d": "2025-12-31"], ["answers.d outOfRange"]),
            (["n": 1, "d": "1.3.2026"], ["answers.d notDay"]),
            (
                ["n": 1, "m": ["x": 4, "q": 1]],
                ["answers.m.q unknownItem", "answers.m.x offScale"]
            ),
            (["n": 1, "m": 3], ["answers.m notAnObject"]),
            (["n": 1, "st": "x"], ["answers.st unknownItem"]),
            (["n": 1, "unheard": 1], ["answers.unheard unknownItem"]),
            ([1], ["answers notAnObject"]),
            ("n", ["answers notAnObject"]),
        ] as [(JSON, [String])])
    func wrongOnesAreNamed(answers: JSON, expected: [String]) {
        #expect(faults(answers) == expected)
    }

    @Test func emptyIsNotAnsweredAndNullOnlyWhereItMayBe() throws {
        let checked = try instrument.check(
            answers: ["n": 3, "one": .null, "t": "   ", "many": [], "s": .null, "m": ["x": .null]])
        #expect(JSON.object(checked.values).text == #"{"n":3,"s":null,"m":{"x":null}}"#)
    }

    @Test func aFamilyEmojiIsOneCharacterButNotWithoutBound() throws {
        #expect(faults(["n": 1, "t": "👩‍👩‍👧‍👦ab"]) == [])
        let zalgo = "a" + String(repeating: "\u{301}", count: 10_000)
        #expect(faults(["n": 1, "t": .string(zalgo)]) == ["answers.t tooLong"])
    }

    @Test func hiddenFieldsAreTypedAndNamed() throws {
        let hidden = try instrument.check(
            hidden: ["age": 30, "vip": true, "joined": "2020-02-29", "customer": " C-1 "])
        #expect(hidden["customer"] == "C-1")
        #expect(throws: Refusal.self) { try instrument.check(hidden: ["age": "30"]) }
        #expect(throws: Refusal.self) { try instrument.check(hidden: ["ages": 30]) }
        #expect(throws: Refusal.self) { try instrument.check(hidden: ["joined": "2019-02-29"]) }
        let tooLong = JSON.string(String(repeating: "长", count: 200))
        #expect(throws: Refusal.self) { try instrument.check(hidden: ["channel": tooLong]) }
    }

    @Test func aQueryGivesWhatFitsAndNothingElse() {
        let hidden = instrument.hidden(ofQuery: [
            ("age", "３０"), ("vip", "maybe"), ("channel", "app"), ("channel", "web"), ("x", "1"),
            ("joined", "soon"),
        ])
        #expect(JSON.object(hidden).text == #"{"age":30,"channel":"app"}"#)
    }

    @Test func hostileAnswersAreRefusedNotCrashedOn() {
        var chance = SeededChance(seed: 7)
        let keys = ["n", "s", "one", "many", "y", "t", "l", "num", "any", "d", "m", "st", "", "ü"]
        func value(_ depth: Int) -> JSON {
            switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &chance) {
            case 0: .null
            case 1: .bool(.random(using: &chance))
            case 2: .number(Double(Int.random(in: -2...12, using: &chance)))
            case 3: .number(.random(in: -1e300...1e300, using: &chance))
            case 4: .string("a")
            case 5: .string("2026-0\u{301}1-01")
            case 6: .string("\u{0}\u{202E}")
            case 7: .array((0..<3).map { _ in value(depth - 1) })
            default: .object(.init([.init(key: "x", value: value(depth - 1))]))
            }
        }
        for _ in 0..<5_000 {
            var object = JSON.Object()
            for key in keys where Bool.random(using: &chance) { object.append(key, value(2)) }
            do {
                let checked = try instrument.check(answers: .object(object), partial: true)
                #expect(
                    (try? instrument.check(answers: .object(checked.values), partial: true))
                        == checked)
            } catch {
                #expect(!error.faults.isEmpty)
            }
        }
    }
}
