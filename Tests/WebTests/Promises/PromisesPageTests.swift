import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct PromisesPageTests {
    @Test func ratesStandWithIntervalAndNAndTheNextToBreakFirst() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let agent = try await site.visitor(.agent)
            for name in ["Answered", "Late one"] {
                let made = try await agent.post("/cases", ["title": name], on: client)
                guard name == "Answered" else { continue }
                let path = try #require(made.headers[.location])
                _ = try await agent.post(path + "/replies", ["text": "Hi"], on: client)
            }
            site.test.pass(.minutes(16))
            let page = try await agent.get("/promises?days=7", on: client)
            #expect(page.status == .ok)
            #expect(page.text.contains("50%"))
            // Wilson's interval for 1 of 2.
            #expect(page.text.contains("9.5% to 90.5%"))
            #expect(page.text.contains("Below target"))
            let late = try #require(page.text.firstRange(of: "Late one"))
            let answered = try #require(page.text.firstRange(of: "Answered"))
            #expect(late.lowerBound < answered.lowerBound)
            let viewer = try await site.visitor(.viewer)
            let reading = try await viewer.get("/promises", on: client)
            #expect(reading.status == .ok)
            #expect(!reading.text.contains("Late one"), "numbers without records")
        }
    }
}
