import Base
import Domain
import SQL
import Store

/// Writes messages of invitations: makes the personal link with the first, ends with an answer,
/// an unsubscription or an address that is none.
struct InvitationWriting {
    /// What is common to all of one mailing, or to one invitation of a rule.
    struct Words {
        var subject: Wording
        var text: Wording
        var reminderSubject: Wording
        var reminderText: Wording
    }

    private let ledger: Ledger
    private let instrument: Instrument
    private let head: Instruments.Stored
    private let version: Int?
    /// Whether the questionnaire promises that answers lead to nobody.
    private let isAnonymous: Bool
    private let words: Words
    private let frame: InvitationWords
    private let terms: SendingTerms
    private let reminders: [Int]
    private let validDays: Int
    private let hidden: JSON.Object
    private let company: String
    private let key: String

    init(_ mailing: Mailing, _ ledger: Ledger) throws {
        let frame = try InvitationWords(ledger.house.library)
        let own = mailing.terms
        try self.init(
            instrument: mailing.instrument, version: mailing.version,
            words: Words(
                subject: own.subject ?? frame["subject"], text: own.text,
                reminderSubject: own.reminderSubject ?? frame["reminderSubject"],
                reminderText: own.reminderText
                    ?? (own.kind == .mail ? frame["reminderText"] : own.text)),
            frame: frame, reminders: own.reminders, validDays: own.validDays,
            hidden: own.hidden, ledger)
    }

    /// - Parameter version: nil for the newest at the time of the answer.
    init(
        instrument id: ID<Instrument>, version: Int?, words: Words, frame: InvitationWords,
        reminders: [Int], validDays: Int, hidden: JSON.Object, _ ledger: Ledger
    ) throws {
        let head = try ledger.instrument(named: id.description)
        self.ledger = ledger
        self.head = head
        self.version = version
        self.words = words
        self.frame = frame
        self.reminders = reminders
        self.validDays = validDays
        self.hidden = hidden
        instrument = try ledger.house.instrument(
            id, version: version ?? head.version, in: ledger.workspace, on: ledger.connection)
        isAnonymous = instrument.isAnonymous
        terms = try ledger.sendingTerms()
        company = try Workspaces.find(ledger.workspace, on: ledger.connection)?.name ?? ""
        key = try ledger.sealingKey()
    }

    func write(_ invitations: [Invitation]) throws {
        let (workspace, connection) = (ledger.workspace, ledger.connection)
        let answered = try Invitations.answered(
            invitations.compactMap(\.link), in: workspace, on: connection)
        let suppressed = try Suppressions.find(
            invitations.map { ($0.kind, $0.address) }, in: workspace, on: connection)
        let customers = try Customers.find(
            invitations.map(\.customer), in: workspace, on: connection)
        var links: [Links.Stored] = []
        var messages: [Message] = []
        var changed: [Invitation] = []
        for var one in invitations {
            let address = Suppression.canonical(one.address, one.kind)
            let isAnswered = one.link.map(answered.contains) ?? false
            guard !isAnswered, suppressed[address]?.kind != one.kind,
                let customer = customers[one.customer]
            else {
                one.next = nil
                changed.append(one)
                continue
            }
            let link = try link(of: one)
            if one.link == nil {
                links.append(link)
                one.link = link.id
            }
            messages.append(message(one, link, customer))
            one.written(reminders, first: one.step == 0 ? ledger.now : link.createdAt)
            changed.append(one)
        }
        try Links.insert(links, on: connection)
        try connection.appendMany(
            links.map { link in
                Event(
                    workspace: workspace, id: ledger.newID(), at: ledger.now, kind: "link.opened",
                    subject: .init("link", link.id), customer: link.customer?.raw,
                    actor: ledger.actor.name,
                    data: ["instrument": .string(link.instrument.description)])
            })
        try Messages.insert(messages, on: connection)
        for one in changed { try Invitations.update(one, in: workspace, on: connection) }
    }

    /// The personal link: the one made with the first message, or a new one.
    private func link(of one: Invitation) throws -> Links.Stored {
        if let id = one.link,
            let found = try Links.find(id, in: ledger.workspace, on: ledger.connection)
        {
            return found
        }
        return Links.Stored(
            id: ledger.newID(), workspace: ledger.workspace, token: ledger.newLinkToken(),
            instrument: head.id, name: head.key, channel: "invitation", language: one.language,
            hidden: hidden, customer: one.customer, caseID: one.caseID,
            terms: Instrument.Link(
                isOpen: true, closesAt: ledger.now + .days(Int64(validDays)), limit: 1),
            createdAt: ledger.now, author: ledger.actor.name, version: version,
            isAnonymous: isAnonymous)
    }

    private func message(
        _ one: Invitation, _ link: Links.Stored, _ customer: Customer
    ) -> Message {
        let site = terms.address ?? ""
        let sealed = SealedToken(workspace: ledger.workspace, subject: one.id)
        let no = "\(site)/u/\(sealed.text(for: .unsubscribe, key: key))"
        let address = "\(site)\(LinkResource(link).path)"
        let left = (link.terms.closesAt ?? ledger.now) - ledger.now
        let picture =
            terms.mail?.tracksOpening == true
            ? "\(site)/o/\(sealed.text(for: .open, key: key))" : nil
        let mail = InvitationMail(
            instrument: instrument,
            text: InvitationText(
                customer: customer, company: company, title: instrument.title[one.language],
                link: address, days: max(1, Int((left.seconds / 86_400).rounded()))),
            language: one.language, words: frame, link: address, unsubscribe: no,
            picture: picture)
        let isFirst = one.step == 0
        let text = isFirst ? words.text : words.reminderText
        let draftKey = "\(one.id)/\(one.step)"
        var draft: MessageDraft
        if one.kind == .mail {
            draft = .mail(
                to: one.address,
                subject: mail.subject(isFirst ? words.subject : words.reminderSubject),
                text: mail.plain(text), html: mail.html(text), name: customer.name,
                unsubscribe: no, language: one.language == "zh" ? "zh-CN" : "en",
                purpose: .survey, key: draftKey)
        } else {
            draft = .text(
                one.kind, to: one.address, mail.short(text), purpose: .survey, key: draftKey)
        }
        draft.customer = one.customer
        draft.invitation = one.id
        return ledger.message(draft, terms)
    }
}
