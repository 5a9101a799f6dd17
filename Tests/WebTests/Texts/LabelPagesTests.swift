import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

/// Learnt over the API, suggested there and on the page, taken over by a form.
@Suite struct LabelPagesTests {
    private static func open(
        _ person: Visitor, _ words: String, tags: [String], on client: TestClient
    ) async throws -> String {
        let opened = try await person.call(
            .post, "/cases",
            [
                "title": "Trouble", "kind": "feedback", "words": .string(words),
                "tags": .array(tags.map(JSON.string)),
            ], on: client)
        return try JSON(parsing: opened.text)["id"]?.string ?? ""
    }

    @Test(arguments: Engine.available)
    func aLabelIsLearntSuggestedAndTakenOver(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            for number in 0..<60 {
                let isLost = number % 2 == 0
                let id = try await Self.open(
                    manager, isLost ? "包裹丢了 \(number)" : "the invoice is wrong \(number)",
                    tags: [isLost ? "lost" : "invoice"], on: client)
                let closed = try await manager.call(
                    .post, "/cases/\(id)/closure", ["outcome": "duplicate", "text": "Done"],
                    on: client)
                #expect(closed.status == .ok, "\(closed.text)")
            }
            let agent = try await site.visitor(.agent)
            let refused = try await agent.call(
                .post, "/text-jobs", ["learn": "tag"], on: client)
            #expect(refused.status == .forbidden)
            let begun = try await manager.post(
                "/settings/texts/jobs", ["learn": "tag"], on: client)
            #expect(begun.status == .seeOther, "\(begun.text.prefix(200))")
            try await TextRounds(site.house, holder: "test") { Issue.record("\($0)") }.round()
            let models = try await agent.call(.get, "/text-models", on: client)
            let tags = try JSON(parsing: models.text)["subjects"]?.array?.first {
                $0["subject"] == "tag"
            }
            #expect(tags?["used"] == 1 && tags?["models"]?.array?.count == 1)
            #expect((tags?["models"]?.array?.first?["accuracy"]?["value"]?.number ?? 0) > 0.9)
            for language in ["en", "zh"] {
                var reader = manager
                reader.language = language
                let page = try await reader.get("/settings/texts", on: client)
                #expect(page.status == .ok && page.text.contains("models/tag/0/use"))
            }

            let id = try await Self.open(agent, "包裹丢了怎么办", tags: [], on: client)
            let told = try await agent.call(
                .get, "/cases/\(id)/label-suggestions", on: client)
            let label = try JSON(parsing: told.text)["labels"]?.array?.first
            #expect(label?["key"] == "lost" && label?["words"]?.array?.isEmpty == false)
            #expect((label?["confidence"]?.number ?? 0) >= 0.5)
            let page = try await agent.get("/cases/\(id)", on: client)
            #expect(page.text.contains("data-key=\"y\"") && page.text.contains("value=\"lost\""))
            let auditor = try await site.visitor(.auditor)
            let read = try await auditor.get("/cases/\(id)", on: client)
            #expect(read.text.contains("labels-title") && !read.text.contains("data-key=\"y\""))
            let viewer = try await site.visitor(.viewer)
            let denied = try await viewer.call(
                .get, "/cases/\(id)/label-suggestions", on: client)
            #expect(denied.status == .forbidden)

            let taken = try await agent.post("/cases/\(id)/tags", ["text": "lost"], on: client)
            #expect(taken.status == .seeOther)
            let after = try await agent.get("/cases/\(id)", on: client)
            #expect(!after.text.contains("labels-title"), "it has what was suggested")
        }
    }
}
