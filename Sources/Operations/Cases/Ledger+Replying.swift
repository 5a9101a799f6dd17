import Base
import Domain
import SQL
import Store

/// Where an answer on a case goes.
struct ReplyRoute {
    let kind: Channel.Kind
    let channel: ID<Channel>?
    let address: String
    /// Of the mail that is answered.
    let subject: String?
    /// What the other side calls the message that is answered.
    var reference: String?
    let customer: Customer?
}

extension Ledger {
    /// Puts each answer of a change into the outbox beside it, once: its key is that of the
    /// message. One without a way out stays in the thread, and the page says so.
    func deliver(_ change: CaseChange, of one: Case) throws {
        let replies = change.messages.filter { $0.kind == .reply }
        guard !replies.isEmpty, let route = try replyRoute(of: one) else { return }
        let terms = try sendingTerms()
        if route.kind == .chat { return try show(replies, on: one, by: route) }
        for reply in replies {
            let files = try files(of: reply.id, by: route.kind)
            guard let draft = try draft(of: reply, with: files, on: one, by: route, terms) else {
                continue
            }
            let apart = files.apart.map { self.draft(of: $0.file, as: $0.medium, beside: draft) }
            var outgoing = (parts(of: draft, by: route) + apart).map { message($0, terms) }
            for place in outgoing.indices.dropFirst() {
                outgoing[place].follow(outgoing[place - 1].id)
            }
            if let refusal = try refusal(of: outgoing.count, by: route) {
                // What cannot go whole does not go at all: it stays one message, and is refused.
                outgoing = [message(draft, terms)]
                outgoing[0].settle(.never(reason: refusal, detail: ""), at: now, chance: 0)
            }
            guard let last = outgoing.last else { continue }
            try Messages.insert(outgoing, on: connection)
            try CaseWays.insert(
                CaseWay(
                    message: reply.id, kind: route.kind, channel: route.channel,
                    address: route.address, reference: last.reference, outgoing: last.id),
                of: one.id, in: workspace, on: connection)
            try tellUndelivered(last)
        }
    }

    /// A long answer as the messages that a chat program takes, in order.
    private func parts(of draft: MessageDraft, by route: ReplyRoute) -> [MessageDraft] {
        guard route.kind.hasWindow, let text = draft.content["text"]?.string else {
            return [draft]
        }
        return TextParts.of(text, most: ReplyWindow.bytesMost).enumerated().map { place, text in
            var part = draft
            part.content["text"] = .string(text)
            if place > 0 { part.key += "/\(place + 1)" }
            return part
        }
    }

    /// Why a chat program would not take so many messages now; where it would, fewer are left.
    private func refusal(of count: Int, by route: ReplyRoute) throws -> String? {
        guard route.kind.hasWindow, let channel = route.channel else { return nil }
        guard
            var window = try ReplyWindows.find(
                route.address, of: channel, in: workspace, on: connection)
        else { return "windowClosed" }
        let session = try ReplyWindows.session(
            of: route.address, by: channel, in: workspace, on: connection)
        // Whether somebody of ours still has it there, only the other side knows.
        if session?.state == .ended { return session?.state.refusal }
        if let refusal = window.refusal(of: count, at: now) { return refusal }
        window.use(count)
        try ReplyWindows.put(
            window, of: route.address, by: channel, in: workspace, on: connection)
        return nil
    }

    /// Whether an answer can leave by that way at all.
    func sends(_ route: ReplyRoute) throws -> Bool {
        switch route.kind {
        case .mail: return try sendingTerms().sends(.mail)
        // An answer to a form goes by mail, or stands on the case's page.
        case .form: return false
        case .webhook, .wecom, .wechat, .chat:
            guard let id = route.channel,
                let channel = try house.activeChannel(id, in: workspace, on: connection)
            else { return false }
            guard case .webhook(let caller) = channel.door else { return true }
            return try caller.answersBy.map {
                try sendingTerms().sends(.webhook, to: $0)
            } ?? false
        }
    }

    /// Back by the way of the last message whose sender is known, else to the customer's mail.
    func replyRoute(of one: Case) throws -> ReplyRoute? {
        let customer = try one.customer.flatMap {
            try Customers.find($0, in: workspace, on: connection)
        }?.customer
        let last = try CaseWays.lastReceived(of: one.id, in: workspace, on: connection)
        let isGone = try last.map { last in
            // A chat that was taken off the site is read by nobody.
            try last.kind == .chat
                && last.channel.flatMap {
                    try house.activeChannel($0, in: workspace, on: connection)
                } == nil
        }
        if let last, last.kind == .form {
            // To the address that was typed, and to no other of whom it may belong to.
            guard let mail = Contact(.mail, last.address).plain?.value else { return nil }
            return ReplyRoute(
                kind: .mail, channel: nil, address: mail, subject: nil, customer: customer)
        }
        if let last, isGone != true {
            return ReplyRoute(
                kind: last.kind, channel: last.channel, address: last.address,
                subject: last.subject, reference: last.reference, customer: customer)
        }
        // Who talks in the site's chat reads the answer there.
        guard isGone == true || one.origin.channel != "chat", let address = customer?.address(.mail)
        else {
            return nil
        }
        return ReplyRoute(
            kind: .mail, channel: nil, address: address, subject: nil, customer: customer)
    }

