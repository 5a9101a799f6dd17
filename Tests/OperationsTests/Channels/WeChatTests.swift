import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Recorded exchanges, written from the public descriptions of both interfaces; what the other
/// side encrypts and signs comes from openssl.
@Suite struct WeChatTests {
    static let aesKey = WeChatCipherTests.aesKey
    static let account = "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw"

    static func save(_ bench: MailingBench, _ kind: String, _ door: JSON) async throws -> ID<
        Channel
    > {
        try await bench.place.desk(.administrator).perform(
            CreateChannel.self,
            [
                "document": .object(
                    JSON.Object([
                        .init(key: "name", value: "Chat"), .init(key: "kind", value: .string(kind)),
                        .init(key: kind, value: door),
                    ]))
            ]
        ).id
    }

    static func wecom(_ bench: MailingBench) async throws -> ID<Channel> {
        try await save(
            bench, "wecom",
            [
                "corporation": "ww1234567890abcdef", "account": .string(account),
                "secret": "app-secret", "token": "QDG6eK", "aesKey": .string(aesKey),
                "api": .string(bench.sink.url),
            ])
    }

    static func wechat(_ bench: MailingBench, encrypted: Bool) async throws -> ID<Channel> {
        try await save(
            bench, "wechat",
            [
                "app": "wx5823bf96d3bd56c7", "secret": "app-secret", "token": "QDG6eK",
                "aesKey": encrypted ? .string(aesKey) : .null, "api": .string(bench.sink.url),
            ])
    }

    /// What the other side sends: `echo` to verify, else a message in XML.
    static func call(
        _ message: String, receiver: String, at now: Instant, isEcho: Bool = false,
        isPlain: Bool = false, nonce: String = "263014780"
    ) throws -> ChannelCall {
        let time = "\(now.wholeSeconds)"
        let vector = try WeChatVectors.make(
            token: "QDG6eK", aesKey: aesKey, receiver: receiver, time: time, nonce: nonce,
            message: message)
        var query = ["timestamp": time, "nonce": nonce]
        query["signature"] = vector["signature"]?.string
        query["msg_signature"] = vector["msgSignature"]?.string
        let sealed = vector["encrypted"]?.string ?? ""
        if isEcho {
            query["echostr"] = isPlain ? message : sealed
            return ChannelCall(query: query, header: { _ in nil }, body: nil)
        }
        let xml = isPlain ? message : "<xml><Encrypt><![CDATA[\(sealed)]]></Encrypt></xml>"
        return ChannelCall(query: query, header: { _ in nil }, body: Array(xml.utf8))
    }

    static func rounds(_ bench: MailingBench) async throws {
        try await IncomingRounds(bench.test.house, holder: "a") { Issue.record("\($0)") }.round()
    }

    static func refusal(_ call: ChannelCall, _ id: ID<Channel>, _ house: House) async -> String? {
        do {
            _ = try await call.perform(id, in: house)
            return nil
        } catch {
            return (error as? Refusal)?.code
        }
    }

