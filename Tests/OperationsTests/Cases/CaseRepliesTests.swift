import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Answers on cases leave the house through the outbox, each once.
@Suite struct CaseRepliesTests {
    /// A case of a customer with a mail address; its id.
    static func open(_ bench: MailingBench, mail: String? = "li@example.com") async throws -> JSON {
        let customer = try await bench.customer("li", mail: mail)
        let opened = try await bench.place.desk(.agent).perform(
            OpenCase.self,
            [
                "title": "Rude at the desk again", "customer": .string(customer),
                "kind": "complaint", "channel": "phone",
            ])
        return opened.json["id"] ?? .null
    }

    static func thread(_ bench: MailingBench, _ id: JSON) async throws -> [JSON] {
        let page = try await bench.place.desk(.agent).perform(
            ListCaseMessages.self, ["case": id])
        return page.json["items"]?.array ?? []
    }

    static func rounds(_ bench: MailingBench, _ holder: String) -> ClockRounds {
        ClockRounds(bench.test.house, holder: holder) { Issue.record("\($0)") }
    }

    @Test(arguments: Engine.available)
    func aReplyLeavesOnceAndOnlyAfterItsMoment(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let agent = bench.place.desk(.agent)
            let id = try await Self.open(bench)
            _ = try await agent.perform(SendReply.self, ["case": id, "text": "We are sorry 抱歉"])
            _ = try await Self.rounds(bench, "a").round()
            try await bench.go()
            #expect(try await sink.count("kept") == 0, "it can still be taken back")
            bench.test.pass(.seconds(11))
            async let one = Self.rounds(bench, "a").round()
            async let two = Self.rounds(bench, "b").round()
            _ = try await (one, two)
            var way = try #require(try await Self.thread(bench, id).first?["way"])
            #expect(way["state"] == "waiting" && way["address"] == "li@example.com")
            try await bench.go()
            try await bench.go()
            #expect(try await sink.count("kept") == 1)
            way = try #require(try await Self.thread(bench, id).first?["way"])
            #expect(way["state"] == "sent" && way["kind"] == "mail")
            let mail = try await bench.mail(to: "li@example.com")
            #expect(mail.contains("Message-ID: <\(way["reference"]?.string ?? "?")>"))
            #expect(!mail.contains("Auto-Submitted"), "a person wrote it")
            #expect(!mail.contains("Rude at the desk"), "our title is ours")
            // The next one belongs to the same thread; one by a program says what it is.
            _ = try await agent.perform(
                ReplyToCase.self, ["case": id, "text": "Got it", "automatic": true])
            try await bench.go()
            let next = try await bench.mail(to: "li@example.com")
            #expect(next.contains("In-Reply-To: <\(way["reference"]?.string ?? "?")>"))
            #expect(next.contains("Auto-Submitted: auto-generated"))
        }
    }

    @Test(arguments: Engine.available)
    func whatDoesNotArriveIsTold(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let agent = bench.place.desk(.agent)
            let id = try await Self.open(bench, mail: "gone@example.com")
            _ = try await agent.perform(
                AssignCase.self,
                ["case": id, "assignee": .string(bench.place.user(.agent).description)])
            _ = try await agent.perform(ReplyToCase.self, ["case": id, "text": "Hello"])
            try await bench.go()
            let way = try #require(try await Self.thread(bench, id).first?["way"])
            #expect(way["state"] == "bounced" && way["reason"] == "noSuchAddress")
            let notices = try await agent.perform(ListNotices.self, [:]).json["items"]?.array
            #expect(notices?.contains { $0["kind"] == "undelivered" && $0["case"] == id } == true)
        }
    }

    /// An address that is shut out takes no answers: whoever wrote one is told, in the thread and
    /// in their inbox.
    @Test(arguments: Engine.available)
    func whatIsNotSentAtAllIsToldToo(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let agent = bench.place.desk(.agent)
            let id = try await Self.open(bench)
            _ = try await agent.perform(
                AssignCase.self,
                ["case": id, "assignee": .string(bench.place.user(.agent).description)])
            _ = try await bench.manager.perform(
                AddSuppression.self,
                ["kind": "mail", "address": "LI@example.com", "reason": "complained"])
            _ = try await agent.perform(ReplyToCase.self, ["case": id, "text": "Hello"])
            try await bench.go()
            #expect(try await sink.count("kept") == 0)
            let way = try #require(try await Self.thread(bench, id).first?["way"])
            #expect(way["state"] == "cancelled" && way["reason"] == "complained")
            let notices = try await agent.perform(ListNotices.self, [:]).json["items"]?.array
            #expect(notices?.filter { $0["kind"] == "undelivered" }.count == 1)
            let events = try await database.read {
                try $0.rows("SELECT kind FROM events WHERE kind = 'message.cancelled'") {
                    $0.text(0)
                }
            }
            #expect(events.count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func withoutAWayAReplyStaysInTheThread(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let agent = bench.place.desk(.agent)
            let id = try await Self.open(bench, mail: nil)
            let way = try await agent.perform(ShowReplyWay.self, ["case": id]).json
            #expect(way["kind"] == .null && way["isSetUp"] == false)
            _ = try await agent.perform(ReplyToCase.self, ["case": id, "text": "By phone"])
            try await bench.go()
            #expect(try await sink.count("kept") == 0)
            #expect(try await Self.thread(bench, id).first?["way"] == .null)
            let page = await #expect(throws: Refusal.self) {
                try await agent.perform(MakeCasePage.self, ["case": id, "send": true])
            }
            #expect(page?.code == "noAddress")
        }
    }

    @Test(arguments: Engine.available)
    func theCustomersPageIsSentOnce(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let agent = bench.place.desk(.agent)
            let id = try await Self.open(bench)
            for _ in 0..<2 {
                _ = try await agent.perform(MakeCasePage.self, ["case": id, "send": true])
            }
            try await bench.go()
            #expect(try await sink.count("kept") == 1)
            let token = try await bench.token("/c/", in: bench.mail(to: "li@example.com"))
            #expect(token.count == 64)
        }
    }
}
