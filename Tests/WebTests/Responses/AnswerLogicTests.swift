import Base
import Domain
import Foundation
import HTTPTypes
import NIOCore
import Operations
import TestSupport
import Testing

/// Logic as respondents meet it: pages without scripts, then what is kept and exported.
@Suite struct AnswerLogicTests {
    static let document = """
        key: logic
        title: {zh: 品牌, en: Brands}
        show_time: true
        hidden: [{key: tier, signed: true}, {key: panel}]
        blocks:
          - {key: each, loop: {over: used}}
        pages:
          - items:
              - key: used
                kind: multiple
                title: {zh: 用过, en: Used}
                options:
                  - {code: app, title: {zh: 应用, en: The app}}
                  - {code: shop, title: {zh: 门店, en: The shop}}
                  - {code: hotline, title: {zh: 热线, en: The hotline}}
          - block: each
            title: {zh: '{loop.title}', en: '{loop.title}'}
            items:
              - key: rate
                kind: rating
                required: true
                title: {zh: '{loop.title}怎么样？', en: 'How is {loop.title}?'}
                scale: {points: 5, labels: {1: {zh: 差, en: Bad}, 5: {zh: 好, en: Good}}}
          - items:
              - key: next
                kind: single
                title: {zh: 还想用, en: Would try}
                options_from: {item: used, take: not_chosen}
                options: [{code: none, title: {zh: 都不, en: None}}]
        thanks:
          - if: answers.next == "none"
            text: {zh: 谢谢, en: Bye}
            redirect: 'https://example.com/more?id={hidden.panel}&n={answers.next}'
          - redirect: 'https://example.com/done?id={hidden.panel}&n={answers.next}'
        quotas:
          - {key: shops, when: answers.used contains "shop", limit: 1, message: {zh: 满, en: Full}}
        """

    private static func with(
        _ engine: Engine,
        _ body:
            @escaping @Sendable (TestSite, TestClient, LinkResource) async throws
            -> Void
    ) async throws {
        try await TestSite.with(engine) { site, client in
            let desk = site.workspace.desk(.manager)
            let made = try await desk.perform(
                CreateInstrument.self, ["document": .string(document)])
            let link = try await desk.perform(
                CreateLink.self, ["instrument": .string(made.id.description), "name": "Web"])
            try await body(site, client, link)
        }
    }

    private static func key(_ letter: Character) -> String {
        String(repeating: letter, count: 64)
    }

    /// Posts a page and follows to the next.
    private static func turn(
        _ path: String, _ form: KeyValuePairs<String, String>, _ client: TestClient
    ) async throws -> TestResponse {
        let sent = try await Visitor.nobody.post(path, form, on: client)
        guard let place = sent.headers[.location] else { return sent }
        return try await Visitor.nobody.get(place, on: client)
    }