    @Test(arguments: Engine.available)
    func weComFromTheCallbackToTheAnswer(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let id = try await Self.wecom(bench)
            let (house, now) = (bench.test.house, bench.test.now)
            let corporation = "ww1234567890abcdef"
            let echo = try await Self.call(
                "1616140317555161061", receiver: corporation, at: now, isEcho: true
            ).perform(id, in: house)
            #expect(echo.body == Array("1616140317555161061".utf8))
            let foreign = try Self.call("x", receiver: "ww-other", at: now)
            #expect(await Self.refusal(foreign, id, house) == "callbackForged")
            func message(_ number: Int, _ text: String) -> JSON {
                [
                    "msgid": .string("m\(number)"), "open_kfid": .string(Self.account),
                    "external_userid": "wmUser", "send_time": 1, "origin": 3,
                    "msgtype": "text", "text": ["content": .string(text)],
                ]
            }
            let entered: JSON = [
                "msgid": "e1", "origin": 4, "msgtype": "event",
                "event": ["event_type": "enter_session", "external_userid": "wmUser"],
            ]
            try await sink.control([
                "answers": [
                    "/cgi-bin/gettoken": [
                        "body": ["errcode": 0, "access_token": "T1", "expires_in": 7200]
                    ],
                    "/cgi-bin/kf/sync_msg": [
                        [
                            "body": [
                                "errcode": 0, "next_cursor": "c1", "has_more": 1,
                                "msg_list": .array([entered, message(1, "空调不制冷")]),
                            ]
                        ],
                        [
                            "body": [
                                "errcode": 0, "next_cursor": "c2", "has_more": 0,
                                "msg_list": .array([message(2, "已经两天了"), message(1, "空调不制冷")]),
                            ]
                        ],
                    ],
                    "/cgi-bin/kf/customer/batchget": [
                        "body": ["errcode": 0, "customer_list": [["nickname": "李梅"]]]
                    ],
                    "/cgi-bin/kf/service_state/get": [
                        ["body": ["errcode": 0, "service_state": 0]],
                        ["body": ["errcode": 0, "service_state": 1]],
                    ],
                    "/cgi-bin/kf/service_state/trans": ["body": ["errcode": 0]],
                    "/cgi-bin/kf/send_msg": [
                        ["body": ["errcode": 42_001, "errmsg": "access_token expired"]],
                        ["body": ["errcode": 0]],
                    ],
                ]
            ])
            let xml =
                "<xml><ToUserName><![CDATA[\(corporation)]]></ToUserName>"
                + "<Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[ENC]]></Token>"
                + "<OpenKfId><![CDATA[\(Self.account)]]></OpenKfId></xml>"
            for _ in 0..<2 {
                let said = try await Self.call(xml, receiver: corporation, at: now)
                    .perform(id, in: house)
                #expect(said.body == Array("success".utf8))
            }
            try await Self.rounds(bench)
            let agent = bench.place.desk(.agent)
            let cases = try await agent.perform(ListCases.self, [:]).json["items"]?.array ?? []
            let one = try #require(cases.first?["id"])
            #expect(cases.count == 1 && cases.first?["channel"] == "wecom")
            let thread = try await CaseRepliesTests.thread(bench, one)
            #expect(thread.map { $0["text"] } == ["已经两天了", "空调不制冷"])
            #expect(thread.first?["way"]?["joined"] == "conversation")
            let names = try await agent.perform(ListCustomers.self, [:]).items
            #expect(names.map(\.customer.name) == ["李梅"])
            let way = try await agent.perform(ShowReplyWay.self, ["case": one]).json
            #expect(way["kind"] == "wecom" && way["left"] == 5 && way["isSetUp"] == true)
            _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": "马上处理"])
            try await bench.go()
            let calls = try await sink.calls()
            let sent = calls.filter {
                $0["target"]?.string?.hasPrefix("/cgi-bin/kf/send_msg") == true
            }
            #expect(sent.count == 2, "the token was over, and was fetched anew")
            let bodies = try sent.map { try JSON(parsing: Array(($0["body"]?.string ?? "").utf8)) }
            #expect(bodies[0] == bodies[1] && bodies[1]["text"]?["content"] == "马上处理")
            #expect(bodies[1]["touser"] == "wmUser")
            let tokens = calls.filter {
                $0["target"]?.string?.hasPrefix("/cgi-bin/gettoken") == true
            }
            #expect(tokens.count == 2)
            #expect(
                try await CaseRepliesTests.thread(bench, one).first?["way"]?["state"] == "sent")
        }
    }

    /// States in which a program may not write, and the window that closes.
    @Test(arguments: Engine.available)
    func sessionsAndWindowsAreKept(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let id = try await Self.wechat(bench, encrypted: false)
            let house = bench.test.house
            func say(_ number: Int, _ text: String) async throws {
                let xml =
                    "<xml><FromUserName><![CDATA[oUser]]></FromUserName><CreateTime>1</CreateTime>"
                    + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[\(text)]]></Content>"
                    + "<MsgId>\(number)</MsgId></xml>"
                let answer = try await Self.call(
                    xml, receiver: "", at: bench.test.now, isPlain: true
                ).perform(id, in: house)
                #expect(answer.body == Array("success".utf8))
                try await Self.rounds(bench)
            }
            try await sink.control([
                "answers": [
                    "/cgi-bin/stable_token": ["body": ["access_token": "T", "expires_in": 7200]],
                    "/cgi-bin/message/custom/send": ["body": ["errcode": 0]],
                ]
            ])
            try await say(1, "在吗")
            try await say(1, "在吗")
            let agent = bench.place.desk(.agent)
            let one = try #require(
                try await agent.perform(ListCases.self, [:]).json["items"]?.array?.first?["id"])
            #expect(try await CaseRepliesTests.thread(bench, one).count == 1)
            for number in 0..<6 {
                _ = try await agent.perform(
                    ReplyToCase.self, ["case": one, "text": .string("第\(number)条")])
            }
            try await bench.go()
            let states = try await CaseRepliesTests.thread(bench, one).prefix(6).map {
                $0["way"]?["state"]
            }
            #expect(states == ["failed", "sent", "sent", "sent", "sent", "sent"])
            let last = try await CaseRepliesTests.thread(bench, one).first
            #expect(last?["way"]?["reason"] == "repliesUsedUp")
            #expect(
                try await sink.calls().filter {
                    $0["target"]?.string?.contains("custom/send") == true
                }.count == 5)
            // The customer speaks again: five more, for 48 hours.
            try await say(2, "在的话回一下")
            _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": "在"])
            bench.test.pass(.hours(48))
            _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": "太晚了"])
            let late = try await CaseRepliesTests.thread(bench, one).first
            #expect(late?["way"]?["reason"] == "windowClosed")
            try await say(3, "喂")
            let long = String(repeating: "长", count: 4_000)
            _ = try await agent.perform(
                ReplyToCase.self, ["case": one, "text": .string(long)])
            let tooLong = try await CaseRepliesTests.thread(bench, one).first
            #expect(tooLong?["way"]?["reason"] == "tooLong")
        }
    }

    @Test(arguments: Engine.available)
    func officialAccountsVerifyAndEncrypt(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let id = try await Self.wechat(bench, encrypted: true)
            let (house, now) = (bench.test.house, bench.test.now)
            let app = "wx5823bf96d3bd56c7"
            let echo = try await Self.call(
                "5837397576500011341", receiver: app, at: now, isEcho: true, isPlain: true
            ).perform(id, in: house)
            #expect(echo.body == Array("5837397576500011341".utf8))
            let image =
                "<xml><FromUserName><![CDATA[oUser]]></FromUserName><CreateTime>5</CreateTime>"
                + "<MsgType><![CDATA[image]]></MsgType><PicUrl><![CDATA[https://p.example/1]]>"
                + "</PicUrl><MsgId>9</MsgId></xml>"
            _ = try await Self.call(image, receiver: app, at: now).perform(id, in: house)
            let followed =
                "<xml><FromUserName><![CDATA[oNew]]></FromUserName><CreateTime>6</CreateTime>"
                + "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe]]></Event></xml>"
            _ = try await Self.call(followed, receiver: app, at: now).perform(id, in: house)
            // In the clear where encryption is set, with another nonce, or long ago: refused.
            let clear = try Self.call(image, receiver: app, at: now, isPlain: true)
            #expect(await Self.refusal(clear, id, house) == "badXML")
            let old = try Self.call(image, receiver: app, at: now - .hours(1))
            #expect(await Self.refusal(old, id, house) == "webhookOld")
            try await Self.rounds(bench)
            let agent = bench.place.desk(.agent)
            let cases = try await agent.perform(ListCases.self, [:]).json["items"]?.array ?? []
            #expect(cases.count == 1)
            let text = try await CaseRepliesTests.thread(bench, cases[0]["id"] ?? .null).first
            #expect(text?["text"] == "[picture] https://p.example/1")
            let window = try await database.read { [workspace = bench.place.id] connection in
                try ReplyWindows.find("oNew", of: id, in: workspace, on: connection)
            }
            #expect(window == ReplyWindow(ends: now + .minutes(1), left: 3))
        }
    }

    /// The other side cannot be reached: what was announced is fetched later.
    @Test(arguments: Engine.available)
    func anOutageLosesNothing(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let id = try await Self.wecom(bench)
            let corporation = "ww1234567890abcdef"
            try await sink.control(["answers": ["/cgi-bin/gettoken": ["status": 503]]])
            let xml =
                "<xml><Event>kf_msg_or_event</Event><Token>E</Token>"
                + "<OpenKfId>\(Self.account)</OpenKfId></xml>"
            _ = try await Self.call(xml, receiver: corporation, at: bench.test.now)
                .perform(id, in: bench.test.house)
            for _ in 0..<6 {
                try await Self.rounds(bench)
                bench.test.pass(.seconds(61))
            }
            let waiting = try await bench.place.desk(.agent).perform(
                ListIncoming.self, ["state": "waiting"]
            ).items
            #expect(waiting.count == 1)
            try await sink.control([
                "answers": [
                    "/cgi-bin/gettoken": ["body": ["access_token": "T", "expires_in": 7200]],
                    "/cgi-bin/kf/sync_msg": [
                        "body": [
                            "errcode": 0, "next_cursor": "c1", "has_more": 0,
                            "msg_list": [
                                [
                                    "msgid": "m1", "external_userid": "wmUser", "origin": 3,
                                    "msgtype": "text", "text": ["content": "你好"],
                                ]
                            ],
                        ]
                    ],
                ]
            ])
            try await Self.rounds(bench)
            let cases = try await bench.place.desk(.agent).perform(ListCases.self, [:]).json
            #expect(cases["items"]?.array?.count == 1)
        }
    }
}
