import Base
import Domain
import Operations

/// The list of customers, and the form that makes or changes one.
enum CustomerPages {
    static let filters = ["text", "filter", "knownFrom", "knownBefore"]

    static func list(_ visit: Visit) async throws -> Reply {
        var raw = JSON.Object()
        for name in filters + ["cursor"] { raw[name] = visit.query[name] }
        let views = try await ViewBar<ViewedCustomers>.members(visit)
        func context(_ page: Page<CustomerResource>) -> JSON.Object {
            members(visit, page).merging(views) { $1 }.object
        }
        do {
            let page = try await visit.desk.perform(ListCustomers.self, raw)
            return visit.page("customers/list", section: "customers", .object(context(page)))
        } catch let refusal as Refusal where refusal.kind == .invalid {
            var context = context(Page([]))
            let problem = Problem(refusal, words: visit.words)
            context["fault"] = .optional(problem.faults.first?.text)
            return visit.page(
                "customers/list", section: "customers", .object(context), status: problem.status)
        }
    }

    private static func members(
        _ visit: Visit, _ page: Page<CustomerResource>
    ) -> [String: JSON] {
        let isFiltered = filters.contains { visit.query[$0]?.string?.isEmpty == false }
        return [
            "rows": .array(page.items.map { row($0, visit) }),
            "hasRows": .bool(!page.items.isEmpty), "isFiltered": .bool(isFiltered),
            "typed": .object(JSON.Object(visit.query.members.filter { filters.contains($0.key) })),
            "next": .optional(page.nextCursor.map { address("/customers", visit, cursor: $0) }),
            "mayWrite": .bool(visit.desk.actor.rights.contains(.customersWrite)),
            "mayImport": .bool(visit.desk.actor.rights.contains(.importRun)),
            "export": visit.desk.actor.rights.contains(.exportRun)
                ? .string(address("/customers/export", visit, cursor: nil)) : .null,
        ]
    }

    private static func row(_ one: CustomerResource, _ visit: Visit) -> JSON {
        [
            "id": .string(one.id.description), "key": .string(one.customer.key),
            "label": .string(one.customer.label), "hasName": .bool(one.customer.name != nil),
            "traits": .array(
                one.customer.traits.members.prefix(4).map { CustomerPage.trait($0, visit.words) }),
            "changed": visit.moment(one.changedAt),
        ]
    }

    private static func address(_ path: String, _ visit: Visit, cursor: String?) -> String {
        var parts: [String] = []
        for name in filters {
            guard let value = visit.query[name]?.string, !value.isEmpty else { continue }
            parts.append("\(name)=\(FormDecoding.encoded(value))")
        }
        if let cursor { parts.append("cursor=\(cursor)") }
        return parts.isEmpty ? path : path + "?" + parts.joined(separator: "&")
    }

    static func new(_ visit: Visit) throws -> Reply {
        try form(visit, typed: visit.form, nil, after: nil)
    }

    static func create(_ visit: Visit) async throws -> Reply {
        do {
            let made = try await visit.desk.perform(CreateCustomer.self, fields(visit))
            return .redirect("/customers/\(made.id)")
        } catch let refusal as Refusal {
            return try form(visit, typed: visit.form, nil, after: refusal)
        }
    }

    static func showEdit(_ visit: Visit) async throws -> Reply {
        let id = JSON.Object([.init(key: "customer", value: .string(visit.parameter("customer")))])
        let one = try await visit.desk.perform(ShowCustomer.self, id)
        return try form(visit, typed: written(one.customer), one, after: nil)
    }

    static func edit(_ visit: Visit) async throws -> Reply {
        let id = visit.parameter("customer")
        do {
            var raw = fields(visit)
            raw["key"] = nil
            raw["customer"] = .string(id)
            raw["traits"] = .object(try await traits(visit, id))
            _ = try await visit.desk.perform(RewriteCustomer.self, raw)
            return .redirect("/customers/\(id)")
        } catch let refusal as Refusal {
            let raw = JSON.Object([.init(key: "customer", value: .string(id))])
            let one = try await visit.desk.perform(ShowCustomer.self, raw)
            return try form(visit, typed: visit.form, one, after: refusal)
        }
    }

    /// Traits whose lines were deleted are taken away.
    private static func traits(_ visit: Visit, _ id: String) async throws -> JSON.Object {
        let raw = JSON.Object([.init(key: "customer", value: .string(id))])
        let old = try await visit.desk.perform(ShowCustomer.self, raw).customer.traits
        var new = TraitLines.read(visit.form["traits"]?.string ?? "")
        for name in old.keys where new[name] == nil { new.append(name, .null) }
        return new
    }

    private static func form(
        _ visit: Visit, typed: JSON.Object, _ one: CustomerResource?, after refusal: Refusal?
    ) throws -> Reply {
        let granted = { (purpose: String) -> Bool in
            typed["consent.\(purpose)"]?.string == "on"
        }
        return try visit.form(
            "customers/form", section: "customers",
            [
                "id": .optional(one?.id.description), "label": .optional(one?.customer.label),
                "typed": .object(typed),
                "isNew": .bool(one == nil),
                "isChinese": .bool(typed["language"] == "zh"),
                "isEnglish": .bool(typed["language"] == "en"),
                "consents": .array(
                    Consent.purposes.map {
                        [
                            "purpose": .string($0),
                            "name": .string(visit.words["customers.consent.\($0)"]),
                            "isGranted": .bool(granted($0)),
                        ]
                    }),
            ], after: refusal)
    }

    /// The form's texts as the operation's input.
    private static func fields(_ visit: Visit) -> JSON.Object {
        func lines(_ name: String) -> [String] {
            (visit.form[name]?.string ?? "").split(whereSeparator: \.isNewline)
                .map { String($0).trimmed }.filter { !$0.isEmpty }
        }
        var raw = JSON.Object()
        for name in ["key", "name", "language"] { raw[name] = visit.form[name] }
        let contacts =
            lines("mails").map { JSON.object(contact(.mail, $0)) }
            + lines("phones").map { JSON.object(contact(.phone, $0)) }
        raw["contacts"] = .array(contacts)
        raw["traits"] = .object(TraitLines.read(visit.form["traits"]?.string ?? ""))
        raw["consents"] = .object(
            JSON.Object(
                Consent.purposes.map {
                    .init(key: $0, value: .bool(visit.form["consent.\($0)"]?.string == "on"))
                }))
        return raw
    }

    private static func contact(_ kind: Contact.Kind, _ value: String) -> JSON.Object {
        JSON.Object([
            .init(key: "kind", value: .string(kind.rawValue)),
            .init(key: "value", value: .string(value)),
        ])
    }

    /// A customer as the form's texts.
    private static func written(_ customer: Customer) -> JSON.Object {
        func contacts(_ kind: Contact.Kind) -> JSON {
            .string(
                customer.contacts.filter { $0.kind == kind }.map(\.value).joined(separator: "\n"))
        }
        var typed = JSON.Object()
        typed.append("key", .string(customer.key))
        typed.append("name", .string(customer.name ?? ""))
        typed.append("language", .string(customer.language ?? ""))
        typed.append("mails", contacts(.mail))
        typed.append("phones", contacts(.phone))
        typed.append("traits", .string(TraitLines.text(customer.traits)))
        for consent in customer.consents where consent.isGranted {
            typed.append("consent.\(consent.purpose)", "on")
        }
        return typed
    }
}
