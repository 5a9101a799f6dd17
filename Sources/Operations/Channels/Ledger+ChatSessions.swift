import Base
import Domain
import SQL
import Store

/// What is wished of a conversation on the other side: it leaves by the outbox, as answers do.
enum SessionWish {
    /// Members of a message's content.
    static let state = "session"
    static let servicer = "servicer"
    static let ofCase = "case"
    static let code = "code"
}

extension Ledger {
    /// Lets the conversation in WeCom follow its case: whoever is given the case has the
    /// conversation, and a closed case ends it.
    func handOver(_ change: CaseChange, of one: Case) throws {
        let names = Set(change.events.map(\.name))
        guard !names.isDisjoint(with: [.assigned, .closed]),
            let (person, channel, account) = try weComConversation(of: one)
        else { return }
        if names.contains(.closed) {
            return try wish(.init(.ended), of: person, by: channel, account, for: one)
        }
        guard account.handsOver, one.assignee != nil else { return }
        try seekServicer(of: person, by: channel, account, for: one)
    }

    /// Somebody wrote: where people answer in WeCom, the conversation goes to whoever has the
    /// case, or into the pool.
    func handOver(_ person: String, by channel: Channel, on id: ID<Case>?) throws {
        guard case .wecom(let account) = channel.door else { return }
        let known = try ReplyWindows.session(
            of: person, by: channel.id, in: workspace, on: connection)
        // After its end a conversation begins anew with a word of the customer's.
        if known?.state == .ended {
            try ReplyWindows.put(
                session: ChatSession(.new), of: person, by: channel.id, in: workspace,
                on: connection)
        }
        guard account.handsOver, [nil, .new, .ended].contains(known?.state), let id,
            let one = try Cases.find(id, in: workspace, on: connection)
        else { return }
        try seekServicer(of: person, by: channel.id, account, for: one)
    }

    private func seekServicer(
        of person: String, by channel: ID<Channel>, _ account: Channel.WeComAccount,
        for one: Case
    ) throws {
        let login = try one.assignee.flatMap { try Users.find($0, in: workspace, on: connection) }?
            .account.login.text
        let servicer = login.flatMap { account.servicer(of: $0) }
        let next = servicer.map { ChatSession(.person, servicer: $0) } ?? ChatSession(.waiting)
        let known = try ReplyWindows.session(
            of: person, by: channel, in: workspace, on: connection)
        // Whom WeCom does not know by name takes nothing from the pool or from a person.
        if servicer == nil, let state = known?.state, state >= .waiting, state < .ended { return }
        guard known != next else { return }
        try wish(next, of: person, by: channel, account, for: one)
    }

    private func wish(
        _ next: ChatSession, of person: String, by channel: ID<Channel>,
        _ account: Channel.WeComAccount, for one: Case
    ) throws {
        let id: ID<Message> = newID()
        var draft = MessageDraft(
            kind: .wecom, purpose: .reply, address: person,
            content: JSON.Object([
                .init(key: "channel", value: .string(channel.description)),
                .init(key: SessionWish.state, value: .integer(next.state.rawValue)),
                .init(key: SessionWish.servicer, value: .optional(next.servicer)),
                .init(key: SessionWish.ofCase, value: .string(one.id.description)),
            ]), key: "session/\(id)")
        draft.customer = one.customer
        try send(draft, try sendingTerms())
    }

    /// The conversation by which the case's customer last wrote, where that is WeCom's and goes on.
    private func weComConversation(
        of one: Case
    ) throws -> (person: String, channel: ID<Channel>, account: Channel.WeComAccount)? {
        guard let last = try CaseWays.lastReceived(of: one.id, in: workspace, on: connection),
            last.kind == .wecom, let id = last.channel,
            case .wecom(let account)? = try house.activeChannel(
                id, in: workspace, on: connection)?.door
        else { return nil }
        return (last.address, id, account)
    }

    /// Says what is to be said by itself, with the code that WeCom gave for it.
    func say(
        _ moment: Channel.WeComAccount.Moment, _ code: String?, to person: String,
        by channel: ID<Channel>, _ account: Channel.WeComAccount
    ) throws {
        guard let code, !code.isEmpty, let text = account.words[moment] else { return }
        var draft = MessageDraft.text(
            .wecom, to: person, text, purpose: .reply,
            key: "event/\(moment.rawValue)/\(code.prefix(200))")
        draft.content["channel"] = .string(channel.description)
        draft.content[SessionWish.code] = .string(code)
        try send(draft, try sendingTerms())
    }

    /// WeCom tells that a conversation went to a person, to another, or ended.
    /// - Returns: the case it belongs to.
    func takeSession(
        _ event: JSON, of person: String, by channel: Channel
    ) throws -> ID<Case>? {
        guard case .wecom(let account) = channel.door else { return nil }
        let servicer = event["new_servicer_userid"]?.string
        let isOver = event["change_type"]?.integer == Ledger.sessionEnded
        let session = isOver ? ChatSession(.ended) : ChatSession(.person, servicer: servicer)
        let before = try ReplyWindows.session(
            of: person, by: channel.id, in: workspace, on: connection)
        try ReplyWindows.put(
            session: session, of: person, by: channel.id, in: workspace, on: connection)
        try say(
            isOver ? .farewell : .queued, event["msg_code"]?.string, to: person, by: channel.id,
            account)
        guard
            let id = try CaseWays.openConversation(
                of: person, by: channel.id, in: workspace, on: connection)
        else { return nil }
        guard !isOver else {
            if before?.state != .ended {
                try noteElsewhere(
                    "sessionEnded", who: event["old_servicer_userid"]?.string ?? "", on: id)
            }
            return id
        }
        if let login = servicer.flatMap({ account.servicers[$0] }),
            let user = try Users.find(login: login, on: connection)?.account,
            user.workspace == workspace,
            let one = try Cases.find(id, in: workspace, on: connection), one.assignee != user.id
        {
            do {
                try checkAssignee(user.id)
                _ = try command(.assign(team: one.team, assignee: user.id), on: id, as: .system)
                return id
            } catch is Refusal {
                // Who has it there cannot have it here; the note tells.
            }
        }
        if let servicer, account.servicers[servicer] == nil {
            try noteElsewhere("sessionTaken", who: servicer, on: id)
        }
        return id
    }

    /// `change_type`: taken from the pool, handed on, ended, taken up again.
    private static let sessionEnded = 3

    private func noteElsewhere(_ key: String, who: String, on id: ID<Case>) throws {
        let words = try InvitationWords(house.library, "cases/reply.yaml")
        let language = try Workspaces.find(workspace, on: connection)?.language ?? "en"
        let text = words[key][language]
            .split(separator: "{who}", omittingEmptySubsequences: false).joined(separator: who)
        _ = try command(.note(text), on: id, as: .system)
    }

    /// Tells whoever works on the case that the conversation did not follow it.
    func tellSession(_ message: Message) throws {
        guard message.state == .failed, message.content[SessionWish.state] != nil,
            let id = message.content[SessionWish.ofCase]?.string.flatMap(ID<Case>.init),
            let one = try Cases.find(id, in: workspace, on: connection),
            // That an end comes after the end is nothing to act on.
            one.status != .closed
        else { return }
        try tell(
            one.assignee == nil ? .lead(levelsUp: 0) : .assignee, "session", of: one,
            ["message": .string(message.id.description)])
    }
}
