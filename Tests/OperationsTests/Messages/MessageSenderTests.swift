import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

@Suite struct MessageSenderTests {
    /// Puts messages into the outbox as the product does.
    static func send(_ addresses: [String], _ desk: Desk, purpose: Message.Purpose = .service)
        async throws
    {
        try await desk.write { ledger in
            let terms = try ledger.sendingTerms()
            for address in addresses {
                try ledger.send(
                    .mail(
                        to: address, subject: "Hello 您好", text: "How was it?", purpose: purpose,
                        key: "test/\(address)"), terms)
            }
        }
    }

    static func states(_ desk: Desk) async throws -> [String: Int] {
        let messages = try await desk.perform(ListMessages.self, ["limit": 200]).items
        return Dictionary(grouping: messages, by: \.message.state.rawValue).mapValues(\.count)
    }

    static func sender(_ test: TestHouse, _ holder: String = "a") -> MessageSender {
        MessageSender(test.house, holder: holder) { Issue.record("\($0)") }
    }

    @Test(arguments: Engine.available)
    func theSameCauseSendsOnce(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let test = TestHouse(database, outside: sink.outside)
            let desk = try await test.workspace().desk(.administrator)
            for _ in 0..<3 { try await Self.send(["han@example.com"], desk) }
            try await Self.sender(test).drain()
            try await Self.sender(test).drain()
            #expect(try await sink.count("kept") == 1)
            #expect(try await Self.states(desk) == ["sent": 1])
            let mail = try #require(try await sink.messages().first?["text"]?.string)
            let sent = try #require(try await desk.perform(ListMessages.self, [:]).items.first)
            #expect(mail.contains("Message-ID: <\(sent.message.id)@example.com>"))
            #expect(mail.contains("Auto-Submitted: auto-generated"))
            // What was said is not kept once it has arrived.
            #expect(sent.message.content.isEmpty)
        }
    }

    /// The answer to the last dot is lost: it goes out again, as the same message.
    @Test(arguments: Engine.available)
    func sentButUnacknowledgedGoesAgainUnderTheSameName(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let test = TestHouse(database, outside: sink.outside)
            let desk = try await test.workspace().desk(.administrator)
            try await Self.send(["silent@example.com", "b@example.com"], desk)
            try await Self.sender(test).drain()
            #expect(try await Self.states(desk) == ["sent": 1, "waiting": 1])
            let waiting = try await desk.perform(ListMessages.self, ["state": "waiting"]).items
            #expect(waiting.first?.message.detail?.hasPrefix("in doubt") == true)
            test.pass(.seconds(3))
            try await Self.sender(test).drain()
            #expect(try await Self.states(desk) == ["sent": 2])
            let stats = try await sink.stats()
            #expect(stats["kept"] == 3 && stats["unique"] == 2 && stats["doubled"] == 1)
        }
    }

    @Test(arguments: Engine.available)
    func refusalsAreFinalAndPutTheAddressAway(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let test = TestHouse(database, outside: sink.outside)
            let desk = try await test.workspace().desk(.administrator)
            try await Self.send(["gone@example.com", "full@example.com", "b@example.com"], desk)
            for _ in 0..<Message.triesMost {
                try await Self.sender(test).drain()
                test.pass(.hours(8))
            }
            #expect(try await Self.states(desk) == ["sent": 1, "bounced": 1, "failed": 1])
            let failed = try await desk.perform(ListMessages.self, ["state": "failed"]).items[0]
            #expect(failed.message.tries == Message.triesMost && failed.message.reason == "later")
            #expect(failed.message.detail?.contains("4.2.2") == true)
            let away = try await desk.perform(ListSuppressions.self, [:]).items
            #expect(away.map(\.suppression.address) == ["gone@example.com"])
            // The next one to that address never leaves.
            _ = try await desk.write { ledger in
                try ledger.send(
                    .mail(
                        to: "Gone@example.com", subject: "x", text: "y", purpose: .service,
                        key: "again"), try ledger.sendingTerms())
            }
            try await Self.sender(test).drain()
            #expect(try await Self.states(desk)["cancelled"] == 1)
            // A person tries the one that was given up again.
            _ = try await desk.perform(
                RetryMessage.self, ["message": .string("\(failed.message.id)")])
            #expect(try await Self.states(desk)["waiting"] == 1)
            await #expect(throws: Refusal.self) {
                try await desk.perform(
                    RetryMessage.self, ["message": .string("\(failed.message.id)")])
            }
        }
    }

    @Test(arguments: Engine.available)
    func aDroppedConnectionLosesNothing(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let test = TestHouse(database, outside: sink.outside)
            let desk = try await test.workspace().desk(.administrator)
            try await sink.control(["dropEvery": 5])
            try await Self.send((0..<40).map { "c\($0)@example.com" }, desk)
            for _ in 0..<4 {
                try await Self.sender(test).drain()
                test.pass(.minutes(3))
            }
            #expect(try await Self.states(desk) == ["sent": 40])
            let stats = try await sink.stats()
            #expect(stats["unique"] == 40 && stats["doubled"] == 0)
            #expect((stats["dropped"]?.integer ?? 0) >= 8)
        }
    }

    /// Two senders on one outbox, one of which dies holding messages.
    @Test(arguments: Engine.available)
    func whoDiesLosesWhatItHolds(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let test = TestHouse(database, outside: sink.outside)
            let desk = try await test.workspace().desk(.administrator)
            try await Self.send((0..<60).map { "c\($0)@example.com" }, desk)
            let now = test.now
            let workspace = desk.workspace
            let held = try await database.write { connection in
                try Messages.claim(
                    .init(holder: "dead", end: now + .seconds(75), limit: 20, terms: .init()),
                    in: workspace, at: now, on: connection)
            }.taken
            #expect(held.count == 20)
            async let one = Self.sender(test, "a").drain()
            async let two = Self.sender(test, "b").drain()
            #expect(try await one + two == 40)
            #expect(try await Self.states(desk) == ["sent": 40, "waiting": 20])
            test.pass(.seconds(80))
            try await Self.sender(test).drain()
            let stats = try await sink.stats()
            #expect(stats["unique"] == 60 && stats["doubled"] == 0)
            // The dead one comes back and settles what is no longer its own: nothing changes.
            let isSettled = try await desk.write { ledger -> Bool in
                var late = held[0]
                late.settle(.never(reason: "later", detail: ""), at: ledger.now, chance: 1)
                return try ledger.settle(late, holder: "dead", source: "smtp")
            }
            #expect(!isSettled)
            #expect(try await Self.states(desk) == ["sent": 60])
        }
    }

    @Test(arguments: Engine.available)
    func aStormIsHeldBack(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let test = TestHouse(database, outside: sink.outside)
            let desk = try await test.workspace().desk(.administrator)
            _ = try await desk.perform(
                EditSending.self, ["limits": ["perHour": 10, "perAddressHour": 2]])
            try await desk.write { ledger in
                let terms = try ledger.sendingTerms()
                for number in 0..<4 {
                    try ledger.send(
                        .mail(
                            to: "one@example.com", subject: "x", text: "y", purpose: .service,
                            key: "one/\(number)"), terms)
                }
            }
            try await Self.sender(test).drain()
            #expect(try await Self.states(desk) == ["sent": 2, "waiting": 2])
            try await Self.send((0..<20).map { "c\($0)@example.com" }, desk)
            try await Self.sender(test).drain()
            #expect(try await Self.states(desk) == ["sent": 10, "waiting": 14])
            let counts = try await desk.perform(CountMessages.self, [:])
            #expect(counts.lately == 10 && counts.perHour == 10)
            for _ in 0..<3 {
                test.pass(.minutes(62))
                try await Self.sender(test).drain()
            }
            #expect(try await Self.states(desk) == ["sent": 24])
        }
    }
}
