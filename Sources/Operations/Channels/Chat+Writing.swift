public import Base
public import Domain
import SQL
import Store

extension Chat {
    /// What a visitor hands in.
    public struct Said: Sendable {
        public var text: String
        /// What the page calls this message: handed in twice, it is one.
        public var key: String
        public var name: String?
        public var mail: String?
        public var language: String
        /// The page on which it was written.
        public var page: String?
        public var files: [ID<Attachment>]

        public init(
            text: String, key: String, name: String? = nil, mail: String? = nil,
            language: String, page: String? = nil, files: [ID<Attachment>] = []
        ) {
            self.text = text
            self.key = key
            self.name = name
            self.mail = mail
            self.language = language
            self.page = page
            self.files = files
        }
    }

    /// Keeps what a visitor says, durable; a message of a case follows within a second.
    /// - Parameter token: made by the visitor's browser; the first thing said with it begins the
    ///   conversation, and said twice it began once.
    public func write(_ said: Said, token: String, from address: String?) async throws {
        let (text, mail) = try Chat.checked(said)
        guard let hash = Secret(shown: token)?.hash else {
            throw Refusal.invalid("token", "required")
        }
        let known = try await desk.read { connection in
            try ChatVisitors.find(tokenHash: hash, on: connection)
        }
        if let known {
            guard opens(known) else { throw Refusal(.notFound, "noSuchChat") }
            try await desk.house.bound("chat of \(known.id)", tries: Chat.mostLines)
        } else {
            try await desk.house.bound(
                "new chats of \(address ?? "")", tries: Chat.mostNewOfAddress)
            try await desk.house.bound(
                "new chats at \(channel.id)", tries: Chat.mostNewOfChannel)
        }
        try await desk.write { ledger in
            let visitor = try ledger.visitor(
                hash, of: channel, Chat.change(said, mail, identity))
            var raw: JSON.Object = .init([
                .init(key: "visitor", value: .string(visitor.id.description)),
                .init(key: "text", value: .string(text)),
            ])
            if known == nil, let page = said.page, panel.shows(page) {
                raw.append("page", .string(page))
            }
            if !said.files.isEmpty {
                raw.append("files", .array(said.files.map { .string($0.description) }))
            }
            let bytes = JSON.object(raw).bytes
            let (id, isSame) = try ledger.keep(
                bytes, as: "\(visitor.id)/\(said.key)", from: channel,
                sender: visitor.id.description)
            // The first message tells its page, so that a second try may differ in that alone.
            guard isSame || known != nil else { throw Refusal(.conflict, "webhookIdReused") }
            try ledger.give(said.files, heldBy: hash, to: id)
        }
    }

    /// Where answers are to go once the visitor has left.
    public func giveMail(_ text: String, token: String, from address: String?) async throws {
        guard let mail = Contact(.mail, text).plain?.value, mail.utf8.count <= 254 else {
            throw Refusal.invalid("mail", "notAnAddress")
        }
        let known = try await visitor(token, from: address)
        try await desk.house.bound("chat of \(known.id)", tries: Chat.mostLines)
        try await desk.write { ledger in
            guard
                var visitor = try ChatVisitors.take(
                    known.id, in: ledger.workspace, on: ledger.connection)
            else { return }
            visitor.mail = mail
            // What was answered before and not seen follows.
            visitor.answered(at: ledger.now)
            try ChatVisitors.update(visitor, on: ledger.connection)
        }
    }

    private static func checked(_ said: Said) throws -> (text: String, mail: String?) {
        var faults: [Refusal.Fault] = []
        let text = said.text.trimmed
        if text.isEmpty && said.files.isEmpty { faults.append(.init("text", "required")) }
        if text.count > ChatPanel.textMost {
            faults.append(.init("text", "tooLong", ["max": "\(ChatPanel.textMost)"]))
        }
        if said.files.count > FileTerms.ofMessages.count {
            faults.append(.init("files", "tooManyFiles", ["max": "\(FileTerms.ofMessages.count)"]))
        }
        if (said.name ?? "").count > 100 {
            faults.append(.init("name", "tooLong", ["max": "100"]))
        }
        let isKey =
            (8...64).contains(said.key.utf8.count)
            && said.key.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 > 0x20 && $0 < 0x7F }
        if !isKey { faults.append(.init("key", "notKey", ["value": ""])) }
        var mail: String?
        if let given = said.mail?.trimmed, !given.isEmpty {
            mail = Contact(.mail, given).plain?.value
            if mail == nil { faults.append(.init("mail", "notAnAddress")) }
        }
        guard faults.isEmpty else { throw Refusal.invalid(faults) }
        return (text, mail)
    }

    private static func change(
        _ said: Said, _ mail: String?, _ identity: ChatIdentity?
    ) -> (inout ChatVisitor) -> Void {
        { visitor in
            if let identity { visitor.identity = identity.subject }
            if let name = said.name?.trimmed, !name.isEmpty { visitor.name = name }
            if let mail { visitor.mail = mail }
            // What the site signed goes before what was typed.
            if let name = identity?.name { visitor.name = name }
            if let mail = identity?.mail { visitor.mail = mail }
            visitor.language = said.language
        }
    }
}

extension ChatPanel {
    /// Whether a page's address is of a site that may show the panel.
    func shows(_ page: String) -> Bool {
        page.utf8.count <= 1_000
            && origins.contains { page.lowercased() == $0 || page.lowercased().hasPrefix($0 + "/") }
    }
}

extension Ledger {
    /// Who writes with this token, made known if need be.
    fileprivate func visitor(
        _ hash: String, of channel: Channel, _ change: (inout ChatVisitor) -> Void
    ) throws -> ChatVisitor {
        if var known = try ChatVisitors.take(tokenHash: hash, on: connection) {
            change(&known)
            known.usedAt = now
            known.typedAt = nil
            try ChatVisitors.update(known, on: connection)
            return known
        }
        var new = ChatVisitor(
            id: newID(), workspace: workspace, channel: channel.id, language: "en",
            createdAt: now, usedAt: now, hereAt: now)
        change(&new)
        try ChatVisitors.insert(new, tokenHash: hash, on: connection)
        return new
    }
}
