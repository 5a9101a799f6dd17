import Base
import Domain
import SQL
import Store

extension Ledger {
    /// A message or an event of a WeChat official account.
    func takeWeChat(_ raw: [UInt8], _ incoming: Incoming, by channel: Channel) throws -> Incoming {
        guard let fields = FlatXML.read(raw), let sender = fields["FromUserName"] else {
            throw Refusal(.unreadable, "badXML")
        }
        var done = incoming
        done.sender = sender
        if fields["MsgType"] == "event" {
            let event = fields["Event"]?.lowercased()
            if ["subscribe", "scan", "click"].contains(event) {
                try open(.followed, for: sender, by: channel)
            }
            done.settle(.ignored, "event", event, at: now)
            return done
        }
        try open(.message, for: sender, by: channel)
        let text: String
        switch fields["MsgType"] {
        case "text": text = fields["Content"] ?? ""
        case "voice": text = try media("voice", fields["Recognition"])
        case "image":
            text = try media("image", fields["MediaId"] == nil ? fields["PicUrl"] : nil)
        case "video", "shortvideo": text = try media("video", nil)
        case "location": text = try media("location", fields["Label"])
        case "link": text = try media("link", "\(fields["Title"] ?? "") \(fields["Url"] ?? "")")
        default: text = try media("other", fields["MsgType"])
        }
        let file = fields["MediaId"].map { ChatMedium(id: $0, kind: kind(fields["MsgType"])) }
        return try takeChat(text, from: sender, name: nil, done, by: channel, with: file)
    }

    /// One message of a conversation of WeCom.
    func takeWeCom(
        _ said: JSON, name: String?, _ incoming: Incoming, by channel: Channel
    ) throws -> Incoming {
        var done = incoming
        let type = said["msgtype"]?.string ?? ""
        let sender =
            said["external_userid"]?.string ?? said["event"]?["external_userid"]?.string ?? ""
        guard !sender.isEmpty else {
            done.settle(.aside, "noSender", at: now)
            return done
        }
        done.sender = sender
        if said["origin"]?.integer == Ledger.fromServicer {
            return try takeElsewhere(said, from: sender, done, by: channel)
        }
        if type == "event" {
            let event = said["event"]?["event_type"]?.string
            if event == "msg_send_fail", let body = said["event"] { try tellFailed(body) }
            if event == "enter_session" {
                try open(.entered, for: sender, by: channel)
                if case .wecom(let account) = channel.door {
                    try say(
                        .welcome, said["event"]?["welcome_code"]?.string, to: sender,
                        by: channel.id, account)
                }
            }
            if event == "session_status_change", let body = said["event"],
                let id = try takeSession(body, of: sender, by: channel)
            {
                done.finish(in: id, opening: false, at: now)
                return done
            }
            done.settle(.ignored, "event", event, at: now)
            return done
        }
        try open(.message, for: sender, by: channel)
        let text: String
        switch type {
        case "text": text = said["text"]?["content"]?.string ?? ""
        case "location":
            text = try media("location", said["location"]?["address"]?.string)
        case "link":
            let link = said["link"]
            text = try media(
                "link", "\(link?["title"]?.string ?? "") \(link?["url"]?.string ?? "")")
        case "image", "voice", "video", "file": text = try media(type, nil)
        default:
            let title = said[type]?["title"]?.string
            text = try media("other", [type, title].compactMap { $0 }.joined(separator: " "))
        }
        let file = said[type]?["media_id"]?.string.map { ChatMedium(id: $0, kind: kind(type)) }
        let taken = try takeChat(text, from: sender, name: name, done, by: channel, with: file)
        try handOver(sender, by: channel, on: taken.caseID)
        return taken
    }

    /// Under which word a medium is known.
    private func kind(_ type: String?) -> String {
        switch type {
        case "image"?, "voice"?, "video"?: type ?? "file"
        case "shortvideo"?: "video"
        default: "file"
        }
    }

    /// What somebody of ours answered in WeCom itself: a note on the conversation's case, so that
    /// nobody answers twice.
    private func takeElsewhere(
        _ said: JSON, from sender: String, _ incoming: Incoming, by channel: Channel
    ) throws -> Incoming {
        var done = incoming
        guard
            let id = try CaseWays.openConversation(
                of: sender, by: channel.id, in: workspace, on: connection)
        else {
            done.settle(.ignored, "elsewhere", at: now)
            return done
        }
        let type = said["msgtype"]?.string ?? ""
        let text = try said["text"]?["content"]?.string ?? media(kind(type), nil)
        let words = try InvitationWords(house.library, "cases/reply.yaml")
        let language = try Workspaces.find(workspace, on: connection)?.language ?? "en"
        let who = said["servicer_userid"]?.string ?? ""
        let note = words["elsewhere"][language]
            .split(separator: "{who}", omittingEmptySubsequences: false).joined(separator: who)
        _ = try command(.note(Arrival.cut("\(note)\n\(text)", to: 2_000)), on: id, as: .system)
        done.finish(in: id, opening: false, at: now)
        return done
    }

