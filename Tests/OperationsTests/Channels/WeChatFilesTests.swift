import Base
import Domain
import Post
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Files of answers into chat programs: handed over, then sent by the name that comes back; what
/// is not taken goes as a private link. Written from the public descriptions of both interfaces.
@Suite struct WeChatFilesTests {
    /// A customer of an official account has written; the case.
    private static func written(_ bench: MailingBench) async throws -> JSON {
        let id = try await WeChatTests.wechat(bench, encrypted: false)
        let xml =
            "<xml><FromUserName><![CDATA[oUser]]></FromUserName><CreateTime>5</CreateTime>"
            + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[在吗]]></Content>"
            + "<MsgId>1</MsgId></xml>"
        _ = try await WeChatTests.call(
            xml, receiver: "wx5823bf96d3bd56c7", at: bench.test.now, isPlain: true
        ).perform(id, in: bench.test.house)
        try await WeChatTests.rounds(bench)
        let cases = try await bench.place.desk(.agent).perform(ListCases.self, [:]).json
        return try #require(cases["items"]?.array?.first?["id"])
    }

    private static func answer(_ bench: MailingBench, _ more: JSON) async throws {
        var answers = JSON.Object([
            .init(
                key: "/cgi-bin/stable_token",
                value: ["body": ["access_token": "T", "expires_in": 7200]]),
            .init(
                key: "/cgi-bin/gettoken",
                value: ["body": ["access_token": "T", "expires_in": 7200]]),
        ])
        for member in more.object?.members ?? [] { answers[member.key] = member.value }
        try await bench.sink.control(["answers": .object(answers)])
    }

    private static func go(_ bench: MailingBench, _ times: Int) async throws {
        for _ in 0..<times {
            try await bench.go()
            bench.test.pass(.seconds(4))
        }
    }

    private static func calls(_ bench: MailingBench, _ path: String) async throws -> [JSON] {
        try await bench.sink.calls().filter { $0["target"]?.string?.hasPrefix(path) == true }
    }

    @Test(arguments: Engine.available)
    func anOfficialAccountSendsWhatItTakesAndLinksTheRest(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let agent = bench.place.desk(.agent)
            let one = try await Self.written(bench)
            let picture = try await CaseFilesBench.bring(
                "门.png", CaseFilesBench.png, for: one, by: agent)
            let paper = try await CaseFilesBench.bring(
                "报价.pdf", CaseFilesBench.pdf, for: one, by: agent)
            let voice = try await CaseFilesBench.bring(
                "say.amr", CaseFilesBench.amr, for: one, by: agent)
            // Before it is sent its author sees how each will go.
            let held = try await agent.perform(ShowDrafts.self, ["case": one]).json["files"]?.array
            #expect(held?.map { $0["way"] } == ["image", "link", "voice"])
            #expect(held?[1]["reason"] == "kind" && held?[1]["refusal"] == nil)
            try await Self.answer(
                bench,
                [
                    "/cgi-bin/media/upload": [
                        ["status": 503], ["body": ["errcode": 42_001, "errmsg": "expired"]],
                        ["body": ["type": "image", "media_id": "M1"]],
                        ["body": ["type": "voice", "media_id": "M2"]],
                    ],
                    "/cgi-bin/message/custom/send": ["body": ["errcode": 0]],
                ])
            _ = try await agent.perform(
                ReplyToCase.self,
                ["case": one, "text": "请看附件", "files": .array([picture, paper, voice])])
            try await Self.go(bench, 6)
            let sent = try await Self.calls(bench, "/cgi-bin/message/custom/send").map {
                try JSON(parsing: Array(($0["body"]?.string ?? "").utf8))
            }
            #expect(
                sent.map { $0["msgtype"] } == ["text", "image", "voice"], "in order, each once")
            let words = try #require(sent.first?["text"]?["content"]?.string)
            #expect(words.hasPrefix("请看附件\n\n附件"))
            #expect(words.contains("报价.pdf: https://care.example.com/f/"))
            #expect(sent.dropFirst().first?["image"] == ["media_id": "M1"])
            #expect(sent.last?["voice"] == ["media_id": "M2"])
            let uploads = try await Self.calls(bench, "/cgi-bin/media/upload")
            #expect(uploads.count == 4, "out of reach, a token that was over, and two that went")
            let first = try #require(uploads.first)
            #expect(first["target"]?.string?.hasSuffix("type=image") == true)
            #expect(first["body"]?.string?.contains("name=\"media\"; filename=\"门.png\"") == true)
            // Each message counts, and what was sent stands in the thread with its files.
            let left = try await agent.perform(ShowReplyWay.self, ["case": one]).json["left"]
            #expect(left == 2)
            let thread = try await CaseRepliesTests.thread(bench, one)
            #expect(thread.first?["text"] == "请看附件", "the private address is nobody else's")
            #expect(thread.first?["files"]?.array?.count == 3)
            #expect(thread.first?["way"]?["state"] == "sent")
            let link = try #require(words.split(separator: "\n").last?.split(separator: "/").last)
            let file = try await FileLink.open(String(link), in: bench.test.house)
            #expect(file.bytes == CaseFilesBench.bytes(CaseFilesBench.pdf))
            #expect(file.attachment.name == "报价.pdf")
            let forged = String(link.dropLast()) + (link.last == "0" ? "1" : "0")
            await #expect(throws: Refusal.self) {
                try await FileLink.open(forged, in: bench.test.house)
            }
            bench.test.pass(.days(30))
            let over = await ChatTests.refusal {
                _ = try await FileLink.open(String(link), in: bench.test.house)
            }
            #expect(over == "fileLinkOver")
        }
    }

    @Test(arguments: Engine.available)
    func filesThatCannotGoAreRefusedBeforeAnythingIsSent(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let (agent, one) = (bench.place.desk(.agent), try await Self.written(bench))
            try await Self.answer(
                bench, ["/cgi-bin/message/custom/send": ["body": ["errcode": 0]]])
            // More messages than are left: nothing goes.
            var pictures: [JSON] = []
            for number in 0..<5 {
                let png = CaseFilesBench.bytes(CaseFilesBench.png) + [UInt8(number)]
                pictures.append(
                    try await CaseFilesBench.bring(
                        "\(number).png", MailMessage.base64(png), for: one, by: agent))
            }
            _ = try await agent.perform(
                ReplyToCase.self, ["case": one, "text": "五张图", "files": .array(pictures)])
            try await Self.go(bench, 2)
            let way = try await CaseRepliesTests.thread(bench, one).first?["way"]
            #expect(way?["state"] == "failed" && way?["reason"] == "tooLong")
            #expect(try await Self.calls(bench, "/cgi-bin/message").isEmpty)
            // What waits for nobody, is somebody else's, or was sent before.
            let other = bench.manager
            let own = try await CaseFilesBench.bring(
                "a.png", CaseFilesBench.png, for: one, by: other)
            for files: JSON in [[own], [pictures[0]], ["att_0000000000001"]] {
                let refusal = await ChatTests.refusal {
                    _ = try await agent.perform(
                        ReplyToCase.self, ["case": one, "text": "x", "files": files])
                }
                #expect(refusal == "noSuchFile")
            }
            for (name, content) in [
                ("page.html", "<html><script>alert(1)</script></html>"), ("empty.txt", ""),
                ("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"),
            ] {
                let refusal = await ChatTests.refusal {
                    _ = try await CaseFilesBench.bring(
                        name, MailMessage.base64(Array(content.utf8)), for: one, by: agent)
                }
                #expect(["fileType", "fileEmpty", "required"].contains(refusal), "\(name)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func weComSendsFilesOnceAndAFileThatIsGoneIsTold(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let id = try await WeChatTests.wecom(bench)
            let agent = bench.place.desk(.agent)
            let message: JSON = [
                "msgid": "m1", "external_userid": "wmUser", "origin": 3, "msgtype": "text",
                "text": ["content": "在吗"],
            ]
            let lasting: JSON = [
                "/cgi-bin/kf/sync_msg": [
                    "body": ["errcode": 0, "next_cursor": "c1", "msg_list": [message]]
                ],
                "/cgi-bin/kf/service_state/get": ["body": ["errcode": 0, "service_state": 1]],
                "/cgi-bin/media/upload": ["body": ["errcode": 0, "media_id": "M1"]],
                "/cgi-bin/kf/send_msg": [
                    ["body": ["errcode": 0]], ["status": 503], ["body": ["errcode": 0]],
                ],
            ]
            try await Self.answer(bench, lasting)
            let xml =
                "<xml><Event>kf_msg_or_event</Event><Token>E</Token>"
                + "<OpenKfId>\(WeChatTests.account)</OpenKfId></xml>"
            _ = try await WeChatTests.call(
                xml, receiver: "ww1234567890abcdef", at: bench.test.now
            ).perform(id, in: bench.test.house)
            try await WeChatTests.rounds(bench)
            let cases = try await agent.perform(ListCases.self, [:]).json["items"]?.array
            let one = try #require(cases?.first?["id"])
            let paper = try await CaseFilesBench.bring(
                "a.pdf", CaseFilesBench.pdf, for: one, by: agent)
            // Sent after a moment, taken back once, and the file with it.
            let send: JSON.Object = .init([
                .init(key: "case", value: one), .init(key: "text", value: "请看"),
                .init(key: "files", value: [paper]),
            ])
            _ = try await agent.perform(SendReply.self, send)
            var drafts = try await agent.perform(ShowDrafts.self, ["case": one]).json
            #expect(drafts["files"] == [] && drafts["reply"] == .null)
            #expect(drafts["waiting"]?.array?.first?["files"]?.array?.first?["id"] == paper)
            let waiting = try #require(drafts["waiting"]?.array?.first?["id"])
            _ = try await agent.perform(UndoSend.self, ["case": one, "send": waiting])
            drafts = try await agent.perform(ShowDrafts.self, ["case": one]).json
            #expect(drafts["files"]?.array?.first?["id"] == paper && drafts["reply"] == "请看")
            _ = try await agent.perform(SendReply.self, send)
            bench.test.pass(.seconds(11))
            _ = try await CaseRepliesTests.rounds(bench, "a").round()
            try await Self.go(bench, 4)
            let sent = try await Self.calls(bench, "/cgi-bin/kf/send_msg").map {
                try JSON(parsing: Array(($0["body"]?.string ?? "").utf8))
            }
            #expect(sent.map { $0["msgtype"] } == ["text", "file", "file"])
            #expect(sent.last?["file"] == ["media_id": "M1"])
            #expect(sent.last?["msgid"] == sent.dropLast().last?["msgid"], "the same at every try")
            #expect(sent.last?["msgid"] != sent.first?["msgid"])
            // One that was erased before it left.
            let next = try await CaseFilesBench.bring(
                "b.png", CaseFilesBench.png, for: one, by: agent)
            _ = try await agent.perform(
                ReplyToCase.self, ["case": one, "text": "还有", "files": [next]])
            let workspace = bench.place.id
            try await database.write { connection in
                try connection.run(
                    "DELETE FROM attachments WHERE workspace = \(workspace) AND name = 'b.png'")
            }
            try await Self.go(bench, 3)
            let way = try await CaseRepliesTests.thread(bench, one).first?["way"]
            #expect(way?["state"] == "failed" && way?["reason"] == "fileGone")
        }
    }

    /// A node dies with the file handed over and the message not sent: another sends it, once; the
    /// first, should it only have been slow, settles nothing any more.
    @Test(arguments: Engine.available)
    func whatADeadNodeHeldIsSentByAnother(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let (agent, one) = (bench.place.desk(.agent), try await Self.written(bench))
            try await Self.answer(
                bench,
                [
                    "/cgi-bin/media/upload": ["body": ["media_id": "M1"]],
                    "/cgi-bin/message/custom/send": ["body": ["errcode": 0]],
                ])
            let picture = try await CaseFilesBench.bring(
                "a.png", CaseFilesBench.png, for: one, by: agent)
            _ = try await agent.perform(
                ReplyToCase.self, ["case": one, "text": "请看", "files": [picture]])
            try await bench.go()
            bench.test.pass(.seconds(2))
            let (now, workspace) = (bench.test.now, bench.place.id)
            let held = try await database.write { connection in
                try Messages.claim(
                    .init(
                        holder: "dead", end: now + .seconds(75), limit: 20,
                        terms: SendingTerms.Limits()),
                    in: workspace, at: now, on: connection
                ).taken
            }
            #expect(held.count == 1 && held.first?.content["medium"] == "image")
            try await Self.go(bench, 2)
            #expect(try await Self.calls(bench, "/cgi-bin/message").count == 1, "the words alone")
            bench.test.pass(.seconds(76))
            try await Self.go(bench, 3)
            #expect(try await Self.calls(bench, "/cgi-bin/message").count == 2)
            var late = try #require(held.first)
            late.settle(.sent(reply: "late"), at: bench.test.now, chance: 0)
            let settled = late
            let isSettled = try await database.write {
                try Messages.update(settled, holder: "dead", on: $0)
            }
            #expect(!isSettled)
            let way = try await CaseRepliesTests.thread(bench, one).first?["way"]
            #expect(way?["state"] == "sent")
            #expect(try await Self.calls(bench, "/cgi-bin/message").count == 2)
        }
    }

    /// Videos of official accounts come by an address of their own.
    @Test(arguments: Engine.available)
    func aVideoThatComesInIsFetched(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let id = try await WeChatTests.wechat(bench, encrypted: false)
            func come(_ number: Int, _ kind: String, _ more: String) async throws {
                let xml =
                    "<xml><FromUserName>oUser</FromUserName><CreateTime>5</CreateTime>"
                    + "<MsgType>\(kind)</MsgType>\(more)<MsgId>\(number)</MsgId></xml>"
                _ = try await WeChatTests.call(
                    xml, receiver: "wx5823bf96d3bd56c7", at: bench.test.now, isPlain: true,
                    nonce: "\(number)"
                ).perform(id, in: bench.test.house)
                try await WeChatTests.rounds(bench)
            }
            let video = MailMessage.base64(
                [0, 0, 0, 24] + Array("ftypmp42".utf8) + [0, 0, 0, 0] + Array("mp42isom".utf8))
            try await Self.answer(
                bench,
                [
                    "/cgi-bin/media/get": [
                        "body": ["video_url": .string(sink.url + "/video/1")]
                    ],
                    "/video/1": [
                        "base64": .string(video), "headers": ["Content-Type: video/mp4"],
                    ],
                ])
            try await come(1, "shortvideo", "<MediaId>V1</MediaId><ThumbMediaId>T</ThumbMediaId>")
            try await come(2, "hologram", "")
            let agent = bench.place.desk(.agent)
            let cases = try await agent.perform(ListCases.self, [:]).json["items"]?.array
            let thread = try await CaseRepliesTests.thread(bench, try #require(cases?.first?["id"]))
            #expect(thread.map { $0["text"] } == ["[other message] hologram", "[video]"])
            let file = try #require(thread.last?["files"]?.array?.first)
            #expect(file["type"] == "video/mp4" && file["name"] == "video.mp4")
        }
    }
}
