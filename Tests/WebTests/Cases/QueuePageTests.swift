import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct QueuePageTests {
    @Test(arguments: Engine.available)
    func aBulkFormPostedTwiceCountsOnceAndSaysHowItWent(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            var cases: [String] = []
            for title in ["A", "B"] {
                let made = try await manager.post(
                    "/cases", ["title": title, "words": "Hm", "kind": "feedback"], on: client)
                let path = try #require(made.headers[.location])
                cases.append(String(path.dropFirst("/cases/".count)))
            }
            let closed = try await manager.post(
                "/cases/\(cases[1])/closure", ["outcome": "duplicate", "text": "twice"],
                on: client)
            #expect(closed.status == .seeOther)
            for _ in 0..<2 {
                let page = try await manager.post(
                    "/cases/bulk",
                    [
                        "key": "one-page", "case": cases[0], "case": cases[1], "do": "escalate",
                        "text": "Look at these", "query": "view=all&done=9&refused=9",
                    ], on: client)
                #expect(page.status == .ok, "what was left is named on the page")
                #expect(page.text.contains("Done for 1 cases; 1 were left as they are"))
                #expect(page.text.contains("<a href=\"/cases/\(cases[1])\">"))
                #expect(page.text.contains("The case is closed; reopen it first"))
            }
            let done = try await manager.post(
                "/cases/bulk",
                [
                    "key": "other", "case": cases[0], "do": "tag", "text": "seen",
                    "query": "view=all&done=9&refused=9",
                ], on: client)
            #expect(done.headers[.location] == "/cases?view=all&done=1&refused=0")
            let events = try await manager.get("/case-events.csv", on: client)
            let times = events.text.split(whereSeparator: \.isNewline).count {
                $0.contains("case.escalated")
            }
            #expect(times == 1, "escalated \(times) times")
        }
    }

    @Test func theNextPageKeepsWhoseCasesAreShown() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let agent = try await site.visitor(.agent)
            for number in 0..<51 {
                _ = try await agent.post(
                    "/cases", ["title": "Case \(number)", "kind": "feedback"], on: client)
            }
            let first = try await agent.get("/cases?view=all&assignee=nobody", on: client)
            let mark = try #require(first.text.firstRange(of: "rel=\"next\" href=\""))
            let next = String(first.text[mark.upperBound...].prefix { $0 != "\"" })
            #expect(next.contains("assignee=nobody"))
        }
    }
}
