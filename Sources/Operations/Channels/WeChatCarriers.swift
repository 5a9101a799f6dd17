import Base
import Domain
import SQL
import Store

/// Answers into a WeChat official account's conversation.
struct WeChatCarrier: Carrier {
    let house: House

    func carry(
        _ message: Message, _ terms: SendingTerms, at now: Instant
    ) async -> (outcome: Message.Outcome, isBlocked: Bool) {
        let door: Channel.Door
        switch await house.door(of: message) {
        case .success(let found?): door = found
        case .success(nil): return (.notSetUp, false)
        case .failure: return (.notNow(reason: "later", detail: "database"), false)
        }
        let api = WeChatAPI(house)
        do {
            let said = try await house.said(in: message, by: api, door, at: now)
            let body = said.body([.init(key: "touser", value: .string(message.address))])
            _ = try await api.call("/cgi-bin/message/custom/send", body, for: door, at: now)
            return (.sent(reply: "0 ok"), false)
        } catch let stop as Stop {
            return (stop.outcome, false)
        } catch let fault as WeChatAPI.Fault {
            return (Message.Outcome(fault), false)
        } catch {
            return (.notNow(reason: "later", detail: "database"), false)
        }
    }
}

/// Answers into a conversation of WeCom's customer service.
struct WeComCarrier: Carrier {
    let house: House

    func carry(
        _ message: Message, _ terms: SendingTerms, at now: Instant
    ) async -> (outcome: Message.Outcome, isBlocked: Bool) {
        let door: Channel.Door
        switch await house.door(of: message) {
        case .success(let found?): door = found
        case .success(nil): return (.notSetUp, false)
        case .failure: return (.notNow(reason: "later", detail: "database"), false)
        }
        guard case .wecom(let account) = door else { return (.notSetUp, false) }
        let talk = WeComTalk(house, account, door, message, at: now)
        do {
            if let code = message.content[SessionWish.code]?.string {
                return (try await talk.say(code), false)
            }
            if let wish = message.content[SessionWish.state]?.integer
                .flatMap(ChatSession.State.init)
            {
                return (try await talk.change(to: wish), false)
            }
            let session = try await talk.session()
            if let refusal = session.state.refusal {
                return (.never(reason: refusal, detail: ""), false)
            }
            if session.state == .new { _ = try await talk.put(ChatSession(.program)) }
            let said = try await house.said(in: message, by: talk.api, door, at: now)
            // The same id at every try: the other side drops a second one.
            let body = said.body([
                .init(key: "touser", value: .string(message.address)),
                .init(key: "open_kfid", value: .string(account.account)),
                .init(key: "msgid", value: .string(message.id.description)),
            ])
            _ = try await talk.api.call("/cgi-bin/kf/send_msg", body, for: door, at: now)
            return (.sent(reply: "0 ok"), false)
        } catch let stop as Stop {
            return (stop.outcome, false)
        } catch let fault as WeChatAPI.Fault {
            return (Message.Outcome(fault), false)
        } catch {
            return (.notNow(reason: "later", detail: "database"), false)
        }
    }
}

/// What ends a try before anything is said.
private struct Stop: Error {
    let outcome: Message.Outcome
}

/// What is said in one message: its kind and what belongs to it.
private struct Said {
    let kind: String
    let content: JSON

    func body(_ head: [JSON.Object.Member]) -> JSON {
        .object(
            JSON.Object(
                head + [
                    .init(key: "msgtype", value: .string(kind)), .init(key: kind, value: content),
                ]))
    }
}

extension House {
    /// Longer than the call that sends: what cannot be sent within the lease is left to the next
    /// try, or two hands would send it.
    private static let sendMost = Span.seconds(25)

    /// The words of a message, or its file, handed over to the other side first.
    fileprivate func said(
        in message: Message, by api: WeChatAPI, _ door: Channel.Door, at now: Instant
    ) async throws -> Said {
        guard let id = message.content["file"]?.string.flatMap(ID<Attachment>.init),
            let medium = message.content["medium"]?.string.flatMap(FileWay.Medium.init)
        else {
            return Said(kind: "text", content: ["content": message.content["text"] ?? ""])
        }
        guard let file = try await file(id, in: message.workspace) else {
            throw Stop(outcome: .fileGone)
        }
        let name = try await api.upload(
            file.attachment, file.bytes, as: medium,
            boundary: "nuo-" + randomBytes(16).hexadecimal, for: door, at: now)
        guard message.due - self.now() > House.sendMost else {
            throw Stop(outcome: .notNow(reason: "timedOut", detail: "upload"))
        }
        var content = JSON.Object([.init(key: "media_id", value: .string(name))])
        if medium == .video, case .wechat = door {
            content.append("title", .string(file.attachment.name))
        }
        return Said(kind: medium.rawValue, content: .object(content))
    }
}

extension House {
    /// The account that a message goes out by; nil where it is gone or at rest.
    fileprivate func door(of message: Message) async -> Result<Channel.Door?, any Error> {
        guard let id = message.content["channel"]?.string.flatMap(ID<Channel>.init) else {
            return .success(nil)
        }
        do {
            return .success(
                try await database.read { [self] connection in
                    try activeChannel(id, in: message.workspace, on: connection)?.door
                })
        } catch {
            return .failure(error)
        }
    }
}
