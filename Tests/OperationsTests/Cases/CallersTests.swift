import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

/// Who calls or stands at the counter is known by number or address, or made known.
@Suite struct CallersTests {
    @Test(arguments: Engine.available)
    func aCallerIsFoundOrMadeKnown(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let agent = try await test.workspace().desk(.agent)
            func open(_ more: KeyValuePairs<String, JSON>) async throws -> JSON {
                var raw = JSON.Object([
                    .init(key: "title", value: "Cold room"), .init(key: "channel", value: "phone"),
                ])
                for (name, value) in more { raw[name] = value }
                return try await agent.perform(OpenCase.self, raw).json
            }
            let first = try await open(["name": "Li Mei", "phone": "139 0000 0000"])
            let again = try await open(["phone": "139-0000-0000", "mail": "li@example.com"])
            #expect(first["customer"] == again["customer"] && first["customer"] != .null)
            #expect(first["customerName"] == "Li Mei")
            let mail = try await open(["name": "Wu", "mail": "Wu@Example.com"])
            #expect(try await open(["mail": "Wu@example.com"])["customer"] == mail["customer"])
            // A name is not enough to be taken for somebody else.
            let named = try await open(["name": "Li Mei"])
            #expect(named["customer"] != first["customer"] && named["customerName"] == "Li Mei")
            #expect(try await open([:])["customer"] == .null)
            for wrong: KeyValuePairs<String, JSON> in [["phone": "room 5"], ["mail": "li@"]] {
                await #expect(throws: Refusal.self) { _ = try await open(wrong) }
            }
        }
    }

    /// A concern that is split off is answered where it came from, and the conversation goes on
    /// in the case that it was split from.
    @Test(arguments: Engine.available)
    func whatIsSplitOffIsAnsweredTheSameWay(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let agent = place.desk(.agent)
            let chat = try await Chat.open(
                try await ChatTests.save(place.desk(.administrator)), in: test.house)
            let one = try await ChatTests.begin(chat, agent)
            let thread = try await agent.perform(ListCaseMessages.self, ["case": one]).json
            let message = try #require(
                thread["items"]?.array?.first { $0["kind"] == "received" }?["id"])
            let split = try await agent.perform(
                SplitCase.self, ["case": one, "message": message, "title": "Another thing"]
            ).json["id"]
            _ = try await agent.perform(
                ReplyToCase.self, ["case": split ?? .null, "text": "As to that"])
            try await chat.write(
                ChatTests.said("And the first?", key: "second-2"), token: ChatTests.token,
                from: "a")
            try await ChatTests.rounds(test.house)
            let lines = try await chat.thread(ChatTests.token, from: "a").lines.map(\.text)
            #expect(lines == ["Where is my parcel?", "As to that", "And the first?"])
            let old = try await agent.perform(ListCaseMessages.self, ["case": one]).json
            let received = old["items"]?.array?.filter { $0["kind"] == "received" } ?? []
            #expect(
                received.map { $0["text"] } == ["And the first?", "Where is my parcel?"],
                "newest first, in the case that it was split from")
        }
    }
}
