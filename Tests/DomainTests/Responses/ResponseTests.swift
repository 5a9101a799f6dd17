import Base
import Testing

@testable import Domain

@Suite struct ResponseTests {
    let now = Instant(seconds: 1_000)
    let answers = Answers(values: .init([.init(key: "n", value: 3)]), score: 3)

    @Test func goesFromStartedOverPartialToCompleted() throws {
        var (response, events) = Response.started(at: 0)
        #expect(events == [.started])
        #expect(response.status == .started)
        try response.save(answers, page: 1)
        try response.save(answers, page: 2)
        #expect(response.status == .partial)
        #expect(response.page == 2)
        #expect(try response.complete(answers, at: now) == [.completed])
        #expect(response.status == .completed)
        #expect(response.completedAt == now)
        #expect(response.page == nil)
    }

    @Test func aCompletedOneNeverChanges() throws {
        let (done, events) = Response.completed(answers, at: now)
        #expect(events == [.completed])
        var response = done
        #expect(throws: Refusal(.conflict, "alreadyAnswered")) {
            try response.save(answers, page: 0)
        }
        #expect(throws: Refusal(.conflict, "alreadyAnswered")) {
            try response.complete(answers, at: now)
        }
        #expect(response == done)
    }

    @Test func linksAdmitUntilClosedOverOrFull() throws {
        try Instrument.Link(isOpen: true, closesAt: nil, limit: nil).admit(at: now, completed: 9)
        #expect(throws: Refusal(.gone, "linkClosed")) {
            try Instrument.Link(isOpen: false, closesAt: nil, limit: nil)
                .admit(at: now, completed: 0)
        }
        let timed = Instrument.Link(isOpen: true, closesAt: now, limit: 2)
        try timed.admit(at: now - .seconds(1), completed: 1)
        #expect(throws: Refusal(.gone, "linkOver")) { try timed.admit(at: now, completed: 0) }
        #expect(throws: Refusal(.gone, "linkFull")) {
            try timed.admit(at: now - .seconds(1), completed: 2)
        }
    }
}
