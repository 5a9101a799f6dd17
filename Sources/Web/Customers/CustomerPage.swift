import Base
import Domain
import Operations

/// One customer: who it is, what happened, how content it was.
enum CustomerPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let raw = JSON.Object([.init(key: "customer", value: .string(visit.parameter("customer")))])
        let one = try await visit.desk.perform(ShowCustomer.self, raw)
        let ties = try await visit.desk.perform(ShowCustomerTies.self, raw).json
        // Who went on as another is shown as that one.
        if let into = ties["into"]?.string { return .redirect("/customers/\(into)") }
        var page = raw
        page["limit"] = 50
        page["cursor"] = visit.query["cursor"]
        let events = try await visit.desk.perform(ListCustomerEvents.self, page)
        let line = try await Timeline(visit)
        let path = "/customers/\(one.id)"
        return visit.page(
            "customers/show", section: "customers",
            [
                "id": .string(one.id.description), "label": .string(one.customer.label),
                "key": .string(one.customer.key),
                "language": .optional(
                    one.customer.language.map { visit.words["customers.speaks.\($0)"] }),
                "contacts": .array(one.customer.contacts.map(contact)),
                "traits": .array(one.customer.traits.members.map { trait($0, visit.words) }),
                "hasTraits": .bool(!one.customer.traits.isEmpty),
                "consents": .array(one.customer.consents.map { consent($0, visit) }),
                "hasConsents": .bool(!one.customer.consents.isEmpty),
                "created": visit.moment(one.createdAt), "merged": ties["merged"] ?? [],
                "scores": .array(try await scores(one.id, line, visit)),
                "cases": .array(try await cases(one.id, visit)),
                "invitations": .array(try await invitations(one.id, visit)),
                "timeline": .array(events.items.map(line.entry)),
                "next": .optional(events.nextCursor.map { "\(path)?cursor=\($0)#timeline" }),
                "mayWrite": .bool(visit.desk.actor.rights.contains(.customersWrite)),
                "mayOpen": .bool(visit.desk.actor.rights.contains(.casesWork)),
            ])
    }

    static func trait(_ member: JSON.Object.Member, _ words: Words) -> JSON {
        [
            "name": .string(words.trait(member.key)),
            "value": .string(member.value.string ?? member.value.text),
        ]
    }

    private static func contact(_ contact: Contact) -> JSON {
        let scheme = contact.kind == .mail ? "mailto" : "tel"
        return [
            "value": .string(contact.value), "link": .string("\(scheme):\(contact.value)"),
        ]
    }

    private static func consent(_ consent: Consent, _ visit: Visit) -> JSON {
        let key = "customers.consent.\(consent.purpose)"
        return [
            "name": .string(visit.words.contains(key) ? visit.words[key] : consent.purpose),
            "isGranted": .bool(consent.isGranted), "at": visit.moment(consent.at),
        ]
    }

    /// Newest first; each on the scale of its question.
    private static func scores(
        _ id: ID<Customer>, _ line: Timeline, _ visit: Visit
    ) async throws -> [JSON] {
        guard visit.desk.actor.rights.contains(.answersRead) else { return [] }
        let raw = JSON.Object([
            .init(key: "customer", value: .string(id.description)),
            .init(key: "limit", value: 50),
        ])
        let responses = try await visit.desk.perform(ListResponses.self, raw).items
        return responses.compactMap { one in
            guard let score = one.response.answers.score, let metric = one.metric else {
                return nil
            }
            let top: Double =
                switch metric {
                case .nps: 10
                case .csat: 5
                case .ces: 7
                case .rating: max(5, score)
                case .share: 1
                }
            return [
                "response": .string(one.id.description),
                "instrument": .string(line.title(of: one.instrument.description)),
                "score": .string(JSON.number(score).text), "top": .string(JSON.number(top).text),
                "metric": .string(metric.rawValue.uppercased()),
                "low": .string(JSON.number(top * 0.6).text),
                "high": .string(JSON.number(top * 0.85).text),
                "at": visit.moment(one.response.completedAt ?? one.startedAt),
            ]
        }
    }

    /// When they were asked, or why not.
    private static func invitations(_ id: ID<Customer>, _ visit: Visit) async throws -> [JSON] {
        let raw = JSON.Object([
            .init(key: "customer", value: .string(id.description)),
            .init(key: "limit", value: 10),
        ])
        return try await visit.desk.perform(ListInvitations.self, raw).items
            .map { MailingPeople.row($0, visit) }
    }

    private static func cases(_ id: ID<Customer>, _ visit: Visit) async throws -> [JSON] {
        guard visit.desk.actor.rights.contains(.casesRead) else { return [] }
        let raw = JSON.Object([
            .init(key: "customer", value: .string(id.description)),
            .init(key: "status", value: "any"), .init(key: "order", value: "newest"),
            .init(key: "limit", value: 10),
        ])
        let found = try await visit.desk.perform(ListCases.self, raw).json
        return (found["items"]?.array ?? []).map {
            .object(CaseRow(one: $0, visit: visit).json)
        }
    }
}

extension Words {
    /// What a trait of customers is called: its own key, unless it is one that everybody has.
    func trait(_ key: String) -> String {
        let name = "customers.trait.\(key)"
        return contains(name) ? self[name] : key
    }
}
