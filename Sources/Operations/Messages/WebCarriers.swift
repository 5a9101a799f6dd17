import Base
import Crypto
import Domain
import Post

extension WebCall {
    /// What a call that takes JSON came to: what the other side says decides, then its status.
    fileprivate func outcome(
        _ outside: Outside, isDone: (Int, JSON) -> Bool
    ) async -> (outcome: Message.Outcome, isBlocked: Bool) {
        let result = await perform(
            addresses: outside.addresses, authorityFile: outside.authorityFile)
        let answer: Answer
        switch result {
        case .failure(let trouble): return (Message.Outcome(trouble), false)
        case .success(let got): answer = got
        }
        let text = String(decoding: answer.body.prefix(Message.detailBytes), as: UTF8.self)
        let body: JSON
        do { body = try JSON(parsing: answer.body) } catch { body = .string(text) }
        let detail = "\(answer.status) \(text)"
        if isDone(answer.status, body) { return (.sent(reply: detail), false) }
        // These say that the call itself is wrong; any other may be better later.
        let isFinal = [400, 401, 403, 404, 405, 410, 413, 415, 422].contains(answer.status)
        return isFinal
            ? (.never(reason: "refused", detail: detail), false)
            : (.notNow(reason: "later", detail: detail), false)
    }
}

extension Message {
    fileprivate static let detailBytes = 400
}

/// Texts to phones by a service over HTTP, as its template says.
struct GatewayCarrier: Carrier {
    let outside: Outside

    func carry(
        _ message: Message, _ terms: SendingTerms, at now: Instant
    ) async -> (outcome: Message.Outcome, isBlocked: Bool) {
        guard let gateway = terms.sms else { return (.notSetUp, false) }
        let slots = [
            "phone": message.address, "text": message.content["text"]?.string ?? "",
            "id": message.id.description, "secret": gateway.secret ?? "",
        ]
        let isJSON = gateway.body.drop { $0.isWhitespace }.first == "{"
        let body = GatewayCarrier.filled(
            gateway.body, slots, isJSON ? GatewayCarrier.escaped : GatewayCarrier.percent)
        var headers = gateway.headers.sorted { $0.key < $1.key }.map {
            (name: $0.key, value: GatewayCarrier.filled($0.value, slots) { $0 })
        }
        if !gateway.headers.keys.contains(where: { $0.lowercased() == "content-type" }) {
            let type = isJSON ? "application/json" : "application/x-www-form-urlencoded"
            headers.append(("Content-Type", type))
        }
        let call = WebCall(
            gateway.method, GatewayCarrier.filled(gateway.url, slots, GatewayCarrier.percent),
            headers: headers, body: gateway.method == "GET" ? [] : Array(body.utf8))
        return await call.outcome(outside) { status, body in
            gateway.success.holds { name in
                name == "status" ? .integer(status) : GatewayCarrier.value(name, in: body)
            }
        }
    }

    /// `{phone}` and its like, each written so that it cannot leave its place.
    static func filled(
        _ template: String, _ slots: [String: String], _ write: (String) -> String
    ) -> String {
        var out = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            out += rest[..<open]
            rest = rest[open...]
            guard let close = rest.firstIndex(of: "}"),
                let value = slots[String(rest[rest.index(after: open)..<close])]
            else {
                out.append("{")
                rest = rest.dropFirst()
                continue
            }
            out += write(value)
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }

    static func percent(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "-_.~".utf8.contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + [byte].hexadecimal.uppercased()
        }.joined()
    }

    private static func escaped(_ text: String) -> String {
        String(JSON.string(text).text.dropFirst().dropLast())
    }

    private static func value(_ name: String, in body: JSON) -> JSON? {
        guard name.hasPrefix("body.") else { return nil }
        return name.dropFirst(5).split(separator: ".").reduce(body as JSON?) { $0?[String($1)] }
    }
}

/// A word to a group chat of WeCom, DingTalk or Feishu.
struct RobotCarrier: Carrier {
    let outside: Outside

    func carry(
        _ message: Message, _ terms: SendingTerms, at now: Instant
    ) async -> (outcome: Message.Outcome, isBlocked: Bool) {
        guard let robot = terms.robots.first(where: { $0.name == message.address }) else {
            return (.notSetUp, false)
        }
        let call = RobotCarrier.call(robot, message.content["text"]?.string ?? "", at: now)
        return await call.outcome(outside) { status, body in
            let code = body["errcode"] ?? body["code"] ?? body["StatusCode"]
            return status == 200 && code?.integer == 0
        }
    }

    static func call(_ robot: SendingTerms.Robot, _ text: String, at now: Instant) -> WebCall {
        var url = robot.url
        var body = JSON.Object()
        switch robot.kind {
        case .wecom, .dingtalk:
            body.append("msgtype", "text")
            body.append("text", ["content": .string(text)])
            if robot.kind == .dingtalk, let secret = robot.secret {
                let time = "\(now.microseconds / 1_000)"
                let sign = signature("\(time)\n\(secret)", key: secret)
                url += url.contains("?") ? "&" : "?"
                url += "timestamp=\(time)&sign=\(GatewayCarrier.percent(sign))"
            }
        case .feishu:
            if let secret = robot.secret {
                let time = "\(now.wholeSeconds)"
                body.append("timestamp", .string(time))
                // Feishu signs nothing with time and secret as the key.
                body.append("sign", .string(signature("", key: "\(time)\n\(secret)")))
            }
            body.append("msg_type", "text")
            body.append("content", ["text": .string(text)])
        }
        return WebCall(
            "POST", url, headers: [("Content-Type", "application/json")],
            body: JSON.object(body).bytes)
    }

    private static func signature(_ text: String, key: String) -> String {
        MailMessage.base64(
            Array(
                HMAC<SHA256>.authenticationCode(
                    for: Array(text.utf8), using: SymmetricKey(data: Array(key.utf8)))))
    }
}

/// A call of another program, signed as Standard Webhooks says.
struct WebhookCarrier: Carrier {
    let outside: Outside

    func carry(
        _ message: Message, _ terms: SendingTerms, at now: Instant
    ) async -> (outcome: Message.Outcome, isBlocked: Bool) {
        guard let hook = terms.webhooks.first(where: { $0.name == message.address }) else {
            return (.notSetUp, false)
        }
        let body = (message.content["payload"] ?? [:]).bytes
        let call = WebhookCarrier.call(hook, body, id: message.id.description, at: now)
        return await call.outcome(outside) { status, _ in (200..<300).contains(status) }
    }

    static func call(
        _ hook: SendingTerms.Webhook, _ body: [UInt8], id: String, at now: Instant
    ) -> WebCall {
        let time = "\(now.wholeSeconds)"
        return WebCall(
            "POST", hook.url,
            headers: [
                ("Content-Type", "application/json"), ("webhook-id", id),
                ("webhook-timestamp", time),
                (
                    "webhook-signature",
                    WebhookSignature.text(id: id, time: time, body: body, secret: hook.secret)
                ),
            ], body: body)
    }
}
