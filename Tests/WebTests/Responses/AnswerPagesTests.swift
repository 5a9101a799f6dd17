import Base
import Domain
import Foundation
import HTTPTypes
import NIOCore
import Operations
import TestSupport
import Testing

@Suite struct AnswerPagesTests {
    private static func with(
        _ engine: Engine, library: String = "nps", link: KeyValuePairs<String, JSON> = [:],
        _ body: @escaping @Sendable (TestSite, TestClient, String) async throws -> Void
    ) async throws {
        try await TestSite.with(engine) { site, client in
            let desk = site.workspace.desk(.manager)
            let made = try await desk.perform(
                CreateInstrument.self, ["library": .string(library)])
            var fields = JSON.Object(link.map { .init(key: $0.key, value: $0.value) })
            fields.append("instrument", .string(made.id.description))
            fields.append("name", "Web")
            let opened = try await desk.perform(CreateLink.self, fields)
            try await body(site, client, opened.path)
        }
    }

    /// The value of a hidden field.
    private static func field(_ name: String, in html: String) -> String? {
        guard let open = html.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
        return String(html[open.upperBound...].prefix { $0 != "\"" })
    }

    private static func responses(_ site: TestSite) async throws -> [ResponseResource] {
        try await site.workspace.desk(.analyst).perform(ListResponses.self, [:]).items
    }

