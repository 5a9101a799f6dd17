import Base
import Domain
import HTTPTypes
import HummingbirdTesting
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
