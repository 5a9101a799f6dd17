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
    let customer: Customer?
}

extension Ledger {
    /// Puts each answer of a change into the outbox beside it, once: its key is that of the
    /// message. One without a way out stays in the thread, and the page says so.
    func deliver(_ change: CaseChange, of one: Case) throws {
        let replies = change.messages.filter { $0.kind == .reply }
        guard !replies.isEmpty, let route = try replyRoute(of: one) else { return }
        let terms = try sendingTerms()
        for reply in replies {
            guard let draft = try draft(of: reply, on: one, by: route, terms) else { continue }
            let outgoing = message(draft, terms)
            try Messages.insert([outgoing], on: connection)
            try CaseWays.insert(
                CaseWay(
                    message: reply.id, kind: route.kind, channel: route.channel,
                    address: route.address, reference: outgoing.reference,
                    outgoing: outgoing.id),
                of: one.id, in: workspace, on: connection)
        }
    }

    /// Back by the way of the last message whose sender is known, else to the customer's mail.
    func replyRoute(of one: Case) throws -> ReplyRoute? {
        let customer = try one.customer.flatMap {
            try Customers.find($0, in: workspace, on: connection)
        }?.customer
        let last = try CaseWays.lastReceived(of: one.id, in: workspace, on: connection)
        if let last {
            return ReplyRoute(
                kind: last.kind, channel: last.channel, address: last.address,
                subject: last.subject, customer: customer)
        }
        // Who talks in the site's chat reads the answer there.
        guard one.origin.channel != "chat", let address = customer?.address(.mail) else {
            return nil
        }
        return ReplyRoute(
            kind: .mail, channel: nil, address: address, subject: nil, customer: customer)
    }

    /// Nil where that way is not set up.
    private func draft(
        of reply: CaseMessage, on one: Case, by route: ReplyRoute, _ terms: SendingTerms
    ) throws -> MessageDraft? {
        let purpose: Message.Purpose = reply.isAutomatic ? .service : .reply
        switch route.kind {
        case .mail:
            guard terms.sends(.mail) else { return nil }
            var draft = try mail(reply.text, on: one, by: route, terms, purpose: purpose)
            draft.key = "case/\(reply.id)"
            draft.content["isPersonal"] = .bool(!reply.isAutomatic)
            draft.content["references"] = .array(
                try CaseWays.references(of: one.id, in: workspace, on: connection)
                    .map(JSON.string))
            return draft
        case .webhook, .wecom, .wechat: return nil
        }
    }

    /// What somebody said on a case, as a mail: with the mark by which the answer finds back.
    private func mail(
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
        let subject = route.subject.map(CaseWay.reply(to:)) ?? heading
        var draft = MessageDraft.mail(
            to: route.address, subject: subject,
            text: text + "\n\n-- \n" + foot.joined(separator: "\n") + "\n",
            name: route.customer?.name, language: language == "zh" ? "zh-CN" : "en",
            purpose: purpose, key: "")
        draft.customer = one.customer
        return draft
    }

    private func language(of customer: Customer?) throws -> String {
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
        guard message.key.hasPrefix("case/"), [.failed, .bounced, .cancelled].contains(message.state),
            let id = try CaseWays.caseOf(outgoing: message.id, in: workspace, on: connection),
            let one = try Cases.find(id, in: workspace, on: connection)
        else { return }
        try tell(
            one.assignee == nil ? .lead(levelsUp: 0) : .assignee, "undelivered", of: one,
            ["message": .string(message.id.description)])
    }
}
