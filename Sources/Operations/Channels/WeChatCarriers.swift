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
        let body: JSON = [
            "touser": .string(message.address), "msgtype": "text",
            "text": ["content": message.content["text"] ?? ""],
        ]
        do {
            _ = try await WeChatAPI(house).call(
                "/cgi-bin/message/custom/send", body, for: door, at: now)
            return (.sent(reply: "0 ok"), false)
        } catch {
            return (Message.Outcome(error), false)
        }
    }
}

/// Answers into a conversation of WeCom's customer service.
struct WeComCarrier: Carrier {
    let house: House

    /// States of a conversation: not taken up, with a program, waiting for a person of WeCom,
    /// with one, ended. A program may write in the first two.
    private enum State {
        static let new = 0
        static let program = 1
        static let waiting = 2
        static let person = 3
    }

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
        let api = WeChatAPI(house)
        let conversation = JSON.Object([
            .init(key: "open_kfid", value: .string(account.account)),
            .init(key: "external_userid", value: .string(message.address)),
        ])
        do {
            let state = try await api.call(
                "/cgi-bin/kf/service_state/get", .object(conversation), for: door, at: now)
            switch state["service_state"]?.integer {
            case State.new:
                var taken = conversation
                taken["service_state"] = .integer(State.program)
                _ = try await api.call(
                    "/cgi-bin/kf/service_state/trans", .object(taken), for: door, at: now)
            case State.program: break
            case State.waiting, State.person:
                return (.never(reason: "sessionElsewhere", detail: ""), false)
            default: return (.never(reason: "windowClosed", detail: "session ended"), false)
            }
            // The same id at every try: the other side drops a second one.
            let body: JSON = [
                "touser": .string(message.address), "open_kfid": .string(account.account),
                "msgid": .string(message.id.description), "msgtype": "text",
                "text": ["content": message.content["text"] ?? ""],
            ]
            _ = try await api.call("/cgi-bin/kf/send_msg", body, for: door, at: now)
            return (.sent(reply: "0 ok"), false)
        } catch {
            return (Message.Outcome(error), false)
        }
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
