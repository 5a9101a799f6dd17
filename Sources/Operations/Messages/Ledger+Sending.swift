import Base
import Domain
import SQL
import Store

/// A message on its way into the outbox.
struct MessageDraft {
    var kind: Message.Kind
    var purpose: Message.Purpose
    var address: String
    var subject: String?
    var content: JSON.Object
    /// The same cause makes the same key.
    var key: String
    var customer: ID<Customer>?
    var invitation: ID<Invitation>?
    /// Not before this moment; now if nil.
    var due: Instant?

    static func mail(
        to address: String, subject: String, text: String, html: String? = nil,
        name: String? = nil, unsubscribe: String? = nil, language: String? = nil,
        purpose: Message.Purpose, key: String
    ) -> MessageDraft {
        var content = JSON.Object()
        content.append("text", .string(text))
        if let html { content.append("html", .string(html)) }
        if let name { content.append("name", .string(name)) }
        if let unsubscribe { content.append("unsubscribe", .string(unsubscribe)) }
        if let language { content.append("language", .string(language)) }
        return MessageDraft(
            kind: .mail, purpose: purpose, address: address, subject: subject, content: content,
            key: key)
    }

    static func text(
        _ kind: Message.Kind, to address: String, _ text: String, purpose: Message.Purpose,
        key: String
    ) -> MessageDraft {
        MessageDraft(
            kind: kind, purpose: purpose, address: address,
            content: JSON.Object([.init(key: "text", value: .string(text))]), key: key)
    }
}

extension Ledger {
    func sendingTerms() throws -> SendingTerms {
        try house.sendingTerms(of: workspace, on: connection)
    }

    /// Keeps a message beside what causes it; it leaves once both are durable.
    /// - Returns: its id; nil where the same cause had made it before.
    @discardableResult
    func send(_ draft: MessageDraft, _ terms: SendingTerms) throws -> ID<Message>? {
        let message = message(draft, terms)
        let isNew = try Messages.insert([message], on: connection) == 1
        return isNew ? message.id : nil
    }

    func message(_ draft: MessageDraft, _ terms: SendingTerms) -> Message {
        let id: ID<Message> = newID()
        let domain = terms.mail?.from.split(separator: "@").last.map(String.init)
        return Message(
            id: id, workspace: workspace, kind: draft.kind, purpose: draft.purpose,
            address: draft.address, subject: draft.subject, content: draft.content,
            key: draft.key, customer: draft.customer, invitation: draft.invitation,
            reference: "\(id)@\(domain ?? "nuo.invalid")", createdAt: now,
            due: draft.due ?? now, changedAt: now)
    }

    func record(_ kind: String, _ message: Message) throws {
        try record(
            kind, .init("message", message.id), customer: message.customer?.raw,
            [
                "kind": .string(message.kind.rawValue),
                "purpose": .string(message.purpose.rawValue),
                "subject": .optional(message.subject), "reason": .optional(message.reason),
            ])
    }

    /// Keeps what came of a try or a report, and takes an address off the list that has nobody.
    /// - Parameter holder: who holds the lease.
    /// - Returns: false where somebody else had it settled.
    @discardableResult
    func settle(_ message: Message, holder: String?, source: String) throws -> Bool {
        guard try Messages.update(message, holder: holder, on: connection) else { return false }
        if message.state == .bounced {
            try Suppressions.put(
                Suppression(
                    kind: message.kind, address: message.address, reason: .bounced, at: now,
                    source: source),
                in: workspace, on: connection)
        }
        if message.state != .waiting {
            try record("message.\(message.state.rawValue)", message)
            try tellUndelivered(message)
            try tellSession(message)
        }
        return true
    }
}
