import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// What happens in WeCom itself: people of ours answer there, and messages of ours are not
/// delivered; every kind of message of a customer is shown.
@Suite struct WeComElsewhereTests {
    private static func fetch(_ messages: [JSON], _ cursor: String, _ bench: MailingBench)
        async throws
    {
        try await bench.sink.control([
            "answers": [
                "/cgi-bin/gettoken": ["body": ["access_token": "T", "expires_in": 7200]],
                "/cgi-bin/kf/sync_msg": [
                    "body": [
                        "errcode": 0, "next_cursor": .string(cursor), "has_more": 0,
                        "msg_list": .array(messages),
                    ]
                ],
                "/cgi-bin/kf/service_state/get": ["body": ["errcode": 0, "service_state": 1]],
                "/cgi-bin/kf/send_msg": ["body": ["errcode": 0]],
            ]
        ])
        let xml =
            "<xml><Event>kf_msg_or_event</Event><Token>E</Token>"
            + "<OpenKfId>\(WeChatTests.account)</OpenKfId></xml>"
        let id = try #require(
            try await bench.place.desk(.administrator).perform(ListChannels.self, [:]).items.first
        ).id
        _ = try await WeChatTests.call(
            xml, receiver: "ww1234567890abcdef", at: bench.test.now, nonce: cursor
        ).perform(id, in: bench.test.house)
        try await WeChatTests.rounds(bench)
    }

    private static func said(_ number: Int, _ type: String, _ more: JSON) -> JSON {
        .object(
            JSON.Object([
                .init(key: "msgid", value: .string("m\(number)")),
                .init(key: "external_userid", value: "wmUser"), .init(key: "origin", value: 3),
                .init(key: "msgtype", value: .string(type)), .init(key: type, value: more),
            ]))
    }

    @Test(arguments: Engine.available)
    func nothingIsDroppedAndFailuresAreTold(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            _ = try await WeChatTests.wecom(bench)
            let agent = bench.place.desk(.agent)
            try await Self.fetch(
                [
                    Self.said(1, "text", ["content": "在吗"]),
                    Self.said(2, "business_card", ["userid": "x"]),
                    Self.said(3, "miniprogram", ["title": "下单", "appid": "wx"]),
                    [
                        "msgid": "m4", "external_userid": "wmUser", "origin": 5,
                        "servicer_userid": "zhang", "msgtype": "text",
                        "text": ["content": "我来处理"],
                    ],
                    [
                        "msgid": "m5", "external_userid": "wmOther", "origin": 5,
                        "servicer_userid": "zhang", "msgtype": "text",
                        "text": ["content": "别处"],
                    ],
                ], "c1", bench)
            let cases = try await agent.perform(ListCases.self, [:]).json["items"]?.array
            let one = try #require(cases?.first?["id"])
            #expect(cases?.count == 1, "what we answered elsewhere opens nothing")
            let thread = try await CaseRepliesTests.thread(bench, one)
            #expect(
                thread.map { $0["text"] } == [
                    "Answered in WeCom itself by zhang:\n我来处理",
                    "[other message] miniprogram 下单", "[other message] business_card", "在吗",
                ])
            #expect(thread.first?["kind"] == "note", "it stops no clock")
            _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": "好的"])
            try await bench.go()
            let way = try await CaseRepliesTests.thread(bench, one).first?["way"]
            #expect(way?["state"] == "sent")
            let id = try #require(way?["message"])
            func failed(_ number: Int, _ message: JSON) -> JSON {
                [
                    "msgid": .string("e\(number)"), "origin": 4, "msgtype": "event",
                    "event": [
                        "event_type": "msg_send_fail", "external_userid": "wmUser",
                        "fail_msgid": message, "fail_type": 4,
                    ],
                ]
            }
            // A report of what is not ours changes nothing.
            try await Self.fetch([failed(1, "msg_0000000000001"), failed(2, id)], "c2", bench)
            let after = try await CaseRepliesTests.thread(bench, one).first?["way"]
            #expect(after?["state"] == "failed" && after?["reason"] == "notDelivered")
        }
    }
}
