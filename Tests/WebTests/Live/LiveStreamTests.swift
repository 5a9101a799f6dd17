import Base
import Domain
import HTTPTypes
import HummingbirdTesting
import Operations
import TestSupport
import Testing

@testable import Web

@Suite struct LiveStreamTests {
    @Test(arguments: Engine.available)
    func sendsAnEventForEachTopic(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            let visitor = try await site.visitor(.viewer)
            let stream = Task { try await visitor.get("/live", on: client) }
            // The page is connected before anything happens, and let go afterwards.
            try await Task.sleep(for: .milliseconds(500))
            try await stay.answer(score: 9)
            try await Task.sleep(for: .seconds(2))
            await site.house.live.close()
            let answer = try await stream.value
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "text/event-stream")
            #expect(answer.text.contains("event: ready\n"))
            #expect(answer.text.contains("event: answers\ndata:\n\n"))
        }
    }

    @Test func nobodyUnknownListens() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let answer = try await Visitor.nobody.get("/live", on: client)
            #expect(answer.status == .seeOther)
        }
    }
}
