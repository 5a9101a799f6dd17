import Base
import Crypto
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

@Suite struct WebCarrierTests {
    @Test(arguments: Engine.available)
    func robotsGatewayAndWebhooksAreCalled(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let test = TestHouse(database, outside: sink.outside)
            let desk = try await test.workspace().desk(.administrator)
            try await sink.control([
                "answers": [
                    "/ding": ["body": ["errcode": 0]], "/fei": ["body": ["code": 0]],
                    "/wecom": ["body": ["errcode": 93_000, "errmsg": "invalid webhook"]],
                    "/sms": ["body": ["Code": "OK"]], "/hook": ["status": 204],
                ]
            ])
            let secret = "whsec_" + Data("0123456789abcdef01234567".utf8).base64EncodedString()
            _ = try await desk.perform(
                EditSending.self,
                [
                    "robots": [
                        [
                            "name": "d", "kind": "dingtalk", "url": .string(sink.url + "/ding?t=1"),
                            "secret": "SEC1",
                        ],
                        [
                            "name": "f", "kind": "feishu", "url": .string(sink.url + "/fei"),
                            "secret": "s",
                        ],
                        ["name": "w", "kind": "wecom", "url": .string(sink.url + "/wecom")],
                    ],
                    "webhooks": [
                        [
                            "name": "h", "url": .string(sink.url + "/hook"),
                            "secret": .string(secret),
                        ]
                    ],
                    "sms": [
                        "url": .string(sink.url + "/sms?to={phone}"), "secret": "k\"ey",
                        "body": "{\"text\": \"{text}\", \"key\": \"{secret}\", \"x\": {}}",
                        "success": "status == 200 and body.Code == \"OK\"",
                    ],
                ])
            for (kind, to) in [
                ("robot", "d"), ("robot", "f"), ("robot", "w"), ("webhook", "h"),
                ("sms", "+86 139 0000 0000"),
            ] {
                _ = try await desk.perform(
                    SendTestMessage.self,
                    ["kind": .string(kind), "to": .string(to), "text": "诺 \"says\"\n{text}"])
            }
            try await MessageSenderTests.sender(test).drain()
            #expect(try await MessageSenderTests.states(desk) == ["sent": 4, "waiting": 1])
            let waiting = try await desk.perform(ListMessages.self, ["state": "waiting"]).items[0]
            #expect(waiting.message.detail?.contains("invalid webhook") == true)
            let calls = try await sink.calls()
            func call(_ path: String) -> JSON? {
                calls.first { $0["target"]?.string?.hasPrefix(path) == true }
            }
            let time = "\(test.now.microseconds / 1_000)"
            let sign = Self.hmac("\(time)\nSEC1", key: "SEC1")
            #expect(
                call("/ding")?["target"]?.string
                    == "/ding?t=1&timestamp=\(time)&sign=\(GatewayCarrier.percent(sign))")
            let fei = try JSON(parsing: call("/fei")?["body"]?.string ?? "")
            #expect(fei["sign"]?.string == Self.hmac("", key: "\(test.now.wholeSeconds)\ns"))
            #expect(fei["content"]?["text"] == "诺 \"says\"\n{text}")
            let sms = try #require(call("/sms"))
            #expect(sms["target"] == "/sms?to=%2B8613900000000")
            let body = try JSON(parsing: sms["body"]?.string ?? "")
            #expect(body["text"] == "诺 \"says\"\n{text}" && body["key"] == "k\"ey")
            #expect(body["x"] == [:])
            let hook = try #require(call("/hook"))
            let headers = try #require(hook["headers"]?.object)
            let signed =
                "\(headers["webhook-id"]?.string ?? "").\(headers["webhook-timestamp"]?.string ?? "")."
                + (hook["body"]?.string ?? "")
            let code = HMAC<SHA256>.authenticationCode(
                for: Data(signed.utf8),
                using: SymmetricKey(data: Data("0123456789abcdef01234567".utf8)))
            #expect(
                headers["webhook-signature"]?.string == "v1," + Data(code).base64EncodedString())
        }
    }

    /// Nothing inside the house is called because a setting says so.
    @Test func aPrivateAddressIsRefusedVisibly() async throws {
        let sink = try Sink()
        try await Engine.sqlite.withDatabase { database in
            let test = TestHouse(database)
            let desk = try await test.workspace().desk(.administrator)
            _ = try await desk.perform(
                EditSending.self,
                [
                    "mail": sink.mail,
                    "robots": [
                        [
                            "name": "w", "kind": "wecom",
                            "url": .string("https://127.0.0.1:\(sink.httpPort)/x"),
                        ]
                    ],
                ])
            for (kind, to) in [("robot", "w"), ("mail", "a@example.com")] {
                _ = try await desk.perform(
                    SendTestMessage.self, ["kind": .string(kind), "to": .string(to)])
            }
            try await MessageSenderTests.sender(test).drain()
            let all = try await desk.perform(ListMessages.self, [:]).items
            #expect(all.map(\.message.reason) == ["privateAddress", "privateAddress"])
            #expect(all.allSatisfy { $0.message.state == .failed })
            #expect(try await sink.stats()["connections"] == 0)
            #expect(try await sink.calls().isEmpty)
        }
    }

    @Test func secretsAreNeverShownAndStayWhenNotGiven() async throws {
        try await Engine.sqlite.withDatabase { database in
            let desk = try await TestHouse(database).workspace().desk(.administrator)
            let mail: JSON = [
                "host": "mail.example.com", "user": "u", "password": "p4ss",
                "from": "care@example.com",
            ]
            var shown = try await desk.perform(EditSending.self, ["mail": mail]).json
            #expect(shown["mail"]?["hasPassword"] == true)
            shown = try await desk.perform(
                EditSending.self,
                ["mail": ["host": "new.example.com", "user": "u", "from": "care@example.com"]]
            ).json
            #expect(!shown.text.contains("p4ss") && shown["mail"]?["host"] == "new.example.com")
            let workspace = desk.workspace
            let stored = try await database.read { [house = desk.house] in
                try house.sealedSetting("sending", workspace: workspace, on: $0)
            }
            #expect(stored?["mail"]?["password"] == "p4ss")
            let faults = await #expect(throws: Refusal.self) {
                try await desk.perform(
                    EditSending.self,
                    ["mail": ["host": "x", "from": "nobody"], "limits": ["perHour": 0]])
            }
            #expect(faults?.faults.map(\.path) == ["mail.from", "limits.perHour"])
            shown = try await desk.perform(EditSending.self, ["mail": false]).json
            #expect(shown["mail"] == nil)
        }
    }

    private static func hmac(_ text: String, key: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(text.utf8), using: SymmetricKey(data: Data(key.utf8)))
        return Data(code).base64EncodedString()
    }
}
