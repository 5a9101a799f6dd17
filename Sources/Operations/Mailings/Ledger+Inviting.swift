import Base
import Domain
import SQL
import Store

extension Ledger {
    /// Invites one person because a rule says so, in the library's words: by mail, else by text.
    /// Whether or not it can be sent, it is put on record with the reason.
    /// - Parameter link: the personal link that was made for it.
    /// - Throws: `Refusal` where the person was asked lately or does not want to be; then nothing
    ///   is kept but the record.
    func invite(
        _ customer: ID<Customer>, to instrument: ID<Instrument>, for caseID: ID<Case>?,
        rule: String?, link: () throws -> LinkResource
    ) throws -> NotInvited? {
        guard let stored = try Customers.find(customer, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchCustomer")
        }
        let mailing = Mailing.ground(of: instrument)
        let ground = try house.ground(of: mailing, in: workspace, at: now, on: connection)
        let kind = kind(for: stored.customer, ground.terms)
        let person = try MailingPlan.judge([stored], kind, ground, on: connection)[0]
        var reason = person.reason
        if reason == nil, ground.terms.address == nil || !ground.terms.sends(kind) {
            reason = .noServer
        }
        var one = Invitation(
            id: newID(), mailing: nil, caseID: caseID, rule: rule, customer: customer, kind: kind,
            address: person.address, language: person.language, instrument: instrument,
            family: ground.family, reason: reason, at: now)
        // A person may still hand out the link where only the way is missing.
        if reason == nil || reason == .noServer || reason == .noAddress {
            one.link = try link().id
        }
        try Invitations.insert([one], in: workspace, on: connection)
        guard reason == nil else { return reason }
        let frame = try InvitationWords(house.library)
        let words = InvitationWriting.Words(
            subject: frame["subject"], text: kind == .mail ? frame["text"] : frame["sms"],
            reminderSubject: frame["reminderSubject"], reminderText: frame["reminderText"])
        try InvitationWriting(
            instrument: instrument, version: nil, words: words, frame: frame, reminders: [],
            validDays: 30, hidden: JSON.Object(), self
        ).write([one])
        return nil
    }

    private func kind(for customer: Customer, _ terms: SendingTerms) -> Message.Kind {
        let isByText = customer.address(.mail) == nil && customer.address(.sms) != nil
        return isByText && terms.sends(.sms) ? .sms : .mail
    }
}

extension Mailing {
    /// What one invitation of a rule is judged by: the questionnaire alone.
    fileprivate static func ground(of instrument: ID<Instrument>) -> Mailing {
        Mailing(
            id: ID(raw: 0), instrument: instrument, terms: .none, createdAt: Instant(seconds: 0),
            changedAt: Instant(seconds: 0), author: "")
    }
}
