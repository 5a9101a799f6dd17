import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct DocumentPagesTests {
    @Test(
        arguments: [
            ("processes", "closed-loop"), ("promises", "negative-feedback"),
            ("rules", "low-score-opens-case"), ("calendars", "office-hours-china"),
        ])
    func builtInDocumentsAreListedAndSaved(place: String, key: String) async throws {
        try await TestSite.with(.sqlite) { site, client in
            let manager = try await site.visitor(.manager)
            let list = try await manager.get("/settings/\(place)", on: client)
            #expect(list.text.contains("/settings/\(place)/\(key)"))
            let page = try await manager.get("/settings/\(place)/\(key)", on: client)
            #expect(page.text.contains("key: \(key)"))
            let copy = try await manager.get("/settings/\(place)/new?from=\(key)", on: client)
            #expect(copy.text.contains("name=\"after\" value=\"0\""))
            let shown = try await manager.call(.get, "/\(place)/\(key)", on: client).json()
            let text = try #require(shown["text"]?.string)
            let saved = try await manager.post(
                "/settings/\(place)", ["text": text + "\n# mine\n", "after": "1"], on: client)
            #expect(saved.headers[.location] == "/settings/\(place)/\(key)")
            let again = try await manager.get("/settings/\(place)/\(key)", on: client)
            #expect(again.text.contains("?version=1"))
        }
    }

    @Test func faultsStandWithTheirLinesAndTheTextIsKept() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let manager = try await site.visitor(.manager)
            let text =
                "key: mine\nname: Mine\nwhen: case.opened\nif: severty == \"major\"\ndo: []\n"
            let page = try await manager.post("/settings/rules", ["text": text], on: client)
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains("data-line=\"4\""))
            #expect(page.text.contains("did you mean severity?"))
            #expect(page.text.contains("data-line=\"5\""))
            #expect(page.text.contains("name: Mine"))
            let agent = try await site.visitor(.agent)
            let denied = try await agent.post("/settings/rules", ["text": text], on: client)
            #expect(denied.status == .forbidden)
        }
    }
}
