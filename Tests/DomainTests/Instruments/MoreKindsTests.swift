import YAMLSupport
import Base
import Testing

@testable import Domain

/// Pictures, words of one's own, files, signatures, cascades, wishes and sides with own scales.
@Suite struct MoreKindsTests {
    static let picture = ID<Domain.Attachment>(raw: 77).description
    static let document = """
        key: more
        title: 更多
        languages: [zh]
        pages:
          - items:
              - key: look
                kind: single
                title: 看
                options:
                  - {code: a, title: 甲, image: \(picture), alt: 红色的门}
                  - {code: b, title: 乙, image: /assets/nuo.svg, alt: 一片叶子}
                  - {code: else, title: 其他, other: true}
              - key: likes
                kind: multiple
                title: 爱
                required: true
                options:
                  - {code: a, title: 甲}
                  - {code: b, title: 乙}
                  - {code: else, title: 其他, other: true}
                  - {code: none, title: 无, exclusive: true}
              - {key: photo, kind: file, title: 照片, types: [image, pdf], max_size: 2, max: 2}
              - {key: sign, kind: signature, title: 签名}
              - key: town
                kind: single
                display: cascade
                title: 地
                levels: [省, 市, 区]
                options:
                  - title: 浙江
                    options:
                      - title: 杭州
                        options: [{code: xihu, title: 西湖}, {code: gongshu, title: 拱墅}]
                  - {code: macao, title: 澳门}
              - {key: wish, kind: text, title: 想, required: soft}
              - key: dual
                kind: pairs
                title: 双
                rows: [{code: x, title: 快}]
                sides:
                  - {code: weight, title: 重, scale: {points: 3, labels: {1: 低, 3: 高}}}
                  - {code: mark, title: 分, scale: {points: 5, labels: {1: 差, 5: 好}}}
        """

    let instrument: Instrument

    init() throws { instrument = try Instrument(document: tree(Self.document)) }

    static let file = ID<Domain.Attachment>(raw: 5).description

    static let whole: JSON = [
        "look": "else", "look.other": "黑", "likes": ["a", "else"], "likes.other": "甜",
        "photo": [.string(file)], "sign": ["typed": "李华"], "town": "macao", "wish": "好",
        "dual": ["x": ["weight": 3, "mark": 5]],
    ]

    @Test func canonicalAnswersPassUnchangedAndFitTheSchema() throws {
        let checked = try instrument.check(answers: Self.whole)
        #expect(JSON.object(checked.values) == Self.whole)
        #expect(SchemaCheck.accepts(instrument.answerSchema, Self.whole))
        let every = try Instrument(document: tree(EveryKind.document))
        #expect(SchemaCheck.accepts(every.answerSchema, AnswersOfKindsTests.whole))
    }

