public import Base
public import Domain

/// A mailing with how far it has come.
public struct MailingResource: Resource {
    public let mailing: Mailing
    public let title: Wording
    public let progress: Mailing.Progress

    private static let count = Shape.integer(0...Int(Int32.max))

    public static let shape = Shape.object([
        Field("id", .id(Mailing.idPrefix)),
        Field("instrument", .id(Instrument.idPrefix)),
        Field("title", .map(.any), .required, "Of the questionnaire."),
        Field("version", .integer(1...1_000_000), .optional),
        Field("state", .choice(Mailing.State.allCases.map(\.rawValue))),
        Field("terms", .map(.any)),
        Field("startsAt", .instant, .optional),
        Field("createdAt", .instant),
        Field("changedAt", .instant),
        Field("invited", count, .required, "People chosen."),
        Field("written", count, .required, "Whose first message was written."),
        Field("sent", count), Field("opened", count), Field("started", count),
        Field("completed", count), Field("bounced", count), Field("failed", count),
        Field("left", .map(count), .required, "People not invited, by reason."),
    ])

    public var json: JSON {
        [
            "id": .string(mailing.id.description),
            "instrument": .string(mailing.instrument.description), "title": title.json,
            "version": mailing.version.map { .integer($0) } ?? .null,
            "state": .string(mailing.state.rawValue), "terms": mailing.terms.document,
            "startsAt": .optional(mailing.startsAt?.iso8601),
            "createdAt": .string(mailing.createdAt.iso8601),
            "changedAt": .string(mailing.changedAt.iso8601),
            "invited": .integer(progress.invited), "written": .integer(progress.written),
            "sent": .integer(progress.sent), "opened": .integer(progress.opened),
            "started": .integer(progress.started), "completed": .integer(progress.completed),
            "bounced": .integer(progress.bounced), "failed": .integer(progress.failed),
            "left": .object(progress.left.json),
        ]
    }
}

extension [NotInvited: Int] {
    var json: JSON.Object {
        JSON.Object(
            NotInvited.allCases.compactMap { reason in
                self[reason].map { .init(key: reason.rawValue, value: .integer($0)) }
            })
    }
}

extension Field {
    static let mailing = Field("mailing", .id(Mailing.idPrefix))
    /// What the author of a mailing decides; see `Mailing.Terms`.
    static let mailingTerms = [
        Field("name", .any), Field("kind", .any, .optional, "mail or sms."),
        Field("filter", .any, .optional, "Expression over customers; everybody if absent."),
        Field(
            "sample", .any, .optional,
            "method (all, random, stratified, systematic), size, by (a trait), seed."),
        Field("subject", .any, .optional, "zh and en; of mails."),
        Field("text", .any, .required, "zh and en, with {customer.name|…}, {company}, {link}."),
        Field("reminders", .any, .optional, "Days after the invitation, such as [3, 7]."),
        Field("reminderSubject", .any, .optional), Field("reminderText", .any, .optional),
        Field("validDays", .any, .optional, "How long the personal links are good; 30."),
        Field("responseRate", .any, .optional, "The share expected to answer, such as 0.2."),
        Field("hidden", .any, .optional, "Hidden fields that every answer gets."),
    ]
}

extension Input {
    /// The terms as a document.
    var mailingTerms: JSON {
        var document = JSON.Object()
        for field in Field.mailingTerms { document[field.name] = self[field.name] }
        return .object(document)
    }
}
