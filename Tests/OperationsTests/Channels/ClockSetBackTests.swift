import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// A node whose clock was a day ahead dies; the clock is set right. Nothing waits for a day.
@Suite struct ClockSetBackTests {
    @Test(arguments: Engine.available)
    func nothingWaitsForATimeThatWasNever(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let (house, agent) = (bench.test.house, bench.place.desk(.agent))
            _ = try await bench.place.desk(.administrator).perform(
                CreateChannel.self, ["document": ChannelBench.document(sink)])
            func boxes(_ holder: String) -> MailboxRounds {
                MailboxRounds(house, holder: holder) { Issue.record("\($0)") }
            }
            func incoming(_ holder: String) -> IncomingRounds {
                IncomingRounds(house, holder: holder) { Issue.record("\($0)") }
            }
            func cases() async throws -> [JSON] {
                try await agent.perform(ListCases.self, ["status": "any"]).json["items"]?.array
                    ?? []
            }
            bench.test.pass(.days(1))
            try await sink.arrive(ChannelBench.mail(from: "a@example.com", id: "1@x"))
            try await boxes("a").round(every: .seconds(15))
            try await incoming("a").round()
            let one = try #require(try await cases().first?["id"])
            // It comes in, is answered and is being sent when the node dies.
            try await sink.arrive(ChannelBench.mail(from: "b@example.com", id: "2@x"))
            try await boxes("a").round()
            _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": "At once"])
            _ = try await agent.perform(SendReply.self, ["case": one, "text": "In a moment"])
            bench.test.pass(.days(-1))
            try await sink.arrive(ChannelBench.mail(from: "c@example.com", id: "3@x"))
            // Another takes over.
            try await boxes("b").round(every: .seconds(15))
            try await incoming("b").pullForward()
            try await incoming("b").round()
            #expect(try await cases().count == 3)
            _ = try await CaseRepliesTests.rounds(bench, "b").round()
            try await bench.go()
            try await bench.go()
            #expect(try await sink.count("kept") == 2)
            #expect(try await sink.count("doubled") == 0)
            // And when the time comes that was told too early, nothing happens twice.
            bench.test.pass(.days(1) + .minutes(5))
            try await boxes("b").round(every: .seconds(15))
            try await incoming("b").pullForward()
            try await incoming("b").round()
            _ = try await CaseRepliesTests.rounds(bench, "b").round()
            try await bench.go()
            #expect(try await sink.count("kept") == 2)
            #expect(try await cases().count == 3)
        }
    }

    @Test func aVisitorIsNotThereBecauseAClockWasWrong() {
        let now = TestHouse.start
        var visitor = ChatVisitor(
            id: ID(raw: 1), workspace: ID(raw: 1), channel: ID(raw: 1), language: "en",
            createdAt: now, usedAt: now, hereAt: now, typedAt: now)
        #expect(visitor.isHere(at: now) && visitor.isTyping(at: now + .seconds(7)))
        #expect(visitor.isHere(at: now + .seconds(29)) && !visitor.isHere(at: now + .seconds(30)))
        visitor.hereAt = now + .days(1)
        visitor.typedAt = now + .days(1)
        #expect(!visitor.isHere(at: now) && !visitor.isTyping(at: now))
    }
}
