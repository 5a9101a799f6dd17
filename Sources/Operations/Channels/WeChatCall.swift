import Base
import Domain
import SQL
import Store

extension ChannelCall {
    /// WeCom: everything is encrypted; what has come is only announced and fetched afterwards.
    func wecom(
        _ account: Channel.WeComAccount, _ channel: Channel, _ desk: Desk
    ) async throws -> Answer {
        guard
            let cipher = WeChatCipher(aesKey: account.aesKey, receiver: account.corporation)
        else { throw Refusal(.conflict, "notSetUp") }
        let plain = try open(cipher, token: account.token)
        guard body != nil else { return .text(String(decoding: plain, as: UTF8.self)) }
        guard let fields = FlatXML.read(plain) else { throw Refusal(.unreadable, "badXML") }
        guard fields["Event"] == "kf_msg_or_event", fields["OpenKfId"] == account.account else {
            // Events of other kinds and accounts are heard and need nothing.
            return .text("success")
        }
        let key = "callback/\(query["timestamp"] ?? "")/\(query["nonce"] ?? "")"
        let token: JSON = ["token": .optional(fields["Token"])]
        try await desk.write { ledger in
            _ = try ledger.keep(token.bytes, as: String(key.prefix(255)), from: channel)
        }
        return .text("success")
    }

    /// A WeChat official account: in the clear, or encrypted where a key is set.
    func wechat(
        _ account: Channel.WeChatAccount, _ channel: Channel, _ desk: Desk
    ) async throws -> Answer {
        let (time, nonce) = try times(desk.now())
        guard let body else {
            guard WeChatCipher.holds(query["signature"], [account.token, time, nonce]) else {
                throw Refusal(.signInNeeded, "callbackForged")
            }
            return .text(query["echostr"] ?? "")
        }
        var plain = body
        if let key = account.aesKey {
            guard let cipher = WeChatCipher(aesKey: key, receiver: account.app) else {
                throw Refusal(.conflict, "notSetUp")
            }
            plain = try open(cipher, token: account.token)
        } else if !WeChatCipher.holds(query["signature"], [account.token, time, nonce]) {
            throw Refusal(.signInNeeded, "callbackForged")
        }
        guard let fields = FlatXML.read(plain), let sender = fields["FromUserName"] else {
            throw Refusal(.unreadable, "badXML")
        }
        let key =
            fields["MsgId"]
            ?? "event/\(sender)/\(fields["CreateTime"] ?? "")/\(fields["Event"] ?? "")"
        let kept = plain
        try await desk.write { ledger in
            _ = try ledger.keep(kept, as: String(key.prefix(255)), from: channel)
        }
        return .text("success")
    }

    /// What was encrypted for us and signed: the body's, or the text to be sent back.
    private func open(_ cipher: WeChatCipher, token: String) throws -> [UInt8] {
        let (time, nonce) = (query["timestamp"] ?? "", query["nonce"] ?? "")
        let sealed: String
        if let body {
            guard let fields = FlatXML.read(body), let text = fields["Encrypt"] else {
                throw Refusal(.unreadable, "badXML")
            }
            sealed = text
        } else {
            sealed = query["echostr"] ?? ""
        }
        guard WeChatCipher.holds(query["msg_signature"], [token, time, nonce, sealed]),
            let plain = cipher.decrypt(sealed)
        else { throw Refusal(.signInNeeded, "callbackForged") }
        return plain
    }

    /// A call in the clear proves only its time: an old one may be somebody else's.
    private func times(_ now: Instant) throws -> (time: String, nonce: String) {
        let time = query["timestamp"] ?? ""
        guard let seconds = Int64(time) else { throw Refusal(.signInNeeded, "callbackForged") }
        let age = now - Instant(seconds: seconds)
        guard abs(age.microseconds) <= Span.minutes(30).microseconds else {
            throw Refusal(.signInNeeded, "webhookOld")
        }
        return (time, query["nonce"] ?? "")
    }
}
