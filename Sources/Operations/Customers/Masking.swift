import Base
import Domain
import Language
import SQL
import Store

/// Hides whose a record is from those who may read records but not personal data: names and ways
/// to reach people always, texts and keys where they give somebody away.
struct Masking: Sendable {
    private let personal: PersonalData

    func name(_ text: String) -> String { PersonalData.hidden(text, as: .name) }

    func text(_ text: String) -> String {
        String(decoding: personal.masked(Array(text.utf8)), as: UTF8.self)
    }

    func wording(_ wording: Wording) -> Wording {
        Wording(zh: text(wording.zh), en: text(wording.en))
    }

    /// Its words are those of complaints.
    func matter(_ matter: HotMatter) -> HotMatter {
        HotMatter(
            matter: text(matter.matter), name: wording(matter.name), people: matter.people,
            peopleBefore: matter.peopleBefore, expected: matter.expected, p: matter.p,
            field: matter.field, value: matter.value.map(text), words: matter.words.map(text),
            responses: matter.responses, cases: matter.cases)
    }

    func customer(_ stored: Customers.Stored) -> Customers.Stored {
        let known = stored.customer
        return Customers.Stored(
            id: stored.id,
            customer: Customer(
                key: text(known.key), name: known.name.map(name), language: known.language,
                contacts: known.contacts.map(Masking.hidden), traits: texts(known.traits),
                consents: known.consents), createdAt: stored.createdAt,
            changedAt: stored.changedAt)
    }

    func response(_ row: Responses.Stored, of instrument: Instrument) -> Responses.Stored {
        var row = row
        var values = texts(row.response.answers.values)
        for item in instrument.items where item.kind == .mail || item.kind == .phone {
            guard let value = item.answer(in: values)?.string else { continue }
            let kind: PersonalData.Kind = item.kind == .mail ? .mail : .phone
            values[item.key] = .string(PersonalData.hidden(value, as: kind))
        }
        row.response = Response(
            status: row.response.status,
            answers: Answers(values: values, score: row.response.answers.score),
            page: row.response.page, completedAt: row.response.completedAt)
        row.hidden = texts(row.hidden)
        return row
    }

    func message(_ message: CaseMessage) -> CaseMessage {
        CaseMessage(
            id: message.id, at: message.at, kind: message.kind, author: message.author,
            text: text(message.text), isAutomatic: message.isAutomatic)
    }

    /// A message on its way out; names of robots and webhooks are of the house. What a mailing
    /// calls a customer stands in the subject without a word that would give it away.
    func outgoing(_ message: Message) -> Message {
        Message(
            id: message.id, workspace: message.workspace, kind: message.kind,
            purpose: message.purpose,
            address: message.kind == .mail || message.kind == .sms
                ? address(message.address) : message.address,
            subject: message.customer == nil ? message.subject.map(text) : nil,
            content: message.content, key: message.key,
            customer: message.customer, invitation: message.invitation,
            reference: message.reference, createdAt: message.createdAt, state: message.state,
            tries: message.tries, due: message.due, reason: message.reason,
            detail: message.detail.map(text), changedAt: message.changedAt)
    }

    func invitation(_ followed: Invitation.Followed) -> Invitation.Followed {
        let one = followed.invitation
        return Invitation.Followed(
            invitation: Invitation(
                id: one.id, mailing: one.mailing, caseID: one.caseID, rule: one.rule,
                customer: one.customer, kind: one.kind,
                address: one.address.isEmpty ? "" : address(one.address),
                language: one.language, instrument: one.instrument, family: one.family,
                reason: one.reason, at: one.at, link: one.link, step: one.step, next: one.next),
            customerName: name(followed.customerName), openedAt: followed.openedAt,
            startedAt: followed.startedAt, completedAt: followed.completedAt,
            messageState: followed.messageState, messageReason: followed.messageReason)
    }

    func suppression(_ one: Suppression) -> Suppression {
        Suppression(
            kind: one.kind, address: address(one.address), reason: one.reason, at: one.at,
            source: text(one.source))
    }

    /// From where somebody writes: a mail address, or what a chat program calls them.
    func address(_ text: String) -> String {
        PersonalData.hidden(text, as: text.contains("@") ? .mail : .phone)
    }

    /// A contact as those see it who need not know it.
    static func hidden(_ contact: Contact) -> Contact {
        Contact(
            contact.kind,
            PersonalData.hidden(contact.value, as: contact.kind == .mail ? .mail : .phone))
    }

    /// Whether something of a value would be masked.
    func hides(_ value: JSON) -> Bool { value.string.map { text($0) != $0 } ?? false }

    func texts(_ object: JSON.Object) -> JSON.Object {
        JSON.Object(object.members.map { .init(key: $0.key, value: texts($0.value)) })
    }

    func texts(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): .string(self.text(text))
        case .array(let values): .array(values.map(texts))
        case .object(let object): .object(texts(object))
        case .null, .bool, .number: value
        }
    }
}

extension Masking {
    static let setting = "masking"

    init(_ house: House) throws { personal = try house.lexicons().personal }
}

extension Desk {
    /// Nil for who may see personal data, and where the workspace hides none from its people.
    func masking(on connection: any Connection) throws -> Masking? {
        guard !actor.rights.contains(.personalRead),
            try connection.setting(Masking.setting, workspace: workspace)?.bool ?? true
        else { return nil }
        return try Masking(house)
    }

    /// The responses as this desk's actor may see them.
    func masked(
        _ rows: [Responses.Stored], on connection: any Connection
    ) throws -> [Responses.Stored] {
        guard let masking = try masking(on: connection) else { return rows }
        return try rows.map { row in
            masking.response(
                row,
                of: try house.instrument(
                    row.instrument, version: row.version, in: workspace, on: connection))
        }
    }
}
