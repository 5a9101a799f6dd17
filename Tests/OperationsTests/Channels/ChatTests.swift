import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// The chat of a company's own site, from the visitor's first word to the mail after they left.
@Suite struct ChatTests {
    static let token = String(repeating: "a1", count: 32)
    static let site = "https://shop.example.com"

    static func save(_ desk: Desk, _ more: JSON.Object = .init()) async throws -> ID<Channel> {
        var door = JSON.Object([
            .init(key: "title", value: ["zh": "在线咨询", "en": "Ask us"]),
            .init(key: "origins", value: [.string(site)]),
        ])
        for member in more.members { door[member.key] = member.value }
        return try await desk.perform(
            CreateChannel.self,
            ["document": ["name": "Shop", "kind": "chat", "chat": .object(door)]]
        ).id
    }

    static func said(_ text: String, key: String, mail: String? = nil) -> Chat.Said {
        Chat.Said(
            text: text, key: key, name: "Wu", mail: mail, language: "en",
            page: site + "/cart")
    }

    static func rounds(_ house: House) async throws {
        try await IncomingRounds(house, holder: "a") { Issue.record("\($0)") }.round()
    }

    static func mails(_ bench: MailingBench) async throws {
        try await ChatRounds(bench.test.house, holder: "a") { Issue.record("\($0)") }.round()
        try await bench.go()
    }

    static func refusal(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let refusal as Refusal {
            return refusal.faults.first?.code ?? refusal.code
        } catch {
            return "\(error)"
        }
    }

    /// A conversation that has begun; its case.
    static func begin(
        _ chat: Chat, _ desk: Desk, token: String = token, mail: String? = nil
    ) async throws -> JSON {
        try await chat.write(
            said("Where is my parcel?", key: "first-01", mail: mail), token: token, from: "a")
        try await rounds(desk.house)
        let cases = try await desk.perform(ListCases.self, ["status": "any"]).json["items"]?.array
        return try #require(cases?.first?["id"])
    }

