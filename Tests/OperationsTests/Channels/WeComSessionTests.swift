import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Conversations of WeCom's customer service in their five states, after the public description of
/// `service_state/get`, `service_state/trans`, `send_msg_on_event` and `session_status_change`.
@Suite struct WeComSessionTests {
    /// A workspace with an account, and the other side's answers.
    private struct Exchange {
        let bench: MailingBench
        let channel: ID<Channel>

        init(_ database: any Database, _ sink: Sink, _ more: JSON = [:]) async throws {
            bench = try await MailingBench(database, sink)
            channel = try await WeChatTests.wecom(bench)
            guard more != [:] else { return }
            let stored = try await bench.place.desk(.administrator).perform(
                ListChannels.self, [:]
            ).items.first?.document["wecom"]
            var account = stored?.object ?? .init()
            for name in ["hasSecret", "hasToken", "hasAesKey"] { account[name] = nil }
            for member in more.object?.members ?? [] { account[member.key] = member.value }
            _ = try await bench.place.desk(.administrator).perform(
                EditChannel.self,
                [
                    "channel": .string("\(channel)"),
                    "document": ["wecom": .object(account)],
                ])
        }

        var agent: Desk { bench.place.desk(.agent) }

        /// What the customer or the system says next, in states one after the other.
        func hear(_ messages: [JSON], _ cursor: String, states: [JSON] = []) async throws {
            try await answer(messages, cursor, states)
            let xml =
                "<xml><Event>kf_msg_or_event</Event><Token>E</Token>"
                + "<OpenKfId>\(WeChatTests.account)</OpenKfId></xml>"
            _ = try await WeChatTests.call(
                xml, receiver: "ww1234567890abcdef", at: bench.test.now, nonce: cursor
            ).perform(channel, in: bench.test.house)
            try await WeChatTests.rounds(bench)
        }

        func answer(_ messages: [JSON], _ cursor: String, _ states: [JSON]) async throws {
            try await bench.sink.control([
                "answers": [
                    "/cgi-bin/gettoken": ["body": ["access_token": "T", "expires_in": 7200]],
                    "/cgi-bin/kf/sync_msg": [
                        "body": [
                            "errcode": 0, "next_cursor": .string(cursor), "has_more": 0,
                            "msg_list": .array(messages),
                        ]
                    ],
                    "/cgi-bin/kf/service_state/get": .array(
                        states.map { ["body": $0] }),
                    "/cgi-bin/kf/service_state/trans": [
                        "body": ["errcode": 0, "msg_code": .string("MC-\(cursor)")]
                    ],
                    "/cgi-bin/kf/send_msg": ["body": ["errcode": 0]],
                    "/cgi-bin/kf/send_msg_on_event": ["body": ["errcode": 0]],
                ]
            ])
        }

        /// Bodies of the calls of one path, in order.
        func calls(_ path: String) async throws -> [JSON] {
            try await bench.sink.calls().filter {
                $0["target"]?.string?.hasPrefix("/cgi-bin/kf/\(path)?") == true
            }.map { try JSON(parsing: Array(($0["body"]?.string ?? "").utf8)) }
        }

        func one() async throws -> JSON {
            try #require(
                try await agent.perform(ListCases.self, ["status": "any"])
                    .json["items"]?.array?.first)
        }

        func way() async throws -> JSON {
            try await agent.perform(
                ShowReplyWay.self, ["case": one()["id"] ?? .null]
            ).json
        }

