import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// What does not fit into one message of a chat program, or is no text.
@Suite struct WeChatMediaTests {
    /// A long answer goes in several messages, in order, each counted; one of them that does not
    /// arrive takes those after it along.
    @Test(arguments: Engine.available)
    func longAnswersGoInParts(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let id = try await WeChatTests.wechat(bench, encrypted: false)
            let token: JSON = ["body": ["access_token": "T", "expires_in": 7200]]
            func answer(_ sent: JSON) async throws {
                try await sink.control([
                    "answers": [
                        "/cgi-bin/stable_token": token, "/cgi-bin/message/custom/send": sent,
                    ]
                ])
            }
            let said =
                "<xml><FromUserName><![CDATA[oUser]]></FromUserName><CreateTime>5</CreateTime>"
                + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[在吗]]></Content>"
                + "<MsgId>1</MsgId></xml>"
            _ = try await WeChatTests.call(
                said, receiver: "wx5823bf96d3bd56c7", at: bench.test.now, isPlain: true
            ).perform(id, in: bench.test.house)
            try await WeChatTests.rounds(bench)
            let agent = bench.place.desk(.agent)
            let one = try #require(
                try await agent.perform(ListCases.self, [:]).json["items"]?.array?.first?["id"])
            let sentences = (0..<150).map { "第\($0)句话在这里。" }.joined()
            try await answer([
                ["status": 503], ["body": ["errcode": 0]], ["body": ["errcode": 0]],
            ])
            _ = try await agent.perform(
                ReplyToCase.self, ["case": one, "text": .string(sentences)])
            for _ in 0..<8 {
                try await bench.go()
                bench.test.pass(.seconds(4))
            }
            let bodies = try await sink.calls().filter {
                $0["target"]?.string?.contains("custom/send") == true
            }.map { try JSON(parsing: Array(($0["body"]?.string ?? "").utf8)) }
            let texts = bodies.compactMap { $0["text"]?["content"]?.string }
            #expect(texts.count == 3, "the first failed once, and the second waited for it")
            #expect(texts.first == texts.dropFirst().first)
            #expect(texts.dropFirst().joined() == sentences)
            #expect(texts.allSatisfy { $0.utf8.count <= 2_048 && $0.hasSuffix("。") })
            let way = try await CaseRepliesTests.thread(bench, one).first?["way"]
            #expect(way?["state"] == "sent")
            let left = try await agent.perform(ShowReplyWay.self, ["case": one]).json["left"]
            #expect(left == 3)
            // One that the other side refuses for good.
            try await answer([["body": ["errcode": 45_015, "errmsg": "response out of time"]]])
            _ = try await agent.perform(
                ReplyToCase.self, ["case": one, "text": .string(sentences)])
            for _ in 0..<4 {
                try await bench.go()
                bench.test.pass(.seconds(4))
            }
            let lost = try await CaseRepliesTests.thread(bench, one).first?["way"]
            #expect(lost?["state"] == "failed" && lost?["reason"] == "partBefore")
        }
    }

    /// What is no text is fetched by its name and lies beside the message, which does not wait for
    /// it; what the other side has no more is said.
    @Test(arguments: Engine.available)
    func picturesAndFilesAreFetched(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let id = try await WeChatTests.wecom(bench)
            let corporation = "ww1234567890abcdef"
            func message(_ number: Int, _ type: String) -> JSON {
                .object(
                    JSON.Object([
                        .init(key: "msgid", value: .string("m\(number)")),
                        .init(key: "external_userid", value: "wmUser"),
                        .init(key: "origin", value: 3), .init(key: "msgtype", value: .string(type)),
                        .init(key: type, value: ["media_id": .string("MEDIA\(number)")]),
                    ]))
            }
            let picture =
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
            func answer(_ media: JSON) -> JSON {
                [
                    "/cgi-bin/gettoken": ["body": ["access_token": "T1", "expires_in": 7200]],
                    "/cgi-bin/kf/sync_msg": [
                        "body": [
                            "errcode": 0, "next_cursor": "c1", "has_more": 0,
                            "msg_list": .array([message(1, "image"), message(2, "file")]),
                        ]
                    ],
                    "/cgi-bin/media/get": media,
                ]
            }
            try await sink.control(["answers": answer(["status": 503])])
            let xml =
                "<xml><Event>kf_msg_or_event</Event><Token>E</Token>"
                + "<OpenKfId>\(WeChatTests.account)</OpenKfId></xml>"
            _ = try await WeChatTests.call(xml, receiver: corporation, at: bench.test.now)
                .perform(id, in: bench.test.house)
            try await WeChatTests.rounds(bench)
            let agent = bench.place.desk(.agent)
            let one = try #require(
                try await agent.perform(ListCases.self, [:]).json["items"]?.array?.first?["id"])
            func texts() async throws -> [JSON?] {
                try await CaseRepliesTests.thread(bench, one).map { $0["text"] }
            }
            #expect(try await texts() == ["[file]", "[picture]"], "the messages wait for nothing")
            try await sink.control([
                "answers": answer([
                    [
                        "base64": .string(picture),
                        "headers": [
                            "Content-Type: image/png",
                            "Content-disposition: attachment; filename=\"door.png\"",
                        ],
                    ],
                    ["body": ["errcode": 40_007, "errmsg": "invalid media_id"]],
                ])
            ])
            bench.test.pass(.seconds(61))
            try await WeChatTests.rounds(bench)
            let thread = try await CaseRepliesTests.thread(bench, one)
            let file = try #require(thread.last?["files"]?.array?.first)
            #expect(file["name"] == "door.png" && file["type"] == "image/png")
            let note = try #require(thread.first { $0["kind"] == "note" }?["text"]?.string)
            #expect(note.hasPrefix("[file] could not be fetched"))
            let calls = try await sink.calls().compactMap { $0["target"]?.string }
            #expect(calls.contains { $0.contains("media/get") && $0.hasSuffix("media_id=MEDIA1") })
            // Nothing is tried again.
            bench.test.pass(.days(1))
            try await WeChatTests.rounds(bench)
            #expect(try await sink.calls().count == calls.count)
            #expect(try await CaseRepliesTests.thread(bench, one).count == thread.count)
        }
    }
}