    @Test(arguments: Engine.available)
    func aVisitorWritesAndIsAnsweredInTheSameConversation(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let agent = place.desk(.agent)
            let id = try await Self.save(place.desk(.administrator))
            let chat = try await Chat.open(id, in: test.house)
            let first = Self.said("Where is my parcel?", key: "first-01")
            // The same twice, as a page sends that did not hear the answer.
            for _ in 0..<2 { try await chat.write(first, token: Self.token, from: "a") }
            var lines = try await chat.thread(Self.token, from: "a").lines
            #expect(lines.map(\.text) == ["Where is my parcel?"], "kept before it is a message")
            #expect(lines[0].id == nil && lines[0].key == "first-01")
            try await Self.rounds(test.house)
            let found = try await agent.perform(ListCases.self, [:]).json["items"]?.array ?? []
            let one = try #require(found.first)
            #expect(found.count == 1 && one["channel"] == "chat")
            #expect(one["customerName"] == "Wu")
            _ = try await agent.perform(
                ReplyToCase.self, ["case": one["id"] ?? .null, "text": "On its way"])
            _ = try await agent.perform(
                NoteOnCase.self, ["case": one["id"] ?? .null, "text": "Odd fellow"])
            try await chat.write(
                Self.said("Thank you", key: "second-2"), token: Self.token, from: "a")
            try await Self.rounds(test.house)
            lines = try await chat.thread(Self.token, from: "a").lines
            #expect(lines.map(\.text) == ["Where is my parcel?", "On its way", "Thank you"])
            #expect(lines.map(\.isMine) == [true, false, true], "and no note")
            let thread =
                try await agent.perform(
                    ListCaseMessages.self, ["case": one["id"] ?? .null]
                ).json["items"]?.array ?? []
            let notes = thread.filter { $0["kind"] == "note" }.compactMap { $0["text"]?.string }
            #expect(notes.contains { $0.contains(Self.site + "/cart") })
            #expect(thread.first { $0["kind"] == "reply" }?["way"]?["seen"] == false)
            try await chat.note(
                Self.token, isTyping: nil, seen: lines.compactMap(\.id).max(), from: "a")
            let seen =
                try await agent.perform(
                    ListCaseMessages.self, ["case": one["id"] ?? .null]
                ).json["items"]?.array ?? []
            #expect(seen.first { $0["kind"] == "reply" }?["way"]?["seen"] == true)
            let stored = try await test.house.database.read {
                try $0.rows("SELECT token_hash FROM chat_visitors") { $0.text(0) }
            }
            #expect(stored.count == 1 && !stored.contains(Self.token), "only its hash is kept")
        }
    }

    /// A person's answer stops the clock; what a program writes does not.
    @Test(arguments: Engine.available)
    func automaticWordsAreNoResponse(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let agent = place.desk(.agent)
            let id = try await Self.save(place.desk(.administrator))
            let chat = try await Chat.open(id, in: test.house)
            let one = try await Self.begin(chat, agent)
            func clock() async throws -> JSON? {
                let clocks = try await agent.perform(ShowCase.self, ["case": one]).json["clocks"]
                return clocks?.array?.first { $0["kind"] == "first_response" }?["state"]
            }
            _ = try await agent.perform(
                ReplyToCase.self, ["case": one, "text": "We got it", "automatic": true])
            let automatic = try await chat.thread(Self.token, from: "a").lines.last
            #expect(automatic?.isAutomatic == true)
            #expect(try await clock() == "running")
            _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": "Hello"])
            #expect(try await clock() == "met")
        }
    }

    @Test(arguments: Engine.available)
    func aTokenOpensItsOwnConversationAndNothingElse(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let administrator = place.desk(.administrator)
            let agent = place.desk(.agent)
            let id = try await Self.save(administrator)
            let other = try await Self.save(administrator)
            let chat = try await Chat.open(id, in: test.house)
            let one = try await Self.begin(chat, agent)
            let second = String(repeating: "b2", count: 32)
            try await chat.write(
                Self.said("Another matter", key: "third-03"), token: second, from: "b")
            try await Self.rounds(test.house)
            // Both in one case, as a person may join them: still each sees only their own.
            let cases = try await agent.perform(ListCases.self, [:]).json["items"]?.array ?? []
            let last = try #require(cases.compactMap { $0["id"] }.first { $0 != one })
            _ = try await agent.perform(MergeCases.self, ["case": last, "into": one])
            _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": "To the last"])
            let mine = try await chat.thread(Self.token, from: "a").lines.map(\.text)
            let theirs = try await chat.thread(second, from: "b").lines.map(\.text)
            #expect(mine == ["Where is my parcel?"])
            #expect(theirs == ["Another matter", "To the last"])
            // A token of one channel says nothing at another, nor does one that nobody made.
            let elsewhere = try await Chat.open(other, in: test.house)
            for (door, token) in [(elsewhere, Self.token), (chat, "0" + Self.token.dropFirst())] {
                #expect(
                    await Self.refusal { _ = try await door.thread(token, from: "a") }
                        == "noSuchChat")
                #expect(
                    await Self.refusal {
                        try await door.giveMail("x@example.com", token: token, from: "a")
                    } == "noSuchChat")
            }
            #expect(
                await Self.refusal {
                    try await elsewhere.write(
                        Self.said("Hello", key: "fourth-4"), token: Self.token, from: "a")
                } == "noSuchChat")
            // After thirty days nobody can take it up again.
            test.pass(.days(30))
            #expect(
                await Self.refusal { _ = try await chat.thread(Self.token, from: "a") }
                    == "noSuchChat")
            let rounds = ChatRounds(test.house, holder: "a") { Issue.record("\($0)") }
            try await rounds.round()
            try await rounds.forget()
            let left = try await test.house.database.read {
                try $0.first("SELECT COUNT(*) FROM chat_visitors") { $0.int(0) }
            }
            #expect(left == 0)
        }
    }

    /// Somebody's address is not proven by writing it: another's cases stay another's.
    @Test(arguments: Engine.available)
    func nobodyBecomesACustomerByNamingTheirAddress(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let customer = try await bench.customer("li", mail: "li@example.com")
            let agent = bench.place.desk(.agent)
            let id = try await Self.save(bench.place.desk(.administrator))
            let chat = try await Chat.open(id, in: bench.test.house)
            let one = try await Self.begin(chat, agent, mail: "li@example.com")
            let shown = try await agent.perform(ShowCase.self, ["case": one]).json
            #expect(shown["customer"]?.string != customer)
            let doubles = try await bench.manager.perform(ListCustomerDoubles.self, [:]).json
            #expect(doubles["items"]?.array?.count == 1, "a person decides whether they are one")
        }
    }

    @Test(arguments: Engine.available)
    func whoHasLeftIsAnsweredByMailOnce(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let (house, agent) = (bench.test.house, bench.place.desk(.agent))
            let id = try await Self.save(bench.place.desk(.administrator))
            let chat = try await Chat.open(id, in: house)
            let one = try await Self.begin(chat, agent, mail: "wu@example.com")
            let (number, _) = try await chat.watch(Self.token, from: "a")
            for text in ["First part", "Second part"] {
                _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": .string(text)])
            }
            bench.test.pass(.minutes(4))
            try await house.database.write {
                let all: [ID<ChatVisitor>] = try $0.rows("SELECT id FROM chat_visitors") {
                    $0.id(0)
                }
                try ChatVisitors.note(
                    all, here: bench.test.now, in: bench.place.id, on: $0)
            }
            try await Self.mails(bench)
            #expect(try await sink.count("kept") == 0, "whoever is there reads it there")
            await house.chats.leave(number)
            bench.test.pass(.minutes(2))
            async let left: Void = Self.mails(bench)
            async let right: Void = Self.mails(bench)
            _ = try await (left, right)
            #expect(try await sink.count("kept") == 1)
            let mail = try await bench.mail(to: "wu@example.com")
            #expect(mail.contains("First part") && mail.contains("Second part"))
            #expect(mail.contains("[ref:"))
            bench.test.pass(.hours(1))
            try await Self.mails(bench)
            #expect(try await sink.count("kept") == 1, "once")
            let thread = try await CaseRepliesTests.thread(bench, one)
            let ways = thread.filter { $0["kind"] == "reply" }.map { $0["way"] }
            #expect(ways.allSatisfy { $0?["mailed"] == "wu@example.com" && $0?["state"] == "sent" })
            // What was said since goes on its own, and what was seen never.
            _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": "Third part"])
            let last = try await chat.thread(Self.token, from: "a").lines.compactMap(\.id).max()
            try await chat.note(Self.token, isTyping: nil, seen: last, from: "a")
            bench.test.pass(.minutes(10))
            try await Self.mails(bench)
            #expect(try await sink.count("kept") == 1)
            await house.chats.close()
        }
    }

    @Test(arguments: Engine.available)
    func anAddressGivenLaterGetsWhatWasMissed(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let agent = bench.place.desk(.agent)
            let id = try await Self.save(bench.place.desk(.administrator))
            let chat = try await Chat.open(id, in: bench.test.house)
            let one = try await Self.begin(chat, agent)
            _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": "It is here"])
            bench.test.pass(.minutes(4))
            try await Self.mails(bench)
            #expect(try await sink.count("kept") == 0, "no address, no mail")
            #expect(
                await Self.refusal {
                    try await chat.giveMail("nobody", token: Self.token, from: "a")
                } == "notAnAddress")
            try await chat.giveMail("wu@example.com", token: Self.token, from: "a")
            bench.test.pass(.minutes(4))
            try await Self.mails(bench)
            #expect(try await bench.mail(to: "wu@example.com").contains("It is here"))
            // Their answer by mail joins the case, and the next one goes by mail.
            let way = try await CaseRepliesTests.thread(bench, one).first { $0["kind"] == "reply" }
            #expect(way?["way"]?["reference"]?.string != nil)
        }
    }

    @Test(arguments: Engine.available)
    func itSaysWhetherAnybodyIsThere(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let administrator = place.desk(.administrator)
            #expect(
                await Self.refusal {
                    _ = try await Self.save(
                        administrator, .init([.init(key: "calendar", value: "no-such")]))
                } == "noSuchCalendar")
            _ = try await administrator.perform(
                SaveDocument<CalendarDocuments>.self,
                [
                    "text": """
                    key: desk
                    name: {zh: 前台, en: Desk}
                    zone: Asia/Shanghai
                    week: {monday: ['09:00-18:00']}
                    """
                ])
            let id = try await Self.save(
                administrator, .init([.init(key: "calendar", value: "desk")]))
            var chat = try await Chat.open(id, in: test.house)
            #expect(chat.isOpen && !chat.isAttended, "nobody has signed in")
            _ = try await Desk(test.house, actor: .respondent(in: place.id)).perform(
                SignIn.self, ["login": "viewer", "password": .string(TestWorkspace.password)])
            chat = try await Chat.open(id, in: test.house)
            #expect(!chat.isAttended, "whoever only looks on answers nobody")
            _ = try await Desk(test.house, actor: .respondent(in: place.id)).perform(
                SignIn.self, ["login": "agent", "password": .string(TestWorkspace.password)])
            chat = try await Chat.open(id, in: test.house)
            #expect(chat.isOpen && chat.isAttended && chat.opensAt == nil)
            test.pass(.hours(2))
            chat = try await Chat.open(id, in: test.house)
            #expect(!chat.isOpen && !chat.isAttended)
            #expect(chat.opensAt == TestHouse.start + .hours(7 * 24 - 8))
        }
    }

    @Test(arguments: Engine.available)
    func floodsAndNonsenseAreRefused(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let id = try await Self.save(place.desk(.administrator))
            let chat = try await Chat.open(id, in: test.house)
            func write(
                _ text: String, _ key: String, _ token: String = Self.token, from: String = "a",
                mail: String? = nil
            ) async -> String? {
                await Self.refusal {
                    try await chat.write(
                        Self.said(text, key: key, mail: mail), token: token, from: from)
                }
            }
            #expect(await write("  ", "key-0001") == "required")
            #expect(await write(String(repeating: "长", count: 4_001), "key-0001") == "tooLong")
            #expect(await write("Hi", "a/b/c/d/e") == "notKey")
            #expect(await write("Hi", "key-0001", "short") == "required")
            #expect(await write("Hi", "key-0001", mail: "wu@") == "notAnAddress")
            for number in 0..<Chat.mostNewOfAddress {
                let token = "\(1_000 + number)" + String(repeating: "c", count: 60)
                #expect(await write("Hi", "key-0001", token) == nil)
            }
            // Many tokens from one place; one that is known goes on, and so do others elsewhere.
            let more = String(repeating: "d", count: 64)
            #expect(await write("Hi", "key-0001", more) == "tooManyRequests")
            #expect(await write("Hi", "key-0001", more, from: "b") == nil)
            for number in 0..<Chat.mostLines {
                #expect(await write("Line \(number)", "line-\(1_000 + number)", more) == nil)
            }
            #expect(await write("Another", "line-9999", more) == "tooManyRequests")
            test.pass(.minutes(16))
            #expect(await write("Another", "line-9999", more) == nil)
            for _ in 0..<Chat.mostMisses {
                #expect(
                    await Self.refusal {
                        _ = try await chat.thread(String(repeating: "e", count: 64), from: "c")
                    } == "noSuchChat")
            }
            #expect(
                await Self.refusal {
                    _ = try await chat.thread(String(repeating: "e", count: 64), from: "c")
                } == "tooManyRequests")
        }
    }
}
