public import Base
public import Domain
import SQL
import Store

/// The chat of a site as visitors meet it: nobody signs in, a token of the visitor's browser opens
/// one conversation and nothing else.
public struct Chat: Sendable {
    public let panel: ChatPanel
    /// Whether somebody is likely to answer at once.
    public let isAttended: Bool
    /// Whether these are opening hours.
    public let isOpen: Bool
    /// When they begin again; nil while they last.
    public let opensAt: Instant?
    let channel: Channel
    let desk: Desk
    /// Who the visitor is, as the site signed it for this call; nil where it says nothing.
    var identity: ChatIdentity?

    /// Whoever used the product so lately is taken to be there; a session is noted every five
    /// minutes.
    private static let attendedWithin = Span.minutes(15)

    static let mostLines = 60
    static let mostNewOfAddress = 20
    static let mostNewOfChannel = 300
    static let mostMisses = 50

    public static func open(_ id: ID<Channel>, in house: House) async throws -> Chat {
        let now = house.now()
        return try await house.database.read { connection in
            guard let stored = try Channels.find(id, on: connection), stored.isActive else {
                throw Refusal(.notFound, "noSuchChannel")
            }
            let channel = try house.channel(stored)
            guard case .chat(let panel) = channel.door else {
                throw Refusal(.notFound, "noSuchChannel")
            }
            var hours = Hours(house.library, in: stored.workspace, on: connection)
            let calendar = try panel.calendar.map { _ in try hours.of(panel.calendar) }
            let open = (calendar as? BusinessCalendar)
            let isOpen = open?.isOpen(at: now) ?? true
            let isAttended = try Sessions.isAnyoneThere(
                of: Role.allCases.filter { $0.rights.contains(.casesWork) },
                team: channel.opens.team, since: now - attendedWithin, in: stored.workspace,
                on: connection)
            return Chat(
                panel: panel, isAttended: isOpen && isAttended, isOpen: isOpen,
                opensAt: isOpen ? nil : open?.nextOpening(after: now), channel: channel,
                desk: Desk(house, actor: .system("chat", in: stored.workspace)))
        }
    }

    /// - Parameter token: who the site says that the visitor is; nil where it says nothing.
    /// - Throws: `Refusal` for what the site's server did not sign for this chat and this time.
    public mutating func identify(_ token: String?) throws {
        guard let token, !token.isEmpty else { return }
        guard let secret = panel.secret else { throw Refusal(.signInNeeded, "identityForged") }
        identity = try ChatIdentity(
            signed: token, secret: secret, for: channel.id, at: desk.now())
    }

    /// Whether this call may go on with a conversation: one that somebody known began is opened
    /// only by the same, so that who signs out leaves nothing to the next at the same browser.
    func opens(_ visitor: ChatVisitor) -> Bool {
        visitor.workspace == desk.workspace && visitor.channel == channel.id
            && !visitor.isOver(at: desk.now())
            && (visitor.identity == nil || visitor.identity == identity?.subject)
    }

    /// The visitor of a token; too many wrong ones from an address are refused.
    func visitor(_ token: String, from address: String?) async throws -> ChatVisitor {
        let hash = Secret(shown: token)?.hash
        let found = try await desk.read { connection in
            try hash.flatMap { try ChatVisitors.find(tokenHash: $0, on: connection) }
        }
        guard let found, opens(found) else {
            try await desk.house.bound(
                "chat tokens of \(address ?? "")", tries: Chat.mostMisses)
            throw Refusal(.notFound, "noSuchChat")
        }
        return found
    }

