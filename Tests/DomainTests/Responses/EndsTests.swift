import YAMLSupport
import Base
import Testing

@testable import Domain

/// Where a questionnaire ends, and who is too late.
@Suite struct EndsTests {
    private static let head = "key: l\ntitle: 题\nlanguages: [zh]\nhidden: [{key: panel}]\n"
    private static let pages =
        "pages: [{items: [{key: s, kind: nps, title: 分}]}, {items: [{key: t, kind: text, title: 写},"
        + " {key: m, kind: multiple, title: 选, options: [{code: a, title: 甲}, {code: b, title: 乙}]}]}]\n"

    private static func instrument(_ rest: String) throws -> Instrument {
        try Instrument(document: tree(head + pages + rest))
    }

    @Test func anAnswerCannotLeaveItsSlot() throws {
        let instrument = try Self.instrument(
            "thanks: [{redirect: 'https://example.com/done?id={hidden.panel|none}&s={score}&t={answers.t}&m={answers.m|}'}]"
        )
        let one = Answering(
            instrument,
            answers: members(["s": 9, "t": "a&b=c #/?../汉", "m": ["a", "b"]]))
        #expect(one.thanks == nil)
        #expect(
            one.redirect.map(one.address)
                == "https://example.com/done?id=none&s=9&t=a%26b%3Dc%20%23%2F%3F..%2F%E6%B1%89&m=a%2Cb"
        )
    }

    @Test(arguments: [
        "http://example.com/", "https://", "https:///x", "https://example/", "//example.com/",
        "javascript:alert(1)", "https://{hidden.panel}/", "https://example.com{hidden.panel}",
        "https://example.com/{hidden.panel}", "https://a@example.com/", "https://example.com:0/",
        "https://example.com\\\\@evil.example/", "https://exa mple.com/", "https://例子.com/",
        "https://example.com/#{hidden.panel}", "https://.com/", "https://example..com/",
    ])
    func anAddressThatAnswersCouldChooseIsRefused(address: String) throws {
        let yaml =
            Self.head + Self.pages + "thanks: [{redirect: \(JSON.string(address).text)}]"
        #expect(
            try InstrumentReaderTests.faults(yaml) == ["thanks[0].redirect notRedirect"])
    }

    @Test(arguments: [
        (
            "redirect: 'https://example.com/?x={answers.nobody}'",
            ["thanks[0].redirect pipedUnknown"]
        ),
        ("if: score > 3", ["thanks[0].text missing"]),
        ("text: 谢, redirect: 'https://example.com:8443/a/b?x={score}&y={answers.t}'", []),
    ])
    func namesTheFaultOfAnEnd(end: String, expected: [String]) throws {
        #expect(
            try InstrumentReaderTests.faults(Self.head + Self.pages + "thanks: [{\(end)}]")
                == expected)
    }

    @Test(arguments: [
        ("{key: a, limit: 3}", []),
        ("{key: a, limit: 0}", ["quotas[0].limit notWholeBetween"]),
        ("{key: a}", ["quotas[0].limit missing"]),
        ("{key: a, limit: 1, over: redirect}", ["quotas[0].redirect missing"]),
        (
            "{key: a, limit: 1, redirect: 'https://example.com/'}",
            ["quotas[0].redirect redirectNotOver"]
        ),
        (
            "{key: a, limit: 1, over: continue, message: 谢}",
            ["quotas[0].message messageNotShown"]
        ),
        ("{key: a, limit: 1, over: never}", ["quotas[0].over notOneOf"]),
        (
            "{key: a, limit: 1, when: answers.nothing > 1}",
            ["quotas[0].when expression.unknownName"]
        ),
        ("{key: a, limit: 1}, {key: a, limit: 2}", ["quotas[1].key double"]),
    ])
    func namesTheFaultOfAQuota(quotas: String, expected: [String]) throws {
        #expect(
            try InstrumentReaderTests.faults(Self.head + Self.pages + "quotas: [\(quotas)]")
                == expected)
    }

    @Test func aQuotaCountsAsSoonAsItIsSure() throws {
        let instrument = try Self.instrument(
            "quotas: [{key: all, limit: 9}, {key: low, when: score <= 6, limit: 2},"
                + " {key: silent, when: is_missing(answers.t), limit: 2},"
                + " {key: panel, when: hidden.panel == 'x', limit: 1}]")
        let low = Answering(
            instrument, answers: members(["s": 3]),
            hidden: members(["panel": "x"]))
        #expect(low.quotas.map(\.key) == ["all", "low", "silent", "panel"])
        #expect(low.quotasSettled(after: nil).map(\.key) == ["all", "panel"])
        #expect(low.quotasSettled(after: 0).map(\.key) == ["all", "low", "panel"])
        #expect(low.quotasSettled(after: 1).map(\.key) == ["all", "low", "silent", "panel"])
        #expect(instrument.deadEnds.isEmpty)
        let never = try Self.instrument("quotas: [{key: a, limit: 1, when: answers.s > 10}]")
        #expect(never.deadEnds.map { "\($0.path) \($0.code)" } == ["quotas[0].when neverHolds"])
    }

    @Test func timeGoesByWordsCharactersAndKinds() throws {
        let instrument = try Instrument(
            document: tree(
                """
                key: t
                title: {zh: 题, en: T}
                languages: [zh, en]
                pages:
                  - items:
                      - key: s
                        kind: nps
                        title: {zh: 您有多大可能向朋友推荐我们？, en: How likely are you to recommend us?}
                      - key: why
                        kind: long_text
                        title: {zh: 为什么, en: Why}
                        show_if: answers.s <= 6
                """))
        // 13 characters at 255 a minute, 7 words at 228; 3 s to rate, 2 s for the page.
        let zh = instrument.duration(in: "zh")
        #expect(abs(zh.least - (5 + 13 * 60.0 / 255)) < 1e-9)
        #expect(abs(zh.most - (45 + 16 * 60.0 / 255)) < 1e-9)
        let en = instrument.duration(in: "en")
        #expect(abs(en.least - (5 + 7 * 60.0 / 228)) < 1e-9)
        #expect(abs(en.most - (45 + 8 * 60.0 / 228)) < 1e-9)
        #expect(en.minutes == 1)
    }
}