    @Test(arguments: Engine.available)
    func isAnsweredPageByPageWithoutScripts(_ engine: Engine) async throws {
        try await Self.with(engine) { site, client, path in
            let nobody = Visitor.nobody
            let first = try await nobody.get(path + "?customer=C-9", on: client)
            #expect(first.status == .ok)
            #expect(first.text.contains("<html lang=\"en\">"))
            #expect(first.text.contains("How likely are you to recommend us"))
            #expect(!first.text.contains("<script"))
            #expect(try await Self.responses(site).isEmpty, "looking is not answering")
            let key = try #require(Self.field("key", in: first.text))
            #expect(key.count == 64)
            let refused = try await nobody.post(
                path, ["key": key, "page": "0", "shown": "recommend", "go": "next"], on: client)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("Please answer this question"))
            #expect(refused.text.contains("aria-describedby=\"q-recommend-fault\""))
            #expect(refused.text.contains("role=\"alert\""))
            let turned = try await nobody.post(
                path + "?customer=C-9",
                ["key": key, "page": "0", "shown": "recommend", "q.recommend": "2"], on: client)
            #expect(turned.status == .seeOther)
            #expect(turned.cookie("nuo_answer") == key)
            let next = try #require(turned.headers[.location])
            let second = try await nobody.get(next, on: client)
            #expect(second.text.contains("What let you down the most"))
            #expect(second.text.contains("Page 2 of 2"))
            let done = try await nobody.post(
                next,
                [
                    "key": key, "page": "1", "shown": "disappointment", "shown": "may_contact",
                    "q.disappointment": "<script>alert(1)</script>", "q.may_contact": "yes",
                ], on: client)
            #expect(done.status == .seeOther)
            let end = try await nobody.get(try #require(done.headers[.location]), on: client)
            #expect(end.text.contains("We will be in touch soon"))
            let all = try await Self.responses(site)
            #expect(all.count == 1)
            #expect(all[0].response.status == .completed)
            #expect(all[0].language == "en")
            #expect(all[0].customer != nil)
            let again = try await nobody.post(
                next, ["key": key, "page": "1", "q.disappointment": "twice"], on: client)
            #expect(again.status == .seeOther)
            #expect(try await Self.responses(site).count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func speaksTheLanguageOfLinkAddressOrBrowser(_ engine: Engine) async throws {
        try await Self.with(engine) { site, client, path in
            var chinese = Visitor.nobody
            chinese.language = "zh-CN,zh;q=0.9"
            let page = try await chinese.get(path, on: client)
            #expect(page.text.contains("<html lang=\"zh-CN\">"))
            #expect(page.text.contains("您有多大可能把我们推荐给朋友或同事？"))
            #expect(page.text.contains("第 1 页"))
            #expect(page.text.contains("href=\"\(path)?lang=en\""))
            let english = try await chinese.get(path + "?lang=en", on: client)
            #expect(english.text.contains("<html lang=\"en\">"))
            #expect(english.text.contains("Extremely likely"))
            let odd = try await chinese.get(path + "?lang=xx", on: client)
            #expect(odd.text.contains("<html lang=\"zh-CN\">"))
        }
    }

    @Test(arguments: Engine.available)
    func isPrefilledByTheAddressAndResumedByTheCookie(_ engine: Engine) async throws {
        try await Self.with(engine) { _, client, path in
            let page = try await Visitor.nobody.get(path + "?recommend=9", on: client)
            #expect(page.text.contains("value=\"9\" checked"))
            let key = try #require(Self.field("key", in: page.text))
            _ = try await Visitor.nobody.post(
                path, ["key": key, "page": "0", "shown": "recommend", "q.recommend": "9"],
                on: client)
            let resumed = try await client.execute(
                uri: path, method: .get,
                headers: [.cookie: "nuo_answer=\(key)", .acceptLanguage: "en"])
            #expect(resumed.text(is: .ok).contains("What do you value most about us"))
            #expect(Self.field("key", in: String(buffer: resumed.body)) == key)
            let stranger = try await Visitor.nobody.get(
                path + "?r=" + String(repeating: "0", count: 64), on: client)
            #expect(stranger.text.contains("How likely are you"))
        }
    }

    @Test(arguments: Engine.available)
    func unknownAndClosedLinksSaySoKindly(_ engine: Engine) async throws {
        try await Self.with(engine, link: ["closesAt": "2020-01-01T00:00:00Z"]) { _, client, path in
            let over = try await Visitor.nobody.get(path, on: client)
            #expect(over.status == .gone)
            #expect(over.text.contains("This questionnaire has ended"))
            let unknown = try await Visitor.nobody.get("/a/0000000000000000", on: client)
            #expect(unknown.status == .notFound)
            #expect(unknown.text.contains("leads to no questionnaire"))
            let posted = try await Visitor.nobody.post(
                "/a/0000000000000000", ["key": String(repeating: "a", count: 64), "page": "0"],
                on: client)
            #expect(posted.status == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func aQuestionThatOnlyNowShowsIsAskedOnTheSamePage(_ engine: Engine) async throws {
        try await Self.with(engine, library: "ces") { site, client, path in
            let page = try await Visitor.nobody.get(path, on: client)
            #expect(!page.text.contains("What made it hard"))
            let key = try #require(Self.field("key", in: page.text))
            let turned = try await Self.post(
                path,
                [
                    ("key", key), ("page", "0"), ("shown", "ease"), ("shown", "remark"),
                    ("q.ease", "2"),
                ], on: client)
            let more = try #require(turned.headers[.location])
            #expect(more.hasSuffix("&more=1"))
            let again = try await Visitor.nobody.get(more, on: client)
            #expect(again.text.contains("What made it hard"))
            #expect(again.text.contains("one more question"))
            #expect(again.text.contains("value=\"2\" checked"))
            let done = try await Self.post(
                path,
                [
                    ("key", key), ("page", "0"), ("shown", "ease"), ("shown", "hurdles"),
                    ("shown", "remark"), ("q.ease", "2"), ("q.hurdles", "forms"),
                ], on: client)
            #expect(done.status == .seeOther)
            let all = try await Self.responses(site)
            #expect(all[0].response.status == .completed)
            #expect(all[0].response.answers.values.keys == ["ease", "hurdles"])
        }
    }

    @Test(arguments: Engine.available)
    func onlyTheEmbeddedPageMayBeFramed(_ engine: Engine) async throws {
        try await Self.with(engine) { _, client, path in
            let plain = try await Visitor.nobody.get(path, on: client)
            #expect(
                plain.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
            let framed = try await Visitor.nobody.get(path + "?embed=1", on: client)
            #expect(framed.headers[.contentSecurityPolicy]?.contains("frame-ancestors *") == true)
            #expect(framed.text.contains("modules/answer.js"))
            let script = try await Visitor.nobody.get("/embed.js", on: client)
            #expect(script.status == .ok)
            #expect(script.text.contains("iframe"))
        }
    }

    @Test(arguments: Engine.available)
    func everyKindIsShownAndTakenIn(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let desk = site.workspace.desk(.manager)
            let made = try await desk.perform(
                CreateInstrument.self, ["document": .string(Self.everyKind)])
            let link = try await desk.perform(
                CreateLink.self, ["instrument": .string(made.id.description), "name": "all"])
            let page = try await Visitor.nobody.get(link.path, on: client)
            for part in [
                "type=\"date\"", "<textarea", "type=\"checkbox\"", "inputmode=\"decimal\"",
                "name=\"q.m.x\"", "<fieldset class=\"row\"", "maxlength=\"5\"",
            ] { #expect(page.text.contains(part), "\(part)") }
            let key = try #require(Self.field("key", in: page.text))
            let shown = "n s one many y t l num d m st".split(separator: " ").map(String.init)
            let wrong = try await Self.post(
                link.path,
                [("key", key), ("page", "0"), ("q.n", "5"), ("q.num", "lots"), ("q.t", "123456")]
                    + shown.map { ("shown", $0) }, on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("Please write a number"))
            #expect(wrong.text.contains("value=\"lots\""))
            #expect(wrong.text.contains("no more than 5 characters"))
            let done = try await Self.post(
                link.path,
                [
                    ("key", key), ("page", "0"), ("q.n", "5"), ("q.s", "na"), ("q.one", "b"),
                    ("q.many", "c"), ("q.many", "a"), ("q.y", "no"), ("q.t", "你好"),
                    ("q.l", "a\r\nb"), ("q.num", "１２"), ("q.d", "2026-02-28"), ("q.m.x", "2"),
                    ("q.m.z", "na"),
                ] + shown.map { ("shown", $0) }, on: client)
            #expect(done.status == .seeOther)
            let all = try await Self.responses(site)
            #expect(
                JSON.object(all[0].response.answers.values).text == """
                    {"n":5,"s":null,"one":"b","many":["a","c"],"y":false,"t":"你好",\
                    "l":"a\\nb","num":12,"d":"2026-02-28","m":{"x":2,"z":null}}
                    """)
        }
    }

    @Test(arguments: Engine.available)
    func hostileInputIsNeverOurFault(_ engine: Engine) async throws {
        try await Self.with(engine) { site, client, path in
            let key = String(repeating: "a", count: 64)
            let posts: [[(String, String)]] = [
                [], [("key", "")], [("key", key)], [("key", key), ("page", "x")],
                [("key", key), ("page", "-1")], [("key", key), ("page", "9999999999999999999")],
                [("key", key), ("page", "1"), ("q.recommend", "2")],
                [("key", key), ("page", "0"), ("q.recommend", "\u{0}")],
                [("key", key), ("page", "0"), ("q.recommend", "1e308")],
                [("key", key), ("page", "0"), ("q.recommend", "nan")],
                [("key", key), ("key", key), ("page", "0"), ("q.nobody", "x")],
                [("key", key + key), ("page", "0")],
                [("key", "' OR 1=1 --"), ("page", "0"), ("q.recommend", "1")],
            ]
            for post in posts {
                let answer = try await Self.post(path, post, on: client)
                #expect((300..<500).contains(answer.status.code), "\(post)")
            }
            let paths = [
                "/a/%00", "/a/%ff", "/a/" + String(repeating: "x", count: 3_000), path + "?r=%00",
                path + "?lang=%ff", path + "?q=" + String(repeating: "%41", count: 2_000),
                path + "?recommend=%F0%9F%98%80&recommend=3", path + "?customer=%00",
            ]
            for path in paths {
                let answer = try await Visitor.nobody.get(path, on: client)
                #expect(answer.status.code < 500, "\(path)")
            }
        }
    }

    static func post(
        _ path: String, _ fields: [(String, String)], on client: TestClient
    ) async throws -> TestResponse {
        var allowed = CharacterSet.alphanumerics
        allowed.insert("-")
        let body = fields.map { name, value in
            let text = value.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
            return "\(name)=\(text)"
        }.joined(separator: "&")
        return try await client.execute(
            uri: path, method: .post,
            headers: [
                .contentType: "application/x-www-form-urlencoded", .acceptLanguage: "en",
            ], body: ByteBuffer(string: body))
    }

    static let everyKind = """
        key: every
        title: {zh: 全部题型, en: Every kind}
        pages:
          - items:
              - {key: n, kind: nps, title: {zh: 一, en: A}, required: true}
              - {key: s, kind: csat, title: {zh: 二, en: B}, not_applicable: true}
              - key: one
                kind: single
                title: {zh: 三, en: C}
                options: [{code: a, title: {zh: 甲, en: a}}, {code: b, title: {zh: 乙, en: b}}]
              - key: many
                kind: multiple
                title: {zh: 四, en: D}
                options:
                  - {code: a, title: {zh: 甲, en: a}}
                  - {code: b, title: {zh: 乙, en: b}}
                  - {code: c, title: {zh: 丙, en: c}}
              - {key: y, kind: yes_no, title: {zh: 五, en: E}}
              - {key: t, kind: text, title: {zh: 六, en: F}, max_length: 5}
              - {key: l, kind: long_text, title: {zh: 七, en: G}}
              - {key: num, kind: number, title: {zh: 八, en: H}, min: 0, max: 100}
              - {key: d, kind: date, title: {zh: 九, en: I}, min: 2026-01-01, max: 2026-12-31}
              - key: m
                kind: matrix
                title: {zh: 十, en: J}
                not_applicable: true
                rows: [{code: x, title: {zh: 甲, en: x}}, {code: z, title: {zh: 乙, en: z}}]
                scale: {points: 3, labels: {1: {zh: 低, en: low}, 3: {zh: 高, en: high}}}
              - {key: st, kind: statement, title: {zh: 说明, en: A statement}}
        """
}

extension TestResponse {
    fileprivate func text(is status: HTTPResponse.Status) -> String {
        #expect(self.status == status)
        return text
    }
}
