public import Base
public import Domain

/// One person asked, or not asked, and what came of it.
public struct InvitationResource: Resource {
    public let followed: Invitation.Followed

    init(_ followed: Invitation.Followed) { self.followed = followed }

    public static let shape = Shape.object([
        Field("id", .id(Invitation.idPrefix)),
        Field("mailing", .id(Mailing.idPrefix), .optional),
        Field("case", .id(Case.idPrefix), .optional),
        Field("rule", .text(), .optional),
        Field("customer", .id(Customer.idPrefix)),
        Field("customerName", .text()),
        Field("kind", .choice(["mail", "sms"])),
        Field("address", .text(max: 254)),
        Field("language", .choice(["zh", "en"])),
        Field("instrument", .id(Instrument.idPrefix)),
        Field("stage", .choice(Invitation.Stage.allCases.map(\.rawValue))),
        Field("reason", .choice(NotInvited.allCases.map(\.rawValue)), .optional, "Why not."),
        Field("messages", .integer(0...100), .required, "Written so far, reminders too."),
        Field("at", .instant),
        Field("next", .instant, .optional, "When the next message is written."),
        Field("openedAt", .instant, .optional),
        Field("startedAt", .instant, .optional),
        Field("completedAt", .instant, .optional),
    ])

    public var json: JSON {
        let one = followed.invitation
        return [
            "id": .string(one.id.description), "mailing": .optional(one.mailing?.description),
            "case": .optional(one.caseID?.description), "rule": .optional(one.rule),
            "customer": .string(one.customer.description),
            "customerName": .string(followed.customerName), "kind": .string(one.kind.rawValue),
            "address": .string(one.address), "language": .string(one.language),
            "instrument": .string(one.instrument.description),
            "stage": .string(followed.stage.rawValue), "reason": .optional(one.reason?.rawValue),
            "messages": .integer(one.step), "at": .string(one.at.iso8601),
            "next": .optional(one.next?.iso8601),
            "openedAt": .optional(followed.openedAt?.iso8601),
            "startedAt": .optional(followed.startedAt?.iso8601),
            "completedAt": .optional(followed.completedAt?.iso8601),
        ]
    }
}
