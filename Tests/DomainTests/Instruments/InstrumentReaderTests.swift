import YAMLSupport
import Base
import Testing

@testable import Domain

@Suite struct InstrumentReaderTests {
    static let head = "key: probe\ntitle: {zh: 试, en: Probe}\nlanguages: [zh, en]\n"

    /// The faults of a document as `path code`, in order.
    static func faults(_ yaml: String) throws -> [String] {
        do {
            _ = try Instrument(document: tree(yaml))
            return []
        } catch let refusal as Refusal {
            return refusal.faults.map { "\($0.path) \($0.code)" }
        }
    }

    static func items(_ lines: String...) -> String {
        head + "pages:\n  - items:\n" + lines.map { "      - \($0)\n" }.joined()
    }

    static let t = "title: {zh: 问, en: Q}"

    @Test(arguments: [
        ("{key: a, kind: stars, \(t)}", ["pages[0].items[0].kind notOneOf"]),
        ("{kind: nps, \(t)}", ["pages[0].items[0].key missing"]),
        ("{key: A1, kind: nps, \(t)}", ["pages[0].items[0].key notItemKey"]),
        ("{key: a, kind: nps, title: {en: Q}}", ["pages[0].items[0].title missingLanguage"]),
        (
            "{key: a, kind: nps, title: {zh: 问, en: Q, fr: Q}}",
            ["pages[0].items[0].title.fr unknownLanguage"]
        ),
        ("{key: a, kind: nps, title: Q}", ["pages[0].items[0].title notWording"]),
        ("{key: a, kind: nps, \(t), titel: 1}", ["pages[0].items[0].titel memberNotOfKind"]),
        ("{key: a, kind: nps, \(t), options: []}", ["pages[0].items[0].options memberNotOfKind"]),
        ("{key: a, kind: nps, \(t), required: maybe}", ["pages[0].items[0].required notOneOf"]),
        ("{key: a, kind: single, \(t)}", ["pages[0].items[0].options missing"]),
        (
            "{key: a, kind: single, \(t), options: [{code: x, \(t)}]}",
            ["pages[0].items[0].options tooFew"]
        ),
        (
            "{key: a, kind: single, \(t), options: [{code: x, \(t)}, {code: x, \(t)}]}",
            ["pages[0].items[0].options[1].code double"]
        ),
        (
            "{key: a, kind: single, \(t), options: [{code: x, \(t)}, {title: {zh: x}}]}",
            [
                "pages[0].items[0].options[1].code missing",
                "pages[0].items[0].options[1].title missingLanguage",
            ]
        ),
        ("{key: a, kind: rating, \(t)}", ["pages[0].items[0].scale missing"]),
        (
            "{key: a, kind: rating, \(t), scale: {points: 5}}",
            ["pages[0].items[0].scale.labels endsUnlabelled"]
        ),
        (
            "{key: a, kind: rating, \(t), scale: {points: 12}}",
            ["pages[0].items[0].scale.points notWholeBetween"]
        ),
        (
            "{key: a, kind: csat, \(t), scale: {from: 0}}",
            ["pages[0].items[0].scale scaleFromOne"]
        ),
        ("{key: a, kind: nps, \(t), scale: {points: 5}}", ["pages[0].items[0].scale scaleOfNPS"]),
        (
            "{key: a, kind: csat, \(t), scale: "
                + "{labels: {1: {zh: 低, en: low}, 9: {zh: 高, en: high}}}}",
            [
                "pages[0].items[0].scale.labels.9 labelOffScale",
                "pages[0].items[0].scale.labels endsUnlabelled",
            ]
        ),
        ("{key: a, kind: number, \(t), min: 5, max: 1}", ["pages[0].items[0].min boundsReversed"]),
        ("{key: a, kind: date, \(t), min: 2026-02-30}", ["pages[0].items[0].min notDay"]),
        (
            "{key: a, kind: text, \(t), max_length: 0}",
            ["pages[0].items[0].max_length notWholeBetween"]
        ),
        ("{key: a, kind: text, \(t), score: true}", ["pages[0].items[0].score memberNotOfKind"]),
        (
            "{key: a, kind: single, \(t), score: true, "
                + "options: [{code: x, \(t)}, {code: y, \(t)}]}",
            ["pages[0].items[0].score optionsWithoutScore"]
        ),
        (
            "{key: a, kind: matrix, \(t)}",
            [
                "pages[0].items[0].rows missing", "pages[0].items[0].scale missing",
            ]
        ),
    ])
    func namesTheFaultOfAnItem(item: String, expected: [String]) throws {
        #expect(try Self.faults(Self.items(item)) == expected)
    }

