import Base
import Domain
import SQL
import Store

/// One conversation of WeCom's customer service as the other side has it: asked, changed and
/// answered at its events. What it says of itself is kept, so that the case shows it.
struct WeComTalk {
    /// So long WeCom takes a word to whoever entered.
    private static let welcomeMost = Span.seconds(20)

    let api: WeChatAPI
    private let house: House
    private let account: Channel.WeComAccount
    private let door: Channel.Door
    private let message: Message
    private let now: Instant

    init(
        _ house: House, _ account: Channel.WeComAccount, _ door: Channel.Door,
        _ message: Message, at now: Instant
    ) {
        self.house = house
        self.account = account
        self.door = door
        self.message = message
        self.now = now
        api = WeChatAPI(house)
    }

    /// How it stands now.
    func session() async throws -> ChatSession {
        let found = try await api.call(
            "/cgi-bin/kf/service_state/get", .object(named), for: door, at: now)
        guard let state = found["service_state"]?.integer.flatMap(ChatSession.State.init) else {
            throw WeChatAPI.Fault.said(-1, "service_state \(found["service_state"]?.text ?? "")")
        }
        let session = ChatSession(state, servicer: found["servicer_userid"]?.string)
        try await keep(session)
        return session
    }

    /// - Returns: the code with which a word may be said on it, if there is one.
    func put(_ next: ChatSession) async throws -> String? {
        var body = named
        body["service_state"] = .integer(next.state.rawValue)
        if let servicer = next.servicer { body["servicer_userid"] = .string(servicer) }
        let answer = try await api.call(
            "/cgi-bin/kf/service_state/trans", .object(body), for: door, at: now)
        try await keep(next)
        return answer["msg_code"]?.string
    }

    /// Lets it follow its case, after what was answered before.
    func change(to state: ChatSession.State) async throws -> Message.Outcome {
        let isFirst = try await house.database.read { [message] connection in
            try Messages.isFirst(message, on: connection)
        }
        guard isFirst else { return .notNow(reason: "partBefore", detail: "") }
        let wish = ChatSession(
            state, servicer: message.content[SessionWish.servicer]?.string)
        let present = try await session()
        guard present != wish else { return .sent(reply: "as it was") }
        guard present.state.mayBecome(state) else {
            return .never(
                reason: present.state.refusal ?? "refused", detail: present.state.word)
        }
        let code = try await put(wish)
        let moment: Channel.WeComAccount.Moment? =
            state == .ended ? .farewell : present.state < .waiting ? .queued : nil
        if let moment, let code {
            let desk = Desk(house, actor: .system("sender", in: message.workspace))
            if let id = message.content["channel"]?.string.flatMap(ID<Channel>.init) {
                try await desk.write { [message, account] ledger in
                    try ledger.say(moment, code, to: message.address, by: id, account)
                }
            }
        }
        return .sent(reply: "0 ok")
    }

    /// Answers an event with its code; each code is good for one word.
    func say(_ code: String) async throws -> Message.Outcome {
        if message.key.hasPrefix("event/welcome/"),
            now - message.createdAt > WeComTalk.welcomeMost
        {
            return .never(reason: "windowClosed", detail: "welcome_code")
        }
        let text = message.content["text"] ?? ""
        _ = try await api.call(
            "/cgi-bin/kf/send_msg_on_event",
            [
                "code": .string(code), "msgid": .string(message.id.description),
                "msgtype": "text", "text": ["content": text],
            ], for: door, at: now)
        return .sent(reply: "0 ok")
    }

    private var named: JSON.Object {
        JSON.Object([
            .init(key: "open_kfid", value: .string(account.account)),
            .init(key: "external_userid", value: .string(message.address)),
        ])
    }

    private func keep(_ session: ChatSession) async throws {
        guard let id = message.content["channel"]?.string.flatMap(ID<Channel>.init) else { return }
        let isKnown = try await house.database.read { [message] connection in
            try ReplyWindows.session(
                of: message.address, by: id, in: message.workspace, on: connection) == session
        }
        guard !isKnown else { return }
        try await house.database.write { [message] connection in
            try ReplyWindows.put(
                session: session, of: message.address, by: id, in: message.workspace,
                on: connection)
        }
    }
}
