import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

/// Topics kept, renamed, locked, merged and given up by the page and the API.
@Suite struct TopicPagesTests {
    private static func topics(
        _ person: Visitor, on client: TestClient
    ) async throws -> [JSON] {
        let answer = try await person.call(.get, "/topic-suggestions", on: client)
        return try JSON(parsing: answer.text)["own"]?.array ?? []
    }

    @Test(arguments: Engine.available)
    func aTopicIsKeptAndChangedByForms(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            for (name, word) in [("Parking", "garage"), ("Valet", "valet")] {
                let kept = try await manager.post(
                    "/topics", ["name-zh": "", "name-en": name, "words": word], on: client)
                #expect(kept.status == .seeOther, "\(kept.text.prefix(300))")
            }
            let keys = try await Self.topics(manager, on: client).compactMap { $0["key"]?.string }
            try #require(keys.count == 2)
            for language in ["en", "zh"] {
                var reader = manager
                reader.language = language
                let page = try await reader.get("/topics", on: client)
                #expect(page.status == .ok && page.text.contains("topic-\(keys[0])"))
                #expect(page.text.contains("filter=answered%28mood.topic.\(keys[0])%29"))
            }
            let edited = try await manager.post(
                "/topics/\(keys[0])",
                [
                    "name-zh": "停车", "name-en": "Parking", "words": "garage，车位\n parking lot ",
                    "locked": "on",
                ], on: client)
            #expect(edited.status == .seeOther)
            let parking = try await Self.topics(manager, on: client).first
            #expect(parking?["names"]?["zh"] == "停车" && parking?["locked"] == true)
            #expect(parking?["words"] == ["garage", "车位", "parking lot"])
            let refused = try await manager.post(
                "/topics/\(keys[1])/merge", ["into": keys[0]], on: client)
            #expect(refused.status == .conflict && refused.text.contains("fault-box"))

            let unlocked = try await manager.call(
                .patch, "/topics/\(keys[0])", ["locked": false], on: client)
            #expect(unlocked.status == .ok, "\(unlocked.text)")
            let merged = try await manager.post(
                "/topics/\(keys[1])/merge", ["into": keys[0]], on: client)
            #expect(merged.status == .seeOther)
            let left = try await Self.topics(manager, on: client)
            #expect(left.count == 1 && left.first?["words"]?.array?.last == "valet")
            let agent = try await site.visitor(.agent)
            let denied = try await agent.call(.delete, "/topics/\(keys[0])", on: client)
            #expect(denied.status == .forbidden)
            let analyst = try await site.visitor(.analyst)
            let read = try await analyst.get("/topics", on: client)
            #expect(read.status == .ok && !read.text.contains("/topics/\(keys[0])/merge"))
            let barred = try await analyst.post("/topics/\(keys[0])/removal", [:], on: client)
            #expect(barred.status == .forbidden)
            let gone = try await manager.post("/topics/\(keys[0])/removal", [:], on: client)
            #expect(gone.status == .seeOther)
            #expect(try await Self.topics(manager, on: client).isEmpty)
        }
    }
}
