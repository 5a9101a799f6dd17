import Base
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// A workspace with a webhook, a WeCom account and an official account, each of which brings the
/// same number of conversations, and a receiver that counts what goes back.
struct KilledTalks {
    /// Conversations of each of the three.
    static let each = 6
    private static let corporation = "ww1234567890abcdef"
    private static let app = "wx5823bf96d3bd56c7"

    let desk: Desk
    private let house: House
    private let sink: Sink
    private let webhook: ID<Channel>
    private let wecom: ID<Channel>
    private let wechat: ID<Channel>

    init(_ house: House, _ sink: Sink) async throws {
        self.house = house
        self.sink = sink
        try await house.settleIn()
        let id: ID<Workspace> = house.newID()
        let system = Desk(house, actor: .system("test", in: id))
        try await system.write { ledger in
            try ledger.begin(.init(id: id, name: "Kill", zone: "UTC", language: "en"))
        }
        webhook = try await Self.channel(
            system,
            "webhook",
            ["secret": .string(WebhookInTests.secret), "answersBy": "crm"])
        wecom = try await Self.channel(
            system,
            "wecom",
            [
                "corporation": .string(Self.corporation),
                "account": .string(WeChatTests.account), "secret": "app-secret",
                "token": "QDG6eK", "aesKey": .string(WeChatTests.aesKey),
                "api": .string(sink.url),
            ])
        wechat = try await Self.channel(
            system,
            "wechat",
            [
                "app": .string(Self.app), "secret": "app-secret", "token": "QDG6eK",
                "api": .string(sink.url),
            ])
        _ = try await system.perform(
            EditSending.self,
            [
                "webhooks": [
                    ["name": "crm", "url": .string(sink.url + "/crm"), "secret": "s3cret"]
                ]
            ])
        let user = try await system.perform(
            CreateUser.self,
            [
                "name": "An agent", "login": "agent", "role": "agent",
                "password": .string(TestWorkspace.password),
            ])
        desk = Desk(
            house,
            actor: Actor(
                .user(user.account.id, role: .agent), workspace: id,
                rights: Role.agent.rights.union([.workspaceWrite])))
        try await sink.control(["answers": Self.answers])
    }

    private static func channel(
        _ desk: Desk, _ kind: String, _ door: JSON
    ) async throws -> ID<Channel> {
        let document: JSON.Object = .init([
            .init(key: "name", value: .string(kind)), .init(key: "kind", value: .string(kind)),
            .init(key: kind, value: door),
        ])
        return try await desk.perform(CreateChannel.self, ["document": .object(document)]).id
    }

    /// WeCom's messages follow the cursor: who asks again is told the same again.
    private static var answers: JSON {
        var pages = JSON.Object()
        for number in 0..<each {
            let message: JSON = [
                "msgid": .string("w\(number + 1)"), "origin": 3, "msgtype": "text",
                "external_userid": .string("wm\(number + 1)"), "text": ["content": "在吗"],
            ]
            pages.append(
                number == 0 ? "" : "c\(number)",
                [
                    "body": [
                        "errcode": 0, "next_cursor": .string("c\(number + 1)"), "has_more": 0,
                        "msg_list": [message],
                    ]
                ])
        }
        return [
            "/cgi-bin/gettoken": ["body": ["access_token": "T", "expires_in": 7200]],
            "/cgi-bin/stable_token": ["body": ["access_token": "T", "expires_in": 7200]],
            "/cgi-bin/kf/sync_msg": [
                "by": "cursor", "of": .object(pages),
                "else": [
                    "body": [
                        "errcode": 0, "next_cursor": .string("c\(each)"), "has_more": 0,
                        "msg_list": [],
                    ]
                ],
            ],
            "/cgi-bin/kf/service_state/get": ["body": ["errcode": 0, "service_state": 1]],
            "/cgi-bin/kf/send_msg": ["body": ["errcode": 0]],
            "/cgi-bin/message/custom/send": ["body": ["errcode": 0]],
            "/crm": ["status": 200],
        ]
    }

    /// One word from each of the three.
    func arrive(_ number: Int) async throws {
        try await inTime { now in
            _ = try await WebhookInTests.call(
                [
                    "text": "Hello", "sender": .string("hook\(number)"),
                    "thread": .string("hook\(number)"),
                ], id: "h\(number)", at: now
            ).perform(webhook, in: house)
        }
        let announced =
            "<xml><Event>kf_msg_or_event</Event><Token>E</Token>"
            + "<OpenKfId>\(WeChatTests.account)</OpenKfId></xml>"
        try await inTime { now in
            _ = try await WeChatTests.call(
                announced, receiver: Self.corporation, at: now, nonce: "n\(number)"
            ).perform(wecom, in: house)
        }
        let said =
            "<xml><FromUserName><![CDATA[o\(number)]]></FromUserName><CreateTime>1</CreateTime>"
            + "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[在吗]]></Content>"
            + "<MsgId>9\(number)</MsgId></xml>"
        try await inTime { now in
            _ = try await WeChatTests.call(
                said, receiver: Self.app, at: now, isPlain: true, nonce: "p\(number)"
            ).perform(wechat, in: house)
        }
    }

    /// What comes too late is signed and sent anew, as other programs do: by the fast clock of
    /// these tests a signature ends within seconds, which a busy machine may need.
    private func inTime(_ send: (Instant) async throws -> Void) async throws {
        while true {
            do {
                return try await send(house.now())
            } catch let refusal as Refusal where refusal.code == "webhookOld" {}
        }
    }

    /// - Parameter ids: of all cases.
    func check(_ ids: [String], kills: Int) async throws {
        #expect(ids.count == Self.each * 3, "each conversation is one case")
        for id in ids {
            let thread = try await desk.perform(ListCaseMessages.self, ["case": .string(id)])
            let kinds = (thread.json["items"]?.array ?? []).map { $0["kind"]?.string }
            #expect(kinds == ["reply", "received"], "\(id)")
        }
        let states = try await MessageSenderTests.states(desk)
        #expect(states == ["sent": Self.each * 3], "one row a reply")
        let calls = try await sink.calls()
        func bodies(_ path: String) throws -> [JSON] {
            try calls.filter { $0["target"]?.string?.hasPrefix(path) == true }
                .map { try JSON(parsing: Array(($0["body"]?.string ?? "").utf8)) }
        }
        // By the webhook's and WeCom's ids a second try is known as the same; an official
        // account's message has none.
        let hooks = calls.filter { $0["target"] == "/crm" }
        let names = hooks.compactMap { $0["headers"]?["webhook-id"]?.string }
        #expect(names.count == hooks.count && Set(names).count == Self.each)
        let rooms = try bodies("/cgi-bin/kf/send_msg")
        #expect(Set(rooms.compactMap { $0["msgid"]?.string }).count == Self.each)
        #expect(Set(rooms.compactMap { $0["touser"]?.string }).count == Self.each)
        let official = try bodies("/cgi-bin/message/custom/send")
        let texts = Set(official.compactMap { $0["text"]?["content"]?.string })
        #expect(texts.count == Self.each, "everybody has the answer to their own case")
        #expect(Set(official.compactMap { $0["touser"]?.string }).count == Self.each)
        let doubled = hooks.count + rooms.count + official.count - Self.each * 3
        // Between the other side's taking over and our note of it nobody can tell; no other call
        // is made twice.
        #expect(doubled <= kills)
        print("killed \(kills) times: \(doubled) answers of programs sent again")
    }
}
