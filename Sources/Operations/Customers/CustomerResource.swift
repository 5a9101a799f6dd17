public import Base
public import Domain
import Store

/// A customer as stored.
public struct CustomerResource: Resource {
    public let id: ID<Customer>
    public let customer: Customer
    public let createdAt: Instant
    public let changedAt: Instant

    init(_ stored: Customers.Stored) {
        id = stored.id
        customer = stored.customer
        createdAt = stored.createdAt
        changedAt = stored.changedAt
    }

    static let contact = Shape.object([
        Field("kind", .choice(Contact.Kind.allCases.map(\.rawValue))),
        Field("value", .text(max: 254)),
    ])
    static let consent = Shape.object([
        Field("purpose", .text(max: 60)), Field("isGranted", .boolean), Field("at", .instant),
    ])

    public static let shape = Shape.object([
        Field("id", .id(Customer.idPrefix)),
        Field("key", .text(max: Customer.keyMost), .required, "What other systems call it."),
        Field("name", .text(), .optional),
        Field("language", .choice(["zh", "en"]), .optional),
        Field("contacts", .array(contact)),
        Field("traits", .map(.any), .required, "Numbers, texts, truths by name."),
        Field("consents", .array(consent)),
        Field("createdAt", .instant),
        Field("changedAt", .instant),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "key": .string(customer.key),
            "name": .optional(customer.name), "language": .optional(customer.language),
            "contacts": .array(
                customer.contacts.map {
                    ["kind": .string($0.kind.rawValue), "value": .string($0.value)]
                }),
            "traits": .object(customer.traits),
            "consents": .array(
                customer.consents.map {
                    [
                        "purpose": .string($0.purpose), "isGranted": .bool($0.isGranted),
                        "at": .string($0.at.iso8601),
                    ]
                }),
            "createdAt": .string(createdAt.iso8601), "changedAt": .string(changedAt.iso8601),
        ]
    }
}

extension Field {
    static let customer = Field("customer", .id(Customer.idPrefix))
    /// What may be told of a customer when it is made or changed.
    static let customerDetails = [
        Field("name", .text(), .optional),
        Field("language", .choice(["zh", "en"]), .optional),
        Field("contacts", .array(CustomerResource.contact, max: 20), .optional),
        Field("traits", .map(.any), .optional, "By name; null takes a trait away."),
        Field("consents", .map(.boolean), .optional, "By purpose: surveys, marketing, …"),
    ]
}

extension Input {
    /// What is to be different; a field that is absent stays as it is.
    /// - Parameter clears: whether an absent name or language is taken away, as in a form that
    ///   shows all fields.
    func customerChange(clears: Bool) -> Customer.Change {
        let contacts = self["contacts"]?.array?.compactMap { contact -> Contact? in
            guard let kind = contact["kind"]?.string.flatMap(Contact.Kind.init(rawValue:)),
                let value = contact["value"]?.string
            else { return nil }
            return Contact(kind, value)
        }
        let consents = self["consents"]?.object.map { object in
            Dictionary(
                object.members.map { ($0.key, $0.value.bool ?? false) }, uniquingKeysWith: { $1 })
        }
        let name = textOrNil("name")
        let language = textOrNil("language")
        return Customer.Change(
            name: name != nil || clears ? .some(name) : nil,
            language: language != nil || clears ? .some(language) : nil, contacts: contacts,
            traits: self["traits"]?.object, consents: consents)
    }
}
