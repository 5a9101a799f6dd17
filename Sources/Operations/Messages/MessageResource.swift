public import Base
public import Domain

/// A message on its way out, without what it says: that is for its reader.
public struct MessageResource: Resource {
    public let message: Message

    init(_ message: Message) { self.message = message }

    public static let shape = Shape.object([
        Field("id", .id(Message.idPrefix)),
        Field("kind", .choice(Message.Kind.allCases.map(\.rawValue))),
        Field("purpose", .choice(Message.Purpose.allCases.map(\.rawValue))),
        Field("state", .choice(Message.State.allCases.map(\.rawValue))),
        Field("address", .text(max: 254)),
        Field("subject", .text(), .optional),
        Field("customer", .id(Customer.idPrefix), .optional),
        Field("invitation", .id(Invitation.idPrefix), .optional),
        Field("reference", .text(), .required, "The Message-ID of a mail."),
        Field("tries", .integer(0...1_000)),
        Field("due", .instant, .optional, "When it is tried next."),
        Field("reason", .text(), .optional, "Why it has not been sent."),
        Field("detail", .text(max: 500), .optional, "What the other side said."),
        Field("createdAt", .instant),
        Field("changedAt", .instant),
    ])

    public var json: JSON {
        [
            "id": .string(message.id.description), "kind": .string(message.kind.rawValue),
            "purpose": .string(message.purpose.rawValue),
            "state": .string(message.state.rawValue), "address": .string(message.address),
            "subject": .optional(message.subject),
            "customer": .optional(message.customer?.description),
            "invitation": .optional(message.invitation?.description),
            "reference": .string(message.reference), "tries": .integer(message.tries),
            "due": message.state == .waiting ? .string(message.due.iso8601) : .null,
            "reason": .optional(message.reason), "detail": .optional(message.detail),
            "createdAt": .string(message.createdAt.iso8601),
            "changedAt": .string(message.changedAt.iso8601),
        ]
    }
}

extension Field {
    static let message = Field("message", .id(Message.idPrefix))
}