    /// Nil where that way is not set up.
    private func draft(
        of reply: CaseMessage, with files: ReplyFiles, on one: Case, by route: ReplyRoute,
        _ terms: SendingTerms
    ) throws -> MessageDraft? {
        let purpose: Message.Purpose = reply.isAutomatic ? .service : .reply
        let text = try text(reply.text, with: files.linked, terms, for: route.customer)
        switch route.kind {
        case .mail:
            guard terms.sends(.mail) else { return nil }
            var draft = try mail(text, on: one, by: route, terms, purpose: purpose)
            draft.attach(files.along)
            draft.key = "case/\(reply.id)"
            draft.content["isPersonal"] = .bool(!reply.isAutomatic)
            draft.content["references"] = .array(
                try CaseWays.references(of: one.id, in: workspace, on: connection)
                    .map(JSON.string))
            return draft
        case .webhook:
            guard let id = route.channel,
                case .webhook(let caller)? = try house.activeChannel(
                    id, in: workspace, on: connection)?.door,
                let name = caller.answersBy, terms.sends(.webhook, to: name)
            else { return nil }
            return MessageDraft(
                kind: .webhook, purpose: purpose, address: name,
                content: JSON.Object([
                    .init(
                        key: "payload",
                        value: try payload(of: reply, files.linked, on: one, by: route, terms))
                ]), key: "case/\(reply.id)", customer: one.customer)
        case .chat, .form: return nil
        case .wecom, .wechat:
            guard try sends(route), let id = route.channel else { return nil }
            var draft = MessageDraft.text(
                route.kind == .wecom ? .wecom : .wechat, to: route.address, text,
                purpose: purpose, key: "case/\(reply.id)")
            draft.content["channel"] = .string(id.description)
            draft.customer = one.customer
            return draft
        }
    }

    /// What a program is told of an answer.
    private func payload(
        of reply: CaseMessage, _ files: [Attachments.Stored], on one: Case,
        by route: ReplyRoute, _ terms: SendingTerms
    ) throws -> JSON {
        let key = files.isEmpty ? "" : try sealingKey()
        let links: [JSON] = files.map { file in
            [
                "name": .string(file.attachment.name),
                "type": .string(file.attachment.type.media),
                "size": .integer(file.attachment.size),
                "address": .optional(
                    terms.address.map {
                        $0 + FileLink.path(file.id, in: workspace, key: key)
                    }),
            ]
        }
        return [
            "type": "case.replied", "timestamp": .string(now.iso8601),
            "data": [
                "case": .string(one.id.description), "message": .string(reply.id.description),
                "to": .string(route.address), "thread": .optional(route.reference),
                "text": .string(reply.text), "automatic": .bool(reply.isAutomatic),
                "files": .array(links),
            ],
        ]
    }

    /// What somebody said on a case, as a mail: with the mark by which the answer finds back.
    func mail(
        _ text: String, on one: Case, by route: ReplyRoute, _ terms: SendingTerms,
        purpose: Message.Purpose
    ) throws -> MessageDraft {
        let words = try InvitationWords(house.library, "cases/reply.yaml")
        let language = try language(of: route.customer)
        let token = SealedToken<Case>(workspace: workspace, subject: one.id)
            .text(for: .reply, key: try sealingKey())
        var foot = [words["answer"][language]]
        if let site = terms.address,
            let page = try CasePages.token(of: one.id, in: workspace, on: connection)
        {
            foot.append("\(words["page"][language]): \(site)/c/\(page)")
        }
        foot.append("[ref:\(token)]")
        let heading = words["subject"][language]
            .split(separator: "{number}", omittingEmptySubsequences: false)
            .joined(separator: one.id.description)
        let subject =
            try route.subject.map { try MailWords(house.library).reply(to: $0) } ?? heading
        var draft = MessageDraft.mail(
            to: route.address, subject: subject,
            text: text + "\n\n-- \n" + foot.joined(separator: "\n") + "\n",
            name: route.customer?.name, language: language == "zh" ? "zh-CN" : "en",
            purpose: purpose, key: "")
        draft.customer = one.customer
        draft.content["replyTo"] = try mailbox(of: route.channel).map(JSON.string)
        return draft
    }

    /// Where answers are asked to: the mailbox it came by, else the first that is read.
    private func mailbox(of channel: ID<Channel>?) throws -> String? {
        let all = try Channels.list(in: workspace, on: connection).filter {
            $0.kind == .mail && $0.isActive
        }
        guard let stored = all.first(where: { $0.id == channel }) ?? all.first,
            case .mail(let account) = try house.channel(stored).door
        else { return nil }
        return account.address
    }

    func language(of customer: Customer?) throws -> String {
        if let language = customer?.language { return language }
        return try Workspaces.find(workspace, on: connection)?.language ?? "en"
    }

    /// Sends the address of the customer's page to the customer, each page once.
    /// - Throws: `Refusal` when there is no way to.
    func sendPage(_ token: String, of one: Case) throws {
        let terms = try sendingTerms()
        guard terms.sends(.mail), terms.address != nil else {
            throw Refusal(.conflict, "notSetUp")
        }
        guard let route = try replyRoute(of: one), route.kind == .mail else {
            throw Refusal(.conflict, "noAddress")
        }
        let words = try InvitationWords(house.library, "cases/reply.yaml")
        var draft = try mail(
            words["pageText"][language(of: route.customer)], on: one, by: route, terms,
            purpose: .service)
        draft.key = "case-page/\(token.prefix(16))"
        try send(draft, terms)
    }

    /// Tells whoever works on the case that an answer did not arrive.
    func tellUndelivered(_ message: Message) throws {
        guard message.key.hasPrefix("case/"),
            [.failed, .bounced, .cancelled].contains(message.state),
            let id = try CaseWays.caseOf(outgoing: message.id, in: workspace, on: connection),
            let one = try Cases.find(id, in: workspace, on: connection)
        else { return }
        try tell(
            one.assignee == nil ? .lead(levelsUp: 0) : .assignee, "undelivered", of: one,
            ["message": .string(message.id.description)])
    }
}