    @Test func collectsAllFaultsAtOnce() throws {
        let yaml = Self.items(
            "{key: a, kind: nps, \(Self.t)}",
            "{key: a, kind: nps, \(Self.t)}",
            "{key: b, kind: text, \(Self.t), show_if: 'answers.c == 1'}",
            "{key: c, kind: oops, \(Self.t)}")
        #expect(
            try Self.faults(yaml) == [
                "pages[0].items[1].key double", "pages[0].items[2].show_if laterItem",
                "pages[0].items[3].kind notOneOf",
            ])
    }

    @Test func oneSlipIsOneFault() throws {
        let yaml =
            Self.items(
                "{key: a, kind: smile, \(Self.t)}",
                "{key: b, kind: text, \(Self.t), show_if: answers.a <= 6}")
            + "thanks: [{if: score <= 6, text: {zh: 谢, en: Thanks}}]\n"
        #expect(try Self.faults(yaml) == ["pages[0].items[0].kind notOneOf"])
    }

    @Test(arguments: [
        ("answers.late > 1", "laterItem", "1"),
        ("answers.own == 'x'", "laterItem", "1"),
        ("answers.sore > 1", "expression.unknownNameSuggest", "1"),
        ("answers.score >= 'x'", "expression.cannotCompare", "1"),
        ("hidden.age > 3 and hidden.nobody == 1", "expression.unknownName", "20"),
        ("answers.score + 1", "expression.notCondition", "1"),
        ("answers.score >", "expression.unfinished", "16"),
        ("answers.score == 3 && true", "expression.writeInstead", "20"),
        ("answers.grid.x > 'a'", "expression.cannotCompare", "1"),
        ("answers.grid > 1", "expression.unknownNameSuggest", "1"),
    ])
    func pointsAtTheWrongCharacterOfACondition(
        condition: String, code: String, character: String
    ) throws {
        let yaml =
            Self.head + """
                hidden: [{key: age, kind: number}]
                pages:
                  - items:
                      - {key: score, kind: nps, \(Self.t)}
                      - key: grid
                        kind: matrix
                        \(Self.t)
                        rows: [{code: x, \(Self.t)}]
                        scale: {points: 3, labels: {1: {zh: 低, en: low}, 3: {zh: 高, en: high}}}
                  - items:
                      - key: own
                        kind: text
                        \(Self.t)
                        show_if: \(JSON.string(condition).text)
                      - {key: late, kind: number, \(Self.t)}
                """
        do {
            _ = try Instrument(document: tree(yaml))
            Issue.record("accepted: \(condition)")
        } catch let refusal as Refusal {
            let fault = try #require(refusal.faults.first)
            #expect(refusal.faults.count == 1)
            #expect(fault.path == "pages[1].items[0].show_if")
            #expect(fault.code == code)
            #expect(fault.values["character"] == character)
        }
    }

    @Test(arguments: [
        ("text", [" documentIsNoMap"]),
        ("[]", [" documentIsNoMap"]),
        ("{}", ["key missing", "title missing", "pages missing"]),
        (head, ["pages missing"]),
        (head + "pages: []", ["pages empty"]),
        (head + "pages: x", ["pages notList"]),
        (head + "pages: [{}]", ["pages[0].items missing"]),
        (head + "pages: [{items: []}]", ["pages[0].items empty"]),
        (head + "pages: [1]", ["pages[0].items missing"]),
        (
            head + "pages: [{items: [7]}]",
            [
                "pages[0].items[0].kind missing", "pages[0].items[0].key missing",
                "pages[0].items[0].title missing",
            ]
        ),
        (
            "key: a b\ntitle: x\nlanguages: [zh]\n"
                + "pages: [{items: [{key: a, kind: nps, title: x}]}]",
            [
                "key notKey"
            ]
        ),
        (
            "key: a\ntitle: x\nlanguages: [de]\npages: [{items: [{key: a, kind: nps, \(t)}]}]",
            [
                "languages[0] notOneOf", "title notWording",
            ]
        ),
    ])
    func refusesWhatIsNoInstrument(yaml: String, expected: [String]) throws {
        #expect(try Self.faults(yaml) == expected)
    }

    @Test func oneTextIsEnoughForOneLanguage() throws {
        let instrument = try Instrument(
            document: tree(
                "key: a\ntitle: 问卷\nlanguages: [zh]\n"
                    + "pages: [{items: [{key: a, kind: nps, title: 问}]}]"
            ))
        #expect(instrument.title["zh"] == "问卷")
        #expect(instrument.items[0].title["zh"] == "问")
        #expect(instrument.language(for: ["en-GB", "fr"]) == "zh")
    }

    @Test func theFirstScoreKindIsTheScoreUnlessAnotherIsMarked() throws {
        let plain = try Instrument(
            document: tree(
                Self.items("{key: q, kind: number, \(Self.t)}", "{key: a, kind: csat, \(Self.t)}")))
        #expect(plain.scoreItem?.key == "a")
        #expect(plain.scoring?.metric == .csat)
        let marked = try Instrument(
            document: tree(
                Self.items(
                    "{key: a, kind: csat, \(Self.t)}",
                    "{key: b, kind: yes_no, \(Self.t), score: true}")))
        #expect(marked.scoreItem?.key == "b")
        #expect(marked.scoring?.metric == .share)
        let twice = Self.items(
            "{key: a, kind: csat, \(Self.t), score: true}",
            "{key: b, kind: yes_no, \(Self.t), score: true}")
        #expect(try Self.faults(twice) == ["pages twoScores"])
    }

    @Test func languageFollowsWishesThenTheAuthor() throws {
        let instrument = try Instrument(
            document: tree(Self.items("{key: a, kind: nps, \(Self.t)}")))
        #expect(instrument.language(for: ["fr", "en-GB", "zh"]) == "en")
        #expect(instrument.language(for: ["zh-Hans-CN"]) == "zh")
        #expect(instrument.language(for: []) == "zh")
    }
}