    /// The other side took a message of ours and did not deliver it.
    private func tellFailed(_ event: JSON) throws {
        guard let id = event["fail_msgid"]?.string.flatMap(ID<Message>.init),
            var message = try Messages.find(id, in: workspace, on: connection),
            message.kind == .wecom, message.state == .sent
        else { return }
        message.fail(
            reason: "notDelivered", detail: "fail_type \(event["fail_type"]?.text ?? "")", at: now)
        try settle(message, holder: nil, source: "wecom")
    }

    private func takeChat(
        _ text: String, from sender: String, name: String?, _ incoming: Incoming,
        by channel: Channel, with file: ChatMedium?
    ) throws -> Incoming {
        var arrival = Arrival(
            kind: channel.kind, sender: sender, name: name,
            channelName: channel.kind == .wecom ? "wecom" : "wechat",
            title: Arrival.title("", orFrom: text), text: text)
        arrival.reference = incoming.key
        arrival.goesOn = true
        arrival.language = "zh"
        let message: ID<CaseMessage> = newID()
        arrival.message = message
        let done = try take(arrival, incoming, opens: channel.opens)
        if let file, let one = done.caseID {
            try file.keep(for: message, of: one, incoming, from: channel, in: self)
        }
        return done
    }

    /// What is no text, in words: `[picture]` and what is known of it.
    private func media(_ kind: String, _ detail: String?) throws -> String {
        let words = try InvitationWords(house.library, "cases/reply.yaml")
        let language = try Workspaces.find(workspace, on: connection)?.language ?? "en"
        let known = detail?.trimmed ?? ""
        return known.isEmpty ? words[kind][language] : "\(words[kind][language]) \(known)"
    }

    private func open(
        _ opening: ReplyWindow.Opening, for person: String, by channel: Channel
    ) throws {
        let known = try ReplyWindows.find(
            person, of: channel.id, in: workspace, on: connection)
        try ReplyWindows.put(
            .after(opening, at: now, known: known), of: person, by: channel.id, in: workspace,
            on: connection)
    }
}

extension House {
    /// What came by WeCom: an announcement, after which the messages are fetched, or one of these.
    func take(
        _ raw: [UInt8], _ one: Incoming, by channel: Channel, _ account: Channel.WeComAccount,
        on desk: Desk
    ) async throws {
        let body = try JSON(parsing: raw)
        if one.key.hasPrefix(ChatMedium.prefix) {
            return try await takeMedium(body, one, by: channel, on: desk)
        }
        guard one.key.hasPrefix("callback/") else {
            let name = await nickname(of: body, channel)
            return try await desk.write { ledger in
                try ledger.finish(
                    try ledger.takeWeCom(body, name: name, one, by: channel))
            }
        }
        var isMore = true
        while isMore {
            let cursor = try await desk.read { connection in
                try ChannelStates.find(channel.id, in: one.workspace, on: connection)?
                    .place["cursor"]?.string ?? ""
            }
            let page = try await WeChatAPI(self).call(
                "/cgi-bin/kf/sync_msg",
                [
                    "cursor": .string(cursor), "token": body["token"] ?? "", "limit": 1_000,
                    "open_kfid": .string(account.account),
                ], for: channel.door, at: now())
            let next = page["next_cursor"]?.string ?? cursor
            try await desk.write { ledger in
                try ledger.keep(page, cursor: next, from: channel)
            }
            isMore = page["has_more"]?.integer == 1 && next != cursor
        }
        try await desk.write { ledger in
            var done = one
            done.settle(.ignored, "announced", at: ledger.now)
            try ledger.finish(done)
        }
    }

    /// How the customer is called there; nil where that cannot be learnt now.
    private func nickname(of message: JSON, _ channel: Channel) async -> String? {
        guard let person = message["external_userid"]?.string else { return nil }
        do {
            let found = try await WeChatAPI(self).call(
                "/cgi-bin/kf/customer/batchget", ["external_userid_list": [.string(person)]],
                for: channel.door, at: now())
            return found["customer_list"]?.array?.first?["nickname"]?.string
        } catch {
            // A name is welcome; the message does not wait for it.
            return nil
        }
    }
}

extension Ledger {
    /// Where a customer speaks, or a conversation is entered; what we sent ourselves is not there.
    private static let fromCustomer = 3
    private static let fromSystem = 4
    /// Somebody of ours in WeCom itself.
    fileprivate static let fromServicer = 5

    /// Keeps a page of messages and how far they were fetched, together.
    fileprivate func keep(_ page: JSON, cursor: String, from channel: Channel) throws {
        for message in page["msg_list"]?.array ?? [] {
            guard let id = message["msgid"]?.string,
                let origin = message["origin"]?.integer,
                [Ledger.fromCustomer, Ledger.fromSystem, Ledger.fromServicer].contains(origin)
            else { continue }
            _ = try keep(message.bytes, as: String(id.prefix(255)), from: channel)
        }
        try ChannelStates.put(
            .init(place: ["cursor": .string(cursor)], lookedAt: now), of: channel.id,
            in: workspace, on: connection)
    }
}
