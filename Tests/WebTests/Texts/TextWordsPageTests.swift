import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

/// The list of words by the page and the API.
@Suite struct TextWordsPageTests {
    @Test(arguments: Engine.available)
    func aWordIsAddedAndTakenBackByForms(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let added = try await manager.post(
                "/settings/texts/words", ["kind": "added", "word": "蓝鲸号"], on: client)
            #expect(added.status == .seeOther, "\(added.text.prefix(300))")
            for language in ["en", "zh"] {
                var reader = manager
                reader.language = language
                let page = try await reader.get("/settings/texts/words", on: client)
                #expect(page.status == .ok && page.text.contains("蓝鲸号"))
                let models = try await reader.get("/settings/texts", on: client)
                #expect(models.text.contains("href=\"/settings/texts/words\""))
                #expect(!page.text.contains("texts.words"))
            }
            let wrong = try await manager.post(
                "/settings/texts/words", ["kind": "added", "word": "whale"], on: client)
            #expect(wrong.text.contains("fault-box"))
            let listed = try await manager.call(.get, "/text-words", on: client)
            let words = try JSON(parsing: listed.text)["words"]?.array ?? []
            #expect(words.count == 1 && words.first?["kind"] == "added")
            let agent = try await site.visitor(.agent)
            let denied = try await agent.post(
                "/settings/texts/words", ["kind": "refused", "word": "蓝鲸号"], on: client)
            #expect(denied.status == .forbidden)
            let back = try await manager.post(
                "/settings/texts/words", ["kind": "", "word": "蓝鲸号"], on: client)
            #expect(back.status == .seeOther)
            let left = try await manager.call(.get, "/text-words", on: client)
            #expect(try JSON(parsing: left.text)["words"]?.array?.isEmpty == true)
        }
    }
}
