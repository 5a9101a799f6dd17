import Base
import Crypto
import Domain
import SQL
import Store

extension Ledger {
    /// What one sender's messages may be within an hour before a person has to look.
    private static let messagesMost = 60
    /// The same of a chat, in which people write line by line.
    private static let linesMost = 300

    /// Makes a message of a case of what came in: of the one it belongs to, or of a new one.
    /// - Returns: the thing that came in, settled.
    func take(_ arrival: Arrival, _ incoming: Incoming, opens: Channel.Opens) throws -> Incoming {
        var done = incoming
        done.sender = arrival.sender
        let found = try belonging(of: arrival, by: incoming.channel)
        if !incoming.isWanted, let reason = try storm(arrival, found == nil, opens) {
            done.settle(.held, reason, at: now)
            return done
        }
        let message = arrival.message ?? newID()
        if let (id, joined) = found {
            let doubt = try doubt(of: arrival, on: id)
            let one = try command(
                .receive(body(of: arrival)), on: id, as: .customer, messageID: message)
            try keep(arrival, incoming, message, of: id, joined, doubt)
            try tell(.assignee, "customer_wrote", of: one)
            done.finish(in: id, opening: false, at: now)
        } else {
            let one = try open(arrival, opens, incoming, message)
            try keep(
                arrival, incoming, message, of: one.id, .opened,
                arrival.failsAuthentication ? .notAuthentic : nil)
            done.finish(in: one.id, opening: true, at: now)
        }
        return done
    }

    /// By Message-ID, then by our mark, then by a conversation that goes on; by nothing else: a
    /// subject or a name can be anybody's.
    func belonging(
        of arrival: Arrival, by channel: ID<Channel>
    ) throws -> (ID<Case>, CaseWay.Joined)? {
        for reference in arrival.answers {
            if let id = try CaseWays.caseOf(reference: reference, in: workspace, on: connection) {
                return (id, .reference)
            }
        }
        if let mark = arrival.mark, mark.workspace == workspace,
            let one = try Cases.find(mark.subject, in: workspace, on: connection)
        {
            return (one.mergedInto ?? one.id, .token)
        }
        guard arrival.goesOn else { return nil }
        return try CaseWays.openConversation(
            of: arrival.sender, by: channel, in: workspace, on: connection
        ).map { ($0, .conversation) }
    }

    private func storm(
        _ arrival: Arrival, _ wouldOpen: Bool, _ opens: Channel.Opens
    ) throws -> String? {
        let lately = try Incomings.lately(
            from: arrival.sender, since: now - .hours(1), in: workspace, on: connection)
        if wouldOpen, lately.opened >= opens.perSenderHour { return "storm" }
        let most = arrival.kind == .chat ? Ledger.linesMost : Ledger.messagesMost
        return lately.all >= most ? "storm" : nil
    }

    /// Whether somebody else may have written it than those the case knows.
    private func doubt(of arrival: Arrival, on id: ID<Case>) throws -> CaseWay.Doubt? {
        if arrival.failsAuthentication { return .notAuthentic }
        guard arrival.kind == .mail else { return nil }
        var known = try CaseWays.addresses(of: id, in: workspace, on: connection)
        if let customer = try Cases.find(id, in: workspace, on: connection)?.customer,
            let stored = try Customers.find(customer, in: workspace, on: connection)
        {
            known.formUnion(stored.customer.contacts.map { $0.value.lowercased() })
        }
        return known.contains(arrival.sender.lowercased()) ? nil : .unknownSender
    }

    private func open(
        _ arrival: Arrival, _ opens: Channel.Opens, _ incoming: Incoming,
        _ message: ID<CaseMessage>
    ) throws -> Case {
        var draft = CaseDraft(title: Wording(zh: arrival.title, en: arrival.title))
        draft.kind = arrival.caseKind ?? opens.kind
        draft.customer = try customer(of: arrival)
        draft.team = opens.team
        draft.process = opens.process
        draft.origin = Case.Origin(channel: arrival.channelName)
        draft.words = body(of: arrival)
        draft.messageID = message
        // A promise counts from when the customer's message was here, not from when it was read.
        let then = Ledger(
            connection: connection, house: house, actor: actor, now: min(now, incoming.receivedAt))
        return try then.open(draft, as: .customer)
    }

    private func customer(of arrival: Arrival) throws -> ID<Customer> {
        if let key = arrival.customerKey {
            return try makeCustomer(
                key, name: arrival.name, arrival.contacts, language: arrival.language)
        }
        if arrival.isKnownByContacts, let known = try customer(with: arrival.contacts) {
            return known
        }
        return try makeCustomer(
            "\(arrival.kind.rawValue):\(arrival.sender)", name: arrival.name,
            arrival.contacts, language: arrival.language)
    }

    /// Whoever has exactly one of these addresses; where several have, the one known longest.
    func customer(with contacts: [Contact]) throws -> ID<Customer>? {
        for contact in contacts {
            let known = try CustomerContacts.find(
                contact.kind, contact.value, in: workspace, on: connection)
            if let first = known.first { return first }
        }
        return nil
    }

    /// Makes somebody known by a key, or adds to what is known by it.
    func makeCustomer(
        _ key: String, name: String?, _ contacts: [Contact], language: String? = nil
    ) throws -> ID<Customer> {
        let id = try findOrMakeCustomer(key: try Customer.checked(key: key), language: language)
        guard let stored = try Customers.find(id, in: workspace, on: connection) else { return id }
        var customer = stored.customer
        var change = Customer.Change()
        if customer.name == nil { change.name = .some(name) }
        let new = contacts.filter { !customer.contacts.contains($0) }
        if !new.isEmpty { change.contacts = customer.contacts + new }
        if try !customer.apply(change, at: now).isEmpty {
            try Customers.update(id, to: customer, at: now, in: workspace, on: connection)
        }
        return id
    }

    private func body(of arrival: Arrival) -> String {
        let text = Arrival.cut(arrival.text, to: Arrival.textMost)
        return text.contains { !$0.isWhitespace } ? text : "—"
    }

    /// The way it came, its files, and what could not be taken in.
    private func keep(
        _ arrival: Arrival, _ incoming: Incoming, _ message: ID<CaseMessage>, of id: ID<Case>,
        _ joined: CaseWay.Joined, _ doubt: CaseWay.Doubt?
    ) throws {
        try CaseWays.insert(
            CaseWay(
                message: message, kind: arrival.kind, channel: incoming.channel,
                address: arrival.sender, subject: arrival.subject, reference: arrival.reference,
                incoming: incoming.id, joined: joined, doubt: doubt),
            of: id, in: workspace, on: connection)
        var files = arrival.files
        if arrival.text.utf8.count > Arrival.textMost {
            files.append(.init(name: "message.txt", bytes: Array(arrival.text.utf8)))
        }
        for (number, file) in files.enumerated() {
            let media = file.bytes.isEmpty ? "" : try MediaType.of(file.bytes)
            _ = try keep(
                Attachment(
                    name: file.name, type: FileType(received: media), size: file.bytes.count),
                file.bytes, digest: Array(SHA256.hash(data: file.bytes)).hexadecimal,
                place: "\(1_000 + number)", holder: incoming.id.description,
                of: .init(CaseFile.subjectKind, message.raw))
        }
        if let remark = arrival.remark { _ = try command(.note(remark), on: id, as: .system) }
    }
}
