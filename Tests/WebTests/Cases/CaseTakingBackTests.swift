import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

/// What the page of a case puts on it, it also takes off; and where closing leads.
@Suite struct CaseTakingBackTests {
    private func open(
        _ title: String, _ visitor: Visitor, _ client: TestClient
    ) async throws -> String {
        let made = try await visitor.post(
            "/cases", ["title": title, "words": "About \(title)", "kind": "feedback"], on: client)
        return try #require(made.headers[.location])
    }

    @Test(arguments: Engine.available)
    func tagsLinksAndSplitsAreTakenBackOnThePage(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            let one = try await open("Chairs", agent, client)
            let other = try await open("Tables", agent, client)
            _ = try await agent.post(one + "/tags", ["text": "red, 椅子"], on: client)
            var page = try await agent.get(one, on: client)
            #expect(page.text.contains("value=\"椅子\""))
            _ = try await agent.post(one + "/tag-removals", ["tag": "椅子"], on: client)
            page = try await agent.get(one, on: client)
            #expect(!page.text.contains("value=\"椅子\"") && page.text.contains("value=\"red\""))

            let number = String(other.dropFirst("/cases/".count))
            _ = try await agent.post(one + "/links", ["other": number], on: client)
            page = try await agent.get(one, on: client)
            #expect(page.text.contains("\(one)/unlinks"))
            _ = try await agent.post(one + "/unlinks", ["other": number], on: client)
            page = try await agent.get(one, on: client)
            #expect(!page.text.contains("\(one)/unlinks"))

            let mark = try #require(page.text.firstRange(of: "name=\"messages\" value=\""))
            let message = String(page.text[mark.upperBound...].prefix { $0 != "\"" })
            let none = try await agent.post(one + "/splits", ["title": "Off"], on: client)
            #expect(none.status == .unprocessableContent, "nothing was ticked")
            _ = try await agent.post(
                one + "/splits", ["title": "Off", "messages": message], on: client)
            page = try await agent.get(one, on: client)
            let undo = try #require(page.text.firstRange(of: "/split-undo"))
            let action = page.text[..<undo.upperBound]
            let start = try #require(action.ranges(of: "action=\"").last)
            let path = String(action[start.upperBound...])
            #expect(path != one + "/split-undo", "it is the other that was split off")
            _ = try await agent.post(path, [:], on: client)
            page = try await agent.get(one, on: client)
            #expect(!page.text.contains("/split-undo") && page.text.contains("/merge-undo"))
        }
    }

    @Test(arguments: Engine.available)
    func closingLeadsToTheNextCaseAndNowhereElse(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            var cases: [String] = []
            for title in ["A", "B", "C"] { cases.append(try await open(title, agent, client)) }
            let next = String(cases[1].dropFirst("/cases/".count))
            let closed = try await agent.post(
                cases[0] + "/closure", ["outcome": "duplicate", "text": "Twice", "next": next],
                on: client)
            #expect(closed.status == .seeOther && closed.headers[.location] == cases[1])
            let elsewhere = try await agent.post(
                cases[1] + "/closure",
                ["outcome": "duplicate", "text": "Twice", "next": "//example.com"], on: client)
            #expect(elsewhere.headers[.location] == cases[1])
            let refused = try await agent.post(
                cases[2] + "/closure", ["outcome": "solved", "text": "Done", "next": next],
                on: client)
            #expect(refused.status == .conflict, "who cannot close stays")
        }
    }

    @Test(arguments: Engine.available)
    func aListIsTakenOutAsItIsShown(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            for title in ["Chairs", "Tables"] { _ = try await open(title, manager, client) }
            let page = try await manager.get("/cases?view=all&text=chairs", on: client)
            let mark = try #require(page.text.firstRange(of: "href=\"/cases.csv?"))
            let address = String(page.text[mark.upperBound...].prefix { $0 != "\"" })
                .replacing("&amp;", with: "&")
            let file = try await manager.get("/cases.csv?" + address, on: client)
            #expect(file.text.contains("Chairs") && !file.text.contains("Tables"))
            let both = try await manager.get("/cases.csv", on: client)
            #expect(both.text.contains("Chairs") && both.text.contains("Tables"))
            let agent = try await site.visitor(.agent)
            let plain = try await agent.get("/cases?view=all", on: client)
            #expect(!plain.text.contains("/cases.csv"), "who may not take data out sees no link")
        }
    }
}
