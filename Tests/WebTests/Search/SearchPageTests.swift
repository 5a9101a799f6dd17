import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct SearchPageTests {
    @Test(arguments: Engine.available)
    func whatIsFoundIsMarkedAndLeadsToItsPlace(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            _ = try await agent.post(
                "/cases", ["title": "Lost <b>lid</b>", "words": "Refund me <script>"], on: client)
            let page = try await agent.get("/search?text=refu", on: client)
            #expect(page.status == .ok)
            #expect(page.text.contains("<mark>Refund</mark> me &lt;script&gt;"))
            #expect(page.text.contains("Lost &lt;b&gt;lid&lt;/b&gt;"))
            #expect(page.text.contains("#msg_"), "to the message itself")
            let nothing = try await agent.get("/search?text=refund+nowhere", on: client)
            #expect(nothing.text.contains("Try fewer of them"))
            let noWords = try await agent.get("/search?text=%3F%21", on: client)
            #expect(noWords.status == .unprocessableContent)
            #expect(noWords.text.contains("holds no word to look for"))
            let noDay = try await agent.get("/search?text=refund&since=yesterday", on: client)
            #expect(noDay.status == .unprocessableContent)
            let empty = try await agent.get("/search", on: client)
            #expect(empty.status == .ok && empty.text.contains("in Chinese and English"))
        }
    }

    @Test(arguments: Engine.available)
    func aNumberLeadsToItsCase(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            let made = try await agent.post("/cases", ["title": "A lamp"], on: client)
            let path = try #require(made.headers[.location])
            let other = try await agent.post("/cases", ["title": "A chair"], on: client)
            let page = try await agent.get("/search?text=%231", on: client).text
            #expect(page.contains("#1</span> <a class=\"case-title\" href=\"\(path)\">A lamp"))
            let id = try #require(path.split(separator: "/").last.map(String.init))
            let found = try await agent.call(.get, "/search?text=1", on: client).json()["items"]?
                .array?.first
            #expect(found?["case"] == .string(id) && found?["number"] == 1)
            let one = try await agent.call(.get, "/case-numbers/1", on: client).json()
            #expect(one["id"] == .string(id) && one["number"] == 1)
            #expect(try await agent.get(path, on: client).text.contains("data-case-number>#1<"))
            #expect(try await agent.get("/cases", on: client).text.contains("#2</span>"))
            // The address that somebody types leads there, for who may see it.
            let led = try await agent.get("/cases/1", on: client)
            #expect(led.status == .seeOther && led.headers[.location] == path)
            #expect(try await agent.get("/cases/77", on: client).status == .notFound)
            let viewer = try await site.visitor(.viewer)
            #expect(try await viewer.get("/cases/1", on: client).status == .forbidden)
            #expect(
                try await viewer.call(.get, "/case-numbers/1", on: client).status == .forbidden)
            // Forms take what people say.
            let second = try #require(other.headers[.location])
            let none = try await agent.post(second + "/links", ["other": "#9"], on: client)
            #expect(none.status == .unprocessableContent)
            #expect(none.text.contains("there is no such case; check its number"))
            _ = try await agent.post(second + "/links", ["other": "#1"], on: client)
            let linked = try await agent.get(second, on: client).text
            #expect(linked.contains("#1</span> <a href=\"\(path)?merged=1\">A lamp"))
            _ = try await agent.post(second + "/merge", ["other": "1"], on: client)
            let merged = try await agent.get("/cases/2", on: client)
            #expect(merged.headers[.location] == second)
            let on = try await agent.get(second, on: client).headers[.location]
            #expect(on == path + "?from=2")
            #expect(
                try await agent.get(path + "?from=2", on: client).text
                    .contains("#2 was merged into this case."))
        }
    }

    @Test func thePaletteIsForWhoMayReadCases() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let agent = try await site.visitor(.agent).get("/", on: client)
            #expect(agent.text.contains("id=\"palette\""))
            let viewer = try await site.visitor(.viewer)
            #expect(!(try await viewer.get("/", on: client)).text.contains("id=\"palette\""))
            #expect((try await viewer.get("/search?text=refund", on: client)).status == .forbidden)
            let found = try await viewer.call(.get, "/search?text=refund", on: client)
            #expect(found.status == .forbidden)
        }
    }
}