    @Test(arguments: Engine.available)
    func roundsAreAskedKeptAndExported(_ engine: Engine) async throws {
        try await Self.with(engine) { site, client, link in
            let path = link.path + "?panel=a%26b"
            let key = Self.key("a")
            let first = try await Visitor.nobody.get(path, on: client)
            #expect(first.text.contains("About 1 min."))
            #expect(first.text.contains("Continue later"), "it may be five pages")
            let second = try await Self.turn(
                path,
                ["key": key, "page": "0", "shown": "used", "q.used": "app", "q.used": "hotline"],
                client)
            #expect(second.text.contains("How is The app?"))
            #expect(second.text.contains("Page 2 of 4"))
            #expect(!second.text.contains("About 1 min."))
            let refused = try await Self.turn(
                path, ["key": key, "page": "1", "shown": "rate.app"], client)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("href=\"#q-rate.app\""))
            let third = try await Self.turn(
                path, ["key": key, "page": "1", "shown": "rate.app", "q.rate.app": "5"], client)
            #expect(third.text.contains("How is The hotline?"))
            let last = try await Self.turn(
                path,
                ["key": key, "page": "3", "shown": "rate.hotline", "q.rate.hotline": "2"], client)
            #expect(last.text.contains("The shop") && !last.text.contains("The app"))
            let end = try await Self.turn(
                path, ["key": key, "page": "4", "shown": "next", "q.next": "shop"], client)
            let name = try #require(HTTPField.Name("Refresh"))
            #expect(
                end.headers[name] == "0; url=https://example.com/done?id=a%26b&n=shop")
            let analyst = try await site.visitor(.analyst)
            let table = try await analyst.get(
                "/responses.csv?instrument=\(link.instrument)", on: client)
            let lines = table.text.split(whereSeparator: \.isNewline).map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            #expect(lines.count == 2)
            let cells = Dictionary(uniqueKeysWithValues: zip(lines[0], lines[1]))
            #expect(cells["answers.rate.app"] == "5")
            #expect(cells["answers.rate.shop"]?.isEmpty == true)
            #expect(cells["answers.rate.hotline"] == "2")
            #expect(cells["over_quota"]?.isEmpty == true)
            let found = try await site.workspace.desk(.analyst).perform(
                ListResponses.self, ["filter": "answers.rate.hotline < answers.rate.app"])
            let shown = try await analyst.get(
                "/responses/\(try #require(found.items.first).id)", on: client)
            #expect(shown.text.contains("How is The hotline?"))
            #expect(shown.text.contains("2 / 5"))
        }
    }

    @Test(arguments: Engine.available)
    func whoComesTooLateIsToldSo(_ engine: Engine) async throws {
        try await Self.with(engine) { site, client, link in
            let first = try await Self.turn(
                link.path, ["key": Self.key("b"), "page": "0", "shown": "used", "q.used": "shop"],
                client)
            #expect(first.text.contains("How is The shop?"))
            let early = try await Self.turn(
                link.path, ["key": Self.key("c"), "page": "0", "shown": "used", "q.used": "shop"],
                client)
            #expect(early.text.contains("How is The shop?"), "nobody has completed yet")
            _ = try await Self.turn(
                link.path,
                ["key": Self.key("b"), "page": "2", "shown": "rate.shop", "q.rate.shop": "4"],
                client)
            let done = try await Self.turn(
                link.path, ["key": Self.key("b"), "page": "4", "shown": "next", "q.next": "none"],
                client)
            #expect(done.text.contains("Bye"))
            #expect(done.text.contains("href=\"https://example.com/more?id=&amp;n=none\""))
            #expect(done.headers[.init("Refresh")!] == nil, "there are words to read first")
            let late = try await Self.turn(
                link.path,
                ["key": Self.key("c"), "page": "2", "shown": "rate.shop", "q.rate.shop": "4"],
                client)
            #expect(late.text.contains("Full"))
            let manager = try await site.visitor(.manager)
            let links = try await manager.get(
                "/instruments/\(link.instrument)/links", on: client)
            #expect(links.text.contains("1 / 1"))
            let kept = try await site.workspace.desk(.analyst).perform(
                ListResponses.self, ["filter": "over_quota == 'shops'"])
            #expect(kept.items.count == 1)
            let page = try await manager.get(
                "/responses/\(try #require(kept.items.first).id)", on: client)
            #expect(page.text.contains("Over quota"))
        }
    }

    @Test(arguments: Engine.available)
    func whatIsPutAwayIsTakenUpByItsAddress(_ engine: Engine) async throws {
        try await Self.with(engine) { _, client, link in
            let put = try await Self.turn(
                link.path,
                [
                    "key": Self.key("d"), "page": "0", "shown": "used", "q.used": "app",
                    "go": "later",
                ], client)
            #expect(put.text.contains("Until later"))
            #expect(put.text.contains("\(link.path)?r=\(Self.key("d"))"))
            let again = try await Visitor.nobody.get(
                link.path + "?r=" + Self.key("d"), on: client)
            #expect(again.text.contains("value=\"app\" checked"))
            let guessed = try await Visitor.nobody.get(
                link.path + "?r=" + Self.key("e"), on: client)
            #expect(!guessed.text.contains("checked"))
            #expect(!guessed.text.contains(Self.key("e")), "a foreign key is not taken on")
        }
    }

    @Test(arguments: Engine.available)
    func aForgedFactIsRefusedWithItsReason(_ engine: Engine) async throws {
        try await Self.with(engine) { _, client, link in
            let bare = try await Visitor.nobody.get(link.path + "?tier=vip", on: client)
            #expect(bare.status == .forbidden)
            #expect(bare.text.contains("lacks its signature"))
            let forged = try await Visitor.nobody.get(
                link.path + "?tier=vip&sig=1234", on: client)
            #expect(forged.text.contains("was changed"))
            let posted = try await Visitor.nobody.post(
                link.path + "?tier=vip",
                ["key": Self.key("f"), "page": "0", "shown": "used", "q.used": "app"], on: client)
            #expect(posted.status == .forbidden)
        }
    }
}