    @Test(
        arguments: [
            (["look": "zz"], "answers.look notAChoice"),
            (["look": "else", "look.other": 3], "answers.look.other notText"),
            (
                ["look": "else", "look.other": .string(String(repeating: "字", count: 201))],
                "answers.look.other tooLong"
            ),
            (["likes": ["none", "a"]], "answers.likes exclusive"),
            (["photo": "att_0000000000005"], "answers.photo notFiles"),
            (["photo": ["../../etc/passwd"]], "answers.photo notFiles"),
            (
                ["photo": ["att_0000000000001", "att_0000000000002", "att_0000000000003"]],
                "answers.photo tooManyFiles"
            ),
            (["sign": ["drawn": "M1 2"]], "answers.sign notASignature"),
            (["sign": ["drawn": "M1 2L3 4", "typed": "Li"]], "answers.sign notASignature"),
            (["sign": "Li"], "answers.sign notASignature"),
            (["town": "浙江"], "answers.town notAChoice"),
            (["dual": ["x": ["weight": 4]]], "answers.dual.x.weight offScale"),
            (["strange": 1], "answers.strange unknownItem"),
        ] as [(JSON, String)])
    func whatDoesNotFitIsNamed(answers: JSON, fault: String) throws {
        #expect(throws: Refusal.self) {
            try instrument.check(answers: answers, partial: true)
        }
        do {
            _ = try instrument.check(answers: answers, partial: true)
        } catch {
            #expect(error.faults.map { "\($0.path) \($0.code)" } == [fault])
        }
        // Only what the whole answer makes wrong is not the schema's to say.
        var whole = Self.whole.object ?? .init()
        for member in answers.object?.members ?? [] { whole[member.key] = member.value }
        let isBeyond = fault.hasSuffix("exclusive") || answers["sign"]?["drawn"] == "M1 2"
        #expect(SchemaCheck.accepts(instrument.answerSchema, .object(whole)) == isBeyond)
    }

    @Test func wordsOfOnesOwnBelongToTheirOption() throws {
        let dropped = try instrument.check(
            answers: ["look": "a", "look.other": "黑", "likes": ["a"]])
        #expect(JSON.object(dropped.values) == ["look": "a", "likes": ["a"]])
        // Of a required question they are required too.
        #expect(throws: Refusal.invalid("answers.likes.other", "required")) {
            try instrument.check(answers: ["likes": ["else"]])
        }
        let item = try #require(instrument[item: "look.other"])
        #expect(item.host == "look")
        #expect(item.title.zh == "看 · 其他")
        let typed = instrument.answers(
            ofForm: [("look.other", "黑"), ("likes", "b"), ("likes.other", " ")], page: 0)
        #expect(
            JSON.object(typed) == ["look": "else", "look.other": "黑", "likes": ["b"]])
        let condition = """
            key: c
            title: 条
            languages: [zh]
            pages:
              - items:
                  - key: a
                    kind: single
                    title: 甲
                    options: [{code: x, title: x, other: true}, {code: y, title: y}]
                  - key: b
                    kind: text
                    title: '{answers.a.other|无}'
                    show_if: answered(answers.a.other)
            """
        let read = try Instrument(document: tree(condition))
        let given: JSON = ["a": "x", "a.other": "<i>"]
        let answering = Answering(read, answers: given.object ?? .init())
        #expect(answering.visibleItems(on: 0).map(\.key) == ["a", "a.other", "b"])
        #expect(answering.fill(read.items[2].title, "zh") == "<i>", "escaped by the template")
    }

    @Test func aWishIsToldOnceAndNeverToPrograms() throws {
        _ = try instrument.check(answers: ["likes": ["a"]])
        func turn(_ asked: Set<String>) throws {
            _ = try instrument.check(
                page: 0, answers: .init([.init(key: "likes", value: ["a"])]), saved: .init(),
                hidden: .init(), asked: asked)
        }
        #expect(throws: Refusal.invalid("answers.wish", "wished")) { try turn([]) }
        try turn(["answers.wish"])
    }

    @Test func formsSpeakOfFilesAndSignatures() throws {
        let form: [(name: String, value: String)] = [
            ("photo", Self.file), ("photo", Self.file), ("sign", Self.file), ("likes", "a"),
            ("sign.typed", ""), ("sign.drawn", "M1 2L3 4"),
        ]
        let answers = instrument.answers(ofForm: form, page: 0)
        let checked = try instrument.check(answers: .object(answers))
        #expect(checked.values["photo"] == [.string(Self.file)])
        #expect(checked.values["sign"] == ["drawn": "M1 2L3 4"], "what is new goes before")
        let kept = instrument.answers(ofForm: [("sign", Self.file)], page: 0)
        #expect(kept["sign"] == .string(Self.file))
    }

    private static let t = InstrumentReaderTests.t
    /// Options below options, so many levels deep.
    private static func nested(_ levels: Int) -> String {
        levels == 0 ? ab : "{\(t), options: [\(nested(levels - 1))]}"
    }

    private static let scale =
        "scale: {points: 3, labels: {1: {zh: 低, en: low}, 3: {zh: 高, en: high}}}"
    private static let ab = "{code: a, \(t)}, {code: b, \(t)}"

    @Test(arguments: [
        (
            "kind: single, options: [{code: c, \(t), image: 'https://x.org/a.png'}, \(ab)]",
            ["options[0].alt missing", "options[0].image notAnImage"]
        ),
        (
            "kind: single, options: [{code: c, \(t), image: '/assets/../a', alt: {zh: 图, en: p}}, \(ab)]",
            ["options[0].image notAnImage"]
        ),
        (
            "kind: single, options: [{code: c, \(t), image: '//x.org/a', alt: {zh: 图, en: p}}, \(ab)]",
            ["options[0].image notAnImage"]
        ),
        (
            "kind: single, options: [{code: c, \(t), image: \(picture), alt: {zh: 图}}, \(ab)]",
            ["options[0].alt missingLanguage"]
        ),
        (
            "kind: single, options: [{code: c, \(t), alt: {zh: 图, en: p}}, \(ab)]",
            ["options[0].alt altWithoutImage"]
        ),
        (
            "kind: ranking, options: [{code: c, \(t), other: true}, \(ab)]",
            ["options[0].other unknownMember"]
        ),
        (
            "kind: single, options: [{code: c, \(t), other: true}, {code: d, \(t), other: true}]",
            ["options twoOthers"]
        ),
        (
            "kind: multiple, options: [{code: c, \(t), other: true, exclusive: true}, \(ab)]",
            ["options[0].exclusive otherNotAlone"]
        ),
        ("kind: file, types: [image, exe]", ["types[1] notOneOf"]),
        ("kind: file, types: [signature]", ["types[0] notOneOf"]),
        ("kind: file, types: []", ["types empty"]),
        ("kind: file, max_size: 11, max: 0", ["max notWholeBetween", "max_size notWholeBetween"]),
        ("kind: signature, max: 2", ["max memberNotOfKind"]),
        ("kind: nps, required: soft", []),
        ("kind: nps, required: maybe", ["required notOneOf"]),
        (
            "kind: single, display: cascade, options: [{\(t), options: [\(ab)]}, {code: z, \(t)}]",
            ["levels missing"]
        ),
        (
            "kind: single, display: cascade, levels: [{zh: 省, en: P}], options: [{\(t), options: [\(ab)]}, {code: z, \(t)}]",
            ["levels levelsNotDepth"]
        ),
        (
            "kind: single, display: cascade, levels: [{zh: 省, en: P}], options: [\(ab)]",
            ["levels levelsNotDepth"]
        ),
        ("kind: single, levels: [{zh: 省, en: P}], options: [\(ab)]", ["levels levelsOfCascade"]),
        (
            "kind: single, options: [{code: z, \(t)}, \(nested(4))]",
            ["options[1].options[0].options[0].options[0].options tooDeep"]
        ),
        (
            "kind: pairs, rows: [\(ab)], sides: [{code: c, \(t), scale: {points: 3}}, {code: d, \(t), \(scale)}]",
            ["sides[0].scale.labels endsUnlabelled"]
        ),
    ])
    func namesTheFault(members: String, expected: [String]) throws {
        let found = try InstrumentReaderTests.faults(
            InstrumentReaderTests.items("{key: a, \(Self.t), \(members)}"))
        #expect(found.sorted() == expected.map { "pages[0].items[0].\($0)" }.sorted())
    }

    @Test func aLongCascadeIsTakenAndALongListIsNot() throws {
        let many = (0..<300).map { "{code: c\($0), \(Self.t)}" }.joined(separator: ", ")
        let levels = "levels: [{zh: 省, en: P}, {zh: 市, en: C}]"
        let options = "options: [{\(Self.t), options: [\(many)]}]"
        let item = "{key: a, kind: single, \(Self.t), \(options)"
        #expect(
            try InstrumentReaderTests.faults(
                InstrumentReaderTests.items("\(item), display: cascade, \(levels)}")) == [])
        #expect(
            try InstrumentReaderTests.faults(InstrumentReaderTests.items("\(item)}")) == [
                "pages[0].items[0].options tooMany"
            ])
    }

    /// What the check takes the schema takes, and what it takes to be no value of the kind the
    /// schema refuses: over values of every sort at every question.
    @Test func theSchemaAgreesWithTheCheck() throws {
        let values: [JSON] = [
            .null, true, false, 0, 1, 3, 5, 7, 8, 11, -1, 2.5, "", "a", "b", "x", "dk", "na",
            "09:30", "24:00", "好", ["a"], ["b", "a"], ["none"], ["zz"], [], [1], .string(Self.file),
            [.string(Self.file)], ["x": 1], ["x": "yes"], ["x": "dk"], ["q": 1],
            ["x": ["weight": 2]], ["typed": "Li"], ["drawn": "M1 2L3 4"], [:],
        ]
        for document in [Self.document, EveryKind.document] {
            let instrument = try Instrument(document: tree(document))
            for item in instrument.items where item.kind != .statement && item.host == nil {
                for value in values {
                    switch item.reading(value) {
                    case .value(let canonical):
                        #expect(
                            SchemaCheck.accepts(item.schema, canonical),
                            "\(item.key): \(canonical.text)")
                    case .faulty(let faults):
                        let isBeyond = faults.contains {
                            ["bestIsWorst", "totalShort", "exclusive", "offStep"].contains($0.code)
                        }
                        #expect(
                            isBeyond || item.kind == .mail || item.kind == .phone
                                || item.kind == .time || !SchemaCheck.accepts(item.schema, value),
                            "\(item.key): \(value.text)")
                    case .missing: break
                    }
                }
            }
        }
    }
}