        func session() async throws -> ChatSession? {
            try await bench.test.house.database.read {
                [channel, workspace = bench.place.id] connection in
                try ReplyWindows.session(
                    of: "wmUser", by: channel, in: workspace, on: connection)
            }
        }
    }

    private static func said(_ id: String, _ text: String) -> JSON {
        [
            "msgid": .string(id), "external_userid": "wmUser", "origin": 3, "msgtype": "text",
            "text": ["content": .string(text)],
        ]
    }

    private static func event(_ id: String, _ event: JSON) -> JSON {
        var whole = event.object ?? .init()
        whole["external_userid"] = "wmUser"
        whole["open_kfid"] = .string(WeChatTests.account)
        return [
            "msgid": .string(id), "origin": 4, "msgtype": "event", "event": .object(whole),
        ]
    }

    private static func state(_ number: Int, _ servicer: String? = nil) -> JSON {
        [
            "errcode": 0, "service_state": .integer(number),
            "servicer_userid": .optional(servicer),
        ]
    }

    /// People answer in WeCom: new → pool → whoever takes the case → ended with it.
    @Test(arguments: Engine.available)
    func theConversationFollowsItsCase(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let exchange = try await Exchange(
                database, sink,
                [
                    "handsOver": true, "servicers": ["ZhangWei": "agent"],
                    "words": ["queued": "请稍候", "farewell": "感谢来询"],
                ])
            let bench = exchange.bench
            try await exchange.hear(
                [Self.said("m1", "在吗")], "c1",
                states: [Self.state(0), Self.state(2), Self.state(3, "ZhangWei")])
            try await bench.go()
            #expect(try await exchange.session() == ChatSession(.waiting))
            #expect(try await exchange.way()["session"] == "waiting")
            #expect(try await exchange.way()["refusal"] == "sessionElsewhere")
            let one = try await exchange.one()["id"] ?? .null
            _ = try await exchange.agent.perform(
                AssignCase.self,
                ["case": one, "assignee": .string("\(bench.place.user(.agent))")])
            try await bench.go()
            #expect(try await exchange.session() == ChatSession(.person, servicer: "ZhangWei"))
            #expect(try await exchange.way()["servicer"] != .null)
            // A program may not write while a person has it.
            _ = try await exchange.agent.perform(ReplyToCase.self, ["case": one, "text": "好"])
            try await bench.go()
            let thread = try await CaseRepliesTests.thread(bench, one)
            #expect(thread.first?["way"]?["state"] == "failed")
            #expect(thread.first?["way"]?["reason"] == "sessionElsewhere")
            #expect(try await exchange.calls("send_msg").isEmpty)
            try await Self.close(one, exchange)
            try await bench.go()
            #expect(try await exchange.session() == ChatSession(.ended))
            let moves = try await exchange.calls("service_state/trans")
            #expect(moves.map { $0["service_state"] } == [2, 3, 4])
            #expect(moves.map { $0["servicer_userid"] ?? .null } == [.null, "ZhangWei", .null])
            // What is said by itself goes with the code that the other side gave, once each.
            try await bench.go()
            let spoken = try await exchange.calls("send_msg_on_event")
            #expect(spoken.map { $0["text"]?["content"] } == ["请稍候", "感谢来询"])
            #expect(spoken.allSatisfy { $0["code"] == "MC-c1" })
        }
    }

    private static func close(_ one: JSON, _ exchange: Exchange) async throws {
        _ = try await exchange.bench.place.desk(.manager).perform(
            CloseCase.self, ["case": one, "outcome": "duplicate", "text": "Said twice"])
    }

    /// People answer here: the conversation stays with the program until the case is closed, and
    /// then takes no answer before the customer writes again.
    @Test(arguments: Engine.available)
    func anEndedConversationWaitsForTheCustomer(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let exchange = try await Exchange(database, sink)
            let bench = exchange.bench
            try await exchange.hear(
                [Self.said("m1", "在吗")], "c1", states: [Self.state(0), Self.state(1)])
            let one = try await exchange.one()["id"] ?? .null
            _ = try await exchange.agent.perform(ReplyToCase.self, ["case": one, "text": "在"])
            // The last answer leaves before the end.
            try await Self.close(one, exchange)
            for _ in 0..<4 {
                try await bench.go()
                bench.test.pass(.seconds(5))
            }
            #expect(
                try await exchange.calls("service_state/trans").map { $0["service_state"] }
                    == [1, 4])
            let order = try await sink.calls().compactMap { $0["target"]?.string }.filter {
                $0.contains("send_msg") || $0.contains("trans")
            }
            #expect(order.map { $0.contains("send_msg") } == [false, true, false])
            _ = try await bench.place.desk(.manager).perform(
                ReopenCase.self, ["case": one, "reason": "Asked on"])
            #expect(try await exchange.way()["refusal"] == "sessionEnded")
            _ = try await exchange.agent.perform(ReplyToCase.self, ["case": one, "text": "还在"])
            let refused = try await CaseRepliesTests.thread(bench, one).first?["way"]
            #expect(refused?["state"] == "failed" && refused?["reason"] == "sessionEnded")
            #expect(try await exchange.calls("send_msg").count == 1)
            // A word of the customer's begins it anew.
            try await exchange.hear(
                [Self.said("m2", "还有一事")], "c2", states: [Self.state(0)])
            #expect(try await exchange.way()["refusal"] == .null)
            _ = try await exchange.agent.perform(ReplyToCase.self, ["case": one, "text": "请讲"])
            try await bench.go()
            #expect(
                try await CaseRepliesTests.thread(bench, one).first?["way"]?["state"] == "sent")
        }
    }

    /// What people of ours do in WeCom itself is told by events, and the case follows.
    @Test(arguments: Engine.available)
    func whatIsDoneThereIsSeenHere(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let exchange = try await Exchange(
                database, sink,
                [
                    "servicers": ["ZhangWei": "agent", "LiNa": "manager"],
                    "words": ["welcome": "您好", "farewell": "再见"],
                ])
            let bench = exchange.bench
            try await exchange.hear(
                [
                    Self.event("e0", ["event_type": "enter_session", "welcome_code": "WC"]),
                    Self.said("m1", "在吗"),
                    Self.event(
                        "e1",
                        [
                            "event_type": "session_status_change", "change_type": 1,
                            "new_servicer_userid": "ZhangWei",
                        ]),
                ], "c1", states: [Self.state(3, "ZhangWei")])
            try await bench.go()
            let welcome = try await exchange.calls("send_msg_on_event")
            #expect(welcome.map { $0["code"] } == ["WC"])
            #expect(welcome.first?["text"]?["content"] == "您好")
            #expect(
                try await exchange.one()["assignee"]?.string
                    == "\(bench.place.user(.agent))")
            try await exchange.hear(
                [
                    Self.event(
                        "e2",
                        [
                            "event_type": "session_status_change", "change_type": 2,
                            "old_servicer_userid": "ZhangWei", "new_servicer_userid": "LiNa",
                        ])
                ], "c2")
            #expect(
                try await exchange.one()["assignee"]?.string
                    == "\(bench.place.user(.manager))")
            #expect(try await exchange.session() == ChatSession(.person, servicer: "LiNa"))
            try await exchange.hear(
                [
                    Self.event(
                        "e3",
                        [
                            "event_type": "session_status_change", "change_type": 3,
                            "old_servicer_userid": "LiNa", "msg_code": "END",
                        ])
                ], "c3")
            try await bench.go()
            #expect(try await exchange.session() == ChatSession(.ended))
            #expect(try await exchange.way()["refusal"] == "sessionEnded")
            #expect(try await exchange.calls("send_msg_on_event").last?["code"] == "END")
            let one = try await exchange.one()
            #expect(one["status"] != "closed", "an end there settles nothing here")
            let notes = try await CaseRepliesTests.thread(bench, one["id"] ?? .null)
            #expect(notes.first?["text"]?.string?.contains("LiNa") == true)
        }
    }

    /// A welcome is taken for twenty seconds; what comes later is not sent, and nothing else waits.
    @Test(arguments: Engine.available)
    func aLateWelcomeIsNotSent(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let exchange = try await Exchange(database, sink, ["words": ["welcome": "您好"]])
            try await exchange.hear(
                [Self.event("e0", ["event_type": "enter_session", "welcome_code": "WC"])], "c1")
            exchange.bench.test.pass(.seconds(21))
            try await exchange.bench.go()
            #expect(try await exchange.calls("send_msg_on_event").isEmpty)
        }
    }

    @Test func whatMayFollowWhat() {
        let all = ChatSession.State.allCases
        func next(_ state: ChatSession.State) -> [Int] {
            all.filter(state.mayBecome).map(\.rawValue)
        }
        #expect(all.map(next) == [[1, 2, 3, 4], [2, 3, 4], [3, 4], [3, 4], []])
        #expect(all.map(\.refusal).map { $0 == nil } == [true, true, false, false, false])
    }
}