/// An author tries a questionnaire on the respondents' own pages.
@Suite struct InstrumentTrialTests {
    private static let document = """
        key: trial
        title: {zh: 试, en: Trial}
        computed: [{key: twice, title: {zh: 倍, en: Twice}, value: answers.n * 2, score: true}]
        pages:
          - items:
              - key: n
                kind: number
                title: {zh: 数, en: Number}
                required: true
                validate: [{if: answers.n != 3, message: {zh: 不是三, en: Not three}}]
            jump: [{if: computed.twice > 10, to: end, text: {zh: 大, en: 'Big: {computed.twice}'}}]
          - items: [{key: why, kind: text, title: {zh: 为什么, en: 'Why {answers.n}?'}}]
        """

    @Test(arguments: Engine.available)
    func theSameRulesTurnThePagesAndNothingIsKept(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let analyst = try await site.visitor(.analyst)
            let made = try await site.workspace.desk(.manager).perform(
                CreateInstrument.self, ["document": .string(Self.document)])
            let place = "/instruments/\(made.id)"
            let preview = try await analyst.get("\(place)/preview", on: client)
            for words in ["answers.n != 3", "Not three", "computed.twice = answers.n * 2"] {
                #expect(preview.text.contains(words), "\(words)")
            }
            let first = try await analyst.get("\(place)/trial", on: client)
            #expect(first.text.contains("nothing is kept"))
            #expect(first.text.contains("Page 1 of 2"))
            let wrong = try await analyst.post(
                "\(place)/trial",
                ["key": "k", "page": "0", "shown": "n", "q.n": "3", "state": "{}"], on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("Not three"))
            let next = try await analyst.post(
                "\(place)/trial",
                ["key": "k", "page": "0", "shown": "n", "q.n": "4", "state": "{}"], on: client)
            #expect(next.text.contains("Why 4?"))
            #expect(next.text.contains("computed.twice</code> 8"))
            #expect(next.text.contains("{&quot;n&quot;:4}"))
            let big = try await analyst.post(
                "\(place)/trial",
                ["key": "k", "page": "0", "shown": "n", "q.n": "9", "state": "{\"n\":4}"],
                on: client)
            #expect(big.text.contains("Big: 18"))
            for state in ["[", "{\"nobody\":1}", "{\"n\":\"x\"}"] {
                let refused = try await analyst.post(
                    "\(place)/trial", ["key": "k", "page": "0", "q.n": "4", "state": state],
                    on: client)
                #expect(refused.status.code >= 400, "\(state)")
            }
            let viewer = try await site.visitor(.viewer)
            #expect(try await viewer.get("\(place)/trial", on: client).status == .forbidden)
            let kept = try await site.workspace.desk(.analyst).perform(ListResponses.self, [:])
            #expect(kept.items.isEmpty)
        }
    }
}
