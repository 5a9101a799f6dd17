import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

/// What similar cases were found to be, over the API and on its page: a cause and a tag are taken
/// over by a button, a talk leads into the reply.
@Suite struct SuggestionPagesTests {
    @Test(arguments: Engine.available)
    func aCauseIsTakenOverAndATalkLeadsIntoTheReply(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            func open(_ words: String, tags: [String]) async throws -> String {
                let opened = try await manager.call(
                    .post, "/cases",
                    [
                        "title": "Trouble", "kind": "feedback", "process": "closed-loop",
                        "words": .string(words), "tags": .array(tags.map(JSON.string)),
                    ], on: client)
                return try JSON(parsing: opened.text)["id"]?.string ?? ""
            }
            let causes = try await manager.call(.get, "/causes/service-causes", on: client)
            let key = try #require(
                try Self.leaf(JSON(parsing: causes.text)["document"]?["causes"]))
            for number in 0..<3 {
                let id = try await open("The courier lost my parcel \(number)", tags: ["lost"])
                let put = try await manager.call(
                    .patch, "/cases/\(id)/fields", ["fields": ["cause": .string(key)]], on: client)
                #expect(put.status == .ok, "\(put.text)")
                let closed = try await manager.call(
                    .post, "/cases/\(id)/closure", ["outcome": "duplicate", "text": "Done"],
                    on: client)
                #expect(closed.status == .ok, "\(closed.text)")
            }
            let id = try await open("My parcel was lost, where is the courier, sorry", tags: [])
            let told = try await manager.call(.get, "/cases/\(id)/suggestions", on: client)
            #expect(
                try JSON(parsing: told.text)["causes"]?.array?.first?["key"]?.string == key,
                "\(told.text)")
            let page = try await manager.get("/cases/\(id)/suggestions", on: client)
            #expect(page.text.contains("name=\"field.cause\" value=\"\(key)\""))
            #expect(page.text.ranges(of: "data-key=\"y\"").count == 1)
            let auditor = try await site.visitor(.auditor)
            let read = try await auditor.get("/cases/\(id)/suggestions", on: client)
            #expect(read.status == .ok && !read.text.contains("field.cause"))
            let viewer = try await site.visitor(.viewer)
            let denied = try await viewer.call(.get, "/cases/\(id)/suggestions", on: client)
            #expect(denied.status == .forbidden)
            let taken = try await manager.post(
                "/cases/\(id)/fields", ["field.cause": key], on: client)
            #expect(taken.status == .seeOther, "\(taken.text.prefix(300))")
            let one = try await manager.call(.get, "/cases/\(id)", on: client)
            #expect(try JSON(parsing: one.text)["fields"]?["cause"]?.string == key)
            let thread = try await manager.get("/cases/\(id)", on: client)
            #expect(thread.text.contains("data-talk=\"first-answer\""))
        }
    }

    /// The first cause without causes below it.
    private static func leaf(_ causes: JSON?) -> String? {
        guard let first = causes?.array?.first else { return nil }
        return leaf(first["causes"]) ?? first["key"]?.string
    }
}