    /// What was said in a visitor's conversation.
    public func thread(_ token: String, from address: String?) async throws -> ChatThread {
        let visitor = try await visitor(token, from: address)
        return try await desk.read { connection in
            let said = try ChatVisitors.thread(
                of: visitor, limit: ChatThread.most, on: connection)
            let open = try Incomings.open(
                from: visitor.id.description, by: channel.id, limit: 50, in: desk.workspace,
                on: connection)
            let files = try FileLink.files(
                of: CaseFile.subjectKind, said.map(\.message.id.raw), at: desk.now(),
                in: desk.workspace, on: connection)
            let sent = try FileLink.files(
                of: Chat.fileKind, open.map(\.incoming.id.raw), at: desk.now(),
                in: desk.workspace, on: connection)
            return ChatThread(
                lines: try said.reversed().map {
                    ChatThread.Line($0.message, $0.reference, files[$0.message.id.raw] ?? [])
                }
                    + open.compactMap {
                        try ChatThread.Line($0.incoming, $0.raw, sent[$0.incoming.id.raw] ?? [])
                    },
                unread: said.count {
                    $0.message.kind == .reply && $0.message.id > visitor.seen ?? ID(raw: 0)
                },
                mail: visitor.mail)
        }
    }

    /// Tells what the visitor's page does: whether somebody writes there, and what it has shown.
    public func note(
        _ token: String, isTyping: Bool?, seen: ID<CaseMessage>?, from address: String?
    ) async throws {
        let known = try await visitor(token, from: address)
        try await desk.write { ledger in
            guard
                var visitor = try ChatVisitors.take(
                    known.id, in: ledger.workspace, on: ledger.connection)
            else { return }
            let before = visitor
            if let isTyping { visitor.typedAt = isTyping ? ledger.now : nil }
            if let seen {
                // Nothing is seen that is not there yet: it would never go by mail.
                let newest = try ChatVisitors.news(
                    of: [visitor.id], in: ledger.workspace, on: ledger.connection
                )[visitor.id]?.last
                visitor.seen = [visitor.seen, newest.map { min($0, seen) }].compactMap { $0 }
                    .max()
            }
            guard visitor != before else { return }
            try ChatVisitors.update(visitor, on: ledger.connection)
            ledger.connection.notify(presenceChannel)
        }
    }

    /// What is new in a conversation, from now on.
    /// - Returns: with a number by which the page leaves.
    public func watch(
        _ token: String, from address: String?
    ) async throws -> (number: Int, pages: AsyncStream<ChatNews>) {
        try await desk.house.chats.watch(
            try await visitor(token, from: address).id, in: desk.workspace)
    }
}

/// A conversation as its visitor sees it: nothing of people inside, no notes.
public struct ChatThread: Sendable {
    static let most = 200

    public let lines: [Line]
    /// Answers that no page of the visitor's has shown.
    public let unread: Int
    public let mail: String?

    public struct Line: Hashable, Sendable {
        /// Nil while it is not a message of a case yet.
        public let id: ID<CaseMessage>?
        public let at: Instant
        public let isMine: Bool
        public let isAutomatic: Bool
        public let text: String
        public let files: [File]
        /// What the visitor's page called it.
        public let key: String?

        init(_ message: CaseMessage, _ reference: String?, _ files: [FileLink.Named]) {
            id = message.id
            at = message.at
            isMine = message.kind == .received
            isAutomatic = message.isAutomatic
            let isOfFiles = message.text == ChatThread.words(of: files.map(\.attachment))
            text = isOfFiles ? "" : message.text
            self.files = files.map(File.init)
            key = isMine ? reference.map(Line.key) : nil
        }

        init?(_ incoming: Incoming, _ raw: [UInt8], _ files: [FileLink.Named]) throws {
            guard !raw.isEmpty, let text = try JSON(parsing: raw)["text"]?.string else {
                return nil
            }
            id = nil
            at = incoming.receivedAt
            isMine = true
            isAutomatic = false
            self.text = text
            self.files = files.map(File.init)
            key = Line.key(incoming.key)
        }

        private static func key(_ whole: String) -> String {
            whole.split(separator: "/").last.map(String.init) ?? whole
        }

        var json: JSON {
            [
                "id": .optional(id?.description), "at": .string(at.iso8601),
                "isMine": .bool(isMine), "isAutomatic": .bool(isAutomatic),
                "text": .string(text), "key": .optional(key),
                "files": .array(files.map(\.json)),
            ]
        }
    }

    public var json: JSON {
        [
            "messages": .array(lines.map(\.json)), "unread": .integer(unread),
            "mail": .optional(mail),
        ]
    }
}
