import Base
import Domain
import SQL
import Store

extension Ledger {
    /// Makes a message of what a visitor said in the chat of a site.
    func takeChat(_ said: JSON, _ incoming: Incoming, by channel: Channel) throws -> Incoming {
        var done = incoming
        guard let id = said["visitor"]?.string.flatMap(ID<ChatVisitor>.init),
            var text = said["text"]?.string,
            let visitor = try ChatVisitors.find(id, in: workspace, on: connection)
        else {
            done.settle(.aside, "noSender", at: now)
            return done
        }
        let sent = Event.Subject(Chat.fileKind, incoming.id.raw)
        if text.isEmpty {
            let files = try Attachments.list(of: sent, in: workspace, on: connection)
            text = ChatThread.words(of: files.map(\.attachment))
        }
        var arrival = Arrival(
            kind: .chat, sender: id.description, name: visitor.name, channelName: "chat",
            title: Arrival.title("", orFrom: text), text: text)
        if let mail = visitor.mail { arrival.contacts = [Contact(.mail, mail)] }
        arrival.isKnownByContacts = false
        arrival.customerKey = visitor.identity
        let message: ID<CaseMessage> = newID()
        arrival.message = message
        arrival.language = visitor.language
        arrival.reference = incoming.key
        arrival.goesOn = true
        if let page = said["page"]?.string {
            let words = try InvitationWords(house.library, "cases/reply.yaml")
            let language = try Workspaces.find(workspace, on: connection)?.language ?? "en"
            arrival.remark = words["chatPage"][language]
                .split(separator: "{page}", omittingEmptySubsequences: false)
                .joined(separator: page)
        }
        let settled = try take(arrival, done, opens: channel.opens)
        guard let one = settled.caseID else { return settled }
        try Attachments.move(
            from: sent, to: CaseFile.subject(message), in: workspace, on: connection)
        if let key = visitor.identity { try know(visitor, as: key, on: one) }
        // Locked last, as answers lock their case first.
        if var visitor = try ChatVisitors.take(id, in: workspace, on: connection) {
            visitor.caseID = one
            try ChatVisitors.update(visitor, on: connection)
            connection.notify(presenceChannel)
        }
        return settled
    }

    /// Whoever wrote as a stranger and signed in since is one with who that is; a person may take
    /// it back.
    private func know(_ visitor: ChatVisitor, as key: String, on id: ID<Case>) throws {
        let own = "\(Channel.Kind.chat.rawValue):\(visitor.id)"
        guard let one = try Cases.find(id, in: workspace, on: connection),
            let stranger = one.customer,
            let stored = try Customers.find(stranger, in: workspace, on: connection),
            stored.customer.key == own
        else { return }
        let known = try makeCustomer(
            key, name: visitor.name, visitor.mail.map { [Contact(.mail, $0)] } ?? [],
            language: visitor.language)
        guard known != stranger else { return }
        try merge(stranger, into: known)
    }

    /// Puts answers where the visitor's page shows them. Nothing leaves the house unless nobody
    /// sees them: then they go by mail, those together that came together.
    func show(_ replies: [CaseMessage], on one: Case, by route: ReplyRoute) throws {
        guard try sends(route), let id = ID<ChatVisitor>(route.address) else { return }
        for reply in replies {
            try CaseWays.insert(
                CaseWay(
                    message: reply.id, kind: .chat, channel: route.channel,
                    address: route.address, reference: nil),
                of: one.id, in: workspace, on: connection)
        }
        guard var visitor = try ChatVisitors.take(id, in: workspace, on: connection) else {
            return
        }
        visitor.answered(at: now)
        try ChatVisitors.update(visitor, on: connection)
        connection.notify(presenceChannel)
    }

    /// Sends by mail what a visitor who has left did not see of the answers, once.
    func mailAnswers(to id: ID<ChatVisitor>) throws {
        guard var visitor = try ChatVisitors.take(id, in: workspace, on: connection),
            let due = visitor.mailDue, due <= now
        else { return }
        let unseen = try ChatVisitors.thread(
            of: visitor, after: visitor.known, limit: ChatThread.most, on: connection
        ).map(\.message).filter { $0.kind == .reply }.reversed()
        visitor.mailDue = nil
        if let last = unseen.last, let mail = visitor.mail {
            if visitor.isHere(at: now) {
                visitor.mailDue = now + .minutes(1)
            } else if try self.mail(Array(unseen), to: mail, of: visitor) {
                visitor.mailed = last.id
            }
        }
        try ChatVisitors.update(visitor, on: connection)
    }

    /// - Returns: false where mail is not set up.
    private func mail(
        _ replies: [CaseMessage], to mail: String, of visitor: ChatVisitor
    ) throws -> Bool {
        let terms = try sendingTerms()
        guard terms.sends(.mail), let last = replies.last,
            let id = try ChatVisitors.news(
                of: [visitor.id], in: workspace, on: connection)[visitor.id]?.case,
            let one = try Cases.find(id, in: workspace, on: connection)
        else { return false }
        let known = try one.customer.flatMap {
            try Customers.find($0, in: workspace, on: connection)
        }?.customer
        let isAutomatic = replies.allSatisfy(\.isAutomatic)
        let files = ReplyFiles(
            try Attachments.list(
                of: CaseFile.subjectKind, replies.map(\.id.raw), in: workspace, on: connection),
            by: .mail)
        let text = try text(
            replies.map(\.text).joined(separator: "\n\n"), with: files.linked, terms, for: known)
        var draft = try self.mail(
            text, on: one,
            by: ReplyRoute(
                kind: .mail, channel: nil, address: mail, subject: nil, customer: known),
            terms, purpose: isAutomatic ? .service : .reply)
        draft.attach(files.along)
        draft.key = "case/chat/\(last.id)"
        draft.content["isPersonal"] = .bool(!isAutomatic)
        let outgoing = message(draft, terms)
        guard try Messages.insert([outgoing], on: connection) == 1 else { return true }
        try CaseWays.carry(
            replies.map(\.id), by: outgoing.id, reference: outgoing.reference, in: workspace,
            on: connection)
        return true
    }
}
