import Base
import Domain
import HTTPTypes
import Operations
import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite struct LiveStreamTests {
    /// What a page hears that is open for so long; an answer comes meanwhile.
    private func heard(for time: Duration, _ engine: Engine) async throws -> String {
        let text = Mutex("")
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            let visitor = try await site.visitor(.viewer)
            let stream = Task { try await visitor.get("/live", on: client) }
            // The page is connected before anything happens, and let go afterwards.
            try await Task.sleep(for: time / 2)
            try await stay.answer(score: 9)
            try await Task.sleep(for: time)
            await site.house.live.close()
            let answer = try await stream.value
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "text/event-stream")
            text.withLock { $0 = answer.text }
        }
        return text.withLock { $0 }
    }

    @Test(arguments: Engine.available)
    func sendsAnEventForEachTopic(_ engine: Engine) async throws {
        var text = ""
        // A busy machine may need longer to connect and to tell.
        for seconds in [1, 4, 16, 64] where !text.contains("event: answers\ndata:\n\n") {
            text = try await heard(for: .seconds(seconds), engine)
        }
        #expect(text.contains("event: ready\n"))
        #expect(text.contains("event: answers\ndata:\n\n"))
    }

    @Test func nobodyUnknownListens() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let answer = try await Visitor.nobody.get("/live", on: client)
            #expect(answer.status == .seeOther)
        }
    }
}
