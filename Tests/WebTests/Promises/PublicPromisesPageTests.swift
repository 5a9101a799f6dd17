import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct PublicPromisesPageTests {
    @Test(arguments: Engine.available)
    func itIsShownOnlyWhereItWasOpenedAndSaysNothingOfPersons(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            for number in 0..<6 {
                let made = try await agent.post(
                    "/cases", ["title": "Private matter \(number)"], on: client)
                let path = try #require(made.headers[.location])
                if number > 0 {
                    let id = try #require(path.split(separator: "/").last)
                    let sent = try await agent.call(
                        .post, "/cases/\(id)/replies", ["text": "Hello"], on: client)
                    #expect(sent.status == .created)
                }
            }
            site.test.pass(.minutes(20))
            let denied = try await agent.post(
                "/promises/publication", ["published": "true"], on: client)
            #expect(denied.status == .forbidden)
            let admin = try await site.visitor(.administrator)
            let opened = try await admin.post(
                "/promises/publication", ["published": "true"], on: client)
            #expect(opened.status == .seeOther)
            let inside = try await admin.get("/promises", on: client)
            let start = try #require(inside.text.firstRange(of: "/kept/"))
            let token = inside.text[start.upperBound...].prefix { $0.isLetter || $0.isNumber }
            let page = try await Visitor.nobody.get("/kept/\(token)?lang=en", on: client)
            #expect(page.status == .ok)
            #expect(page.text.contains("83.3%"), "five of six")
            #expect(page.text.contains("Wilson"))
            for secret in ["Private matter", "The agent", "cas_", "usr_"] {
                #expect(!page.text.contains(secret))
            }
            #expect(!page.text.contains("Grave complaints"), "too few say nothing")
            let wrong = try await Visitor.nobody.get("/kept/0123456789abcdef", on: client)
            #expect(wrong.status == .notFound)
            _ = try await admin.post("/promises/publication", ["published": "false"], on: client)
            let closed = try await Visitor.nobody.get("/kept/\(token)", on: client)
            #expect(closed.status == .notFound)
        }
    }
}
