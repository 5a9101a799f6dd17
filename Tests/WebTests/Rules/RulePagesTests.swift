import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct RulePagesTests {
    private static let rule = """
        key: tried
        name: Tried
        when: case.opened
        if: kind == "feedback"
        do:
          - tag: [tried]
        """

    @Test(arguments: Engine.available)
    func aTrialShowsWhatWouldFireAndSavesNothing(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            _ = try await manager.post(
                "/cases", ["title": "Cold soup", "kind": "feedback"], on: client)
            _ = try await manager.post(
                "/cases", ["title": "New key", "kind": "request"], on: client)
            let page = try await manager.post(
                "/settings/rules/trial", ["text": Self.rule], on: client)
            #expect(page.status == .ok)
            #expect(page.text.contains("<span class=\"number-large\">1</span>"))
            #expect(page.text.contains("Cold soup") && page.text.contains("kind = feedback"))
            #expect(page.text.contains("New key") && page.text.contains("kind = request"))
            let missing = try await manager.get("/settings/rules/tried", on: client)
            #expect(missing.status == .notFound, "nothing is saved")
            let faulty = try await manager.post(
                "/settings/rules/trial", ["text": "key: tried\nname: Tried\ndo: []"], on: client)
            #expect(faulty.status == .unprocessableContent)
            #expect(faulty.text.contains("name: Tried"), "what was typed is kept")
            let log = try await manager.get(
                "/settings/rules/low-score-opens-case/firings", on: client)
            #expect(log.status == .ok && log.text.contains("has done nothing yet"))
            let agent = try await site.visitor(.agent)
            let denied = try await agent.post(
                "/settings/rules/trial", ["text": Self.rule], on: client)
            #expect(denied.status == .forbidden)
        }
    }
}
