import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Programs bring messages: signed, each once.
@Suite struct WebhookInTests {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    /// A webhook channel; its id.
    static func channel(_ desk: Desk, _ more: JSON.Object = .init()) async throws -> ID<Channel> {
        var door = JSON.Object([.init(key: "secret", value: .string(secret))])
        for member in more.members { door[member.key] = member.value }
        return try await desk.perform(
            CreateChannel.self,
            ["document": ["name": "Reviews", "kind": "webhook", "webhook": .object(door)]]
        ).id
    }

    static func call(
        _ body: JSON, id: String = "m1", at now: Instant, secret: String = secret
    ) -> ChannelCall {
        let time = "\(now.wholeSeconds)"
        let signature = WebhookSignature.text(id: id, time: time, body: body.bytes, secret: secret)
        let headers = [
            "webhook-id": id, "webhook-timestamp": time,
            "webhook-signature": "v1,AAAA \(signature)",
        ]
        return ChannelCall(query: [:], header: { headers[$0] }, body: body.bytes)
    }

    /// The example of the standard's own description, checked with Python's hmac.
    @Test func theSignatureIsThatOfTheStandard() {
        #expect(
            WebhookSignature.text(
                id: "msg_p5jXN8AQM9LWM0D4loKWxJek", time: "1614265330",
                body: Array("{\"test\": 2432232314}".utf8), secret: Self.secret)
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(arguments: Engine.available)
    func eachMessageOnceAndOnlySigned(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let house = bench.test.house
            let desk = bench.place.desk(.administrator)
            let id = try await Self.channel(
                desk,
                JSON.Object([
                    .init(
                        key: "mapping",
                        value: [
                            "text": "body.review.words", "sender": "body.review.author.id",
                            "name": "body.review.author.name", "channel": "'review'",
                            "thread": "body.review.order", "title": "body.tags.0",
                        ]),
                    .init(key: "answersBy", value: "crm"),
                ]))
            _ = try await desk.perform(
                EditSending.self,
                [
                    "webhooks": [
                        ["name": "crm", "url": .string(sink.url + "/crm"), "secret": "s3cret"]
                    ]
                ])
            func body(_ words: String) -> JSON {
                [
                    "tags": ["Cold soup"],
                    "review": [
                        "words": .string(words), "order": 77, "author": ["id": "u9", "name": "Wu"],
                    ],
                ]
            }
            let now = bench.test.now
            func refused(_ call: ChannelCall) async -> String? {
                do {
                    _ = try await call.perform(id, in: house)
                    return nil
                } catch {
                    return (error as? Refusal)?.code
                }
            }
            #expect(
                await refused(Self.call(body("a"), at: now, secret: "another secret"))
                    == "webhookForged")
            #expect(
                await refused(Self.call(body("a"), at: now - .minutes(6))) == "webhookOld")
            #expect(
                await refused(ChannelCall(query: [:], header: { _ in nil }, body: [1]))
                    == "webhookUnsigned")
            let first = try await Self.call(body("It was cold"), at: now).perform(id, in: house)
            let again = try await Self.call(body("It was cold"), at: now).perform(id, in: house)
            #expect(first.status == 202 && first.body == again.body)
            #expect(await refused(Self.call(body("Other words"), at: now)) == "webhookIdReused")
            _ = try await Self.call(body("Still cold"), id: "m2", at: now).perform(id, in: house)
            _ = try await Self.call(["no": "text"], id: "m3", at: now).perform(id, in: house)
            let rounds = IncomingRounds(house, holder: "a") { Issue.record("\($0)") }
            try await rounds.round()
            try await rounds.round()
            let agent = bench.place.desk(.agent)
            let cases = try await agent.perform(ListCases.self, [:]).json["items"]?.array ?? []
            let one = try #require(cases.first)
            #expect(cases.count == 1 && one["channel"] == "review")
            #expect(one["title"]?["en"] == "Cold soup")
            let thread = try await CaseRepliesTests.thread(bench, one["id"] ?? .null)
            #expect(thread.map { $0["text"] } == ["Still cold", "It was cold"])
            let aside = try await agent.perform(ListIncoming.self, ["state": "aside"]).items
            #expect(aside.map(\.incoming.reason) == ["refused"])
            // The answer goes back as the program wants it.
            _ = try await agent.perform(
                ReplyToCase.self, ["case": one["id"] ?? .null, "text": "Sorry"])
            try await bench.go()
            let call = try #require(try await sink.calls().first)
            let said = try JSON(parsing: Array((call["body"]?.string ?? "").utf8))
            #expect(said["type"] == "case.replied" && said["data"]?["to"] == "u9")
            #expect(said["data"]?["text"] == "Sorry")
        }
    }

    @Test(arguments: Engine.available)
    func theSameByTheAPI(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let id = try await Self.channel(place.desk(.administrator))
            func bring(_ key: JSON, _ text: JSON) async throws -> Incoming {
                try await place.desk(.agent).perform(
                    ReceiveIncoming.self,
                    [
                        "channel": .string(id.description), "id": key, "text": text,
                        "source": "weibo", "mail": "Wu@Example.com", "thread": "t1",
                    ]
                ).incoming
            }
            let first = try await bring("p1", "Nobody answers")
            #expect(first.state == .done && first.hasOpened)
            #expect(try await bring("p1", "Nobody answers").id == first.id)
            let second = try await bring("p2", "Hello?")
            #expect(second.caseID == first.caseID && !second.hasOpened)
            await #expect(throws: Refusal.self) { try await bring("p2", "Other") }
            await #expect(throws: Refusal.self) {
                try await place.desk(.viewer).perform(
                    ReceiveIncoming.self,
                    ["channel": .string(id.description), "id": "p3", "text": "x"])
            }
        }
    }
}
