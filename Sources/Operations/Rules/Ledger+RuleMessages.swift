import Base
import Domain
import SQL
import Store

/// What rules send: each message once for each event and rule, because its key is made of both.
extension Ledger {
    /// Asks the customer of the event to answer, on a personal page, and writes to them if there
    /// is a way. Who was asked lately or does not want to be is left alone.
    func invite(to named: String?, _ rule: Rule, _ facts: RuleFacts) throws -> String? {
        let one = try facts.one.get()
        let response = try facts.response.get()
        guard let key = try named ?? facts.instrument.get()?.key else {
            throw Refusal(.notFound, "noSuchInstrument")
        }
        // An answer to an invitation that called for another would go on without end.
        if one == nil, let link = response?.link,
            try Invitations.find(link: link, in: workspace, on: connection)?.rule != nil
        {
            throw Refusal(.conflict, "wouldLoop")
        }
        let head = try instrument(named: key)
        let customer = one?.customer ?? response?.customer
        try checkPatience(of: customer, one, rule)
        var made: LinkResource?
        func link() throws -> LinkResource {
            let link = try openPersonalLink(
                to: key, for: customer, about: one?.id, language: response?.language)
            made = link
            return link
        }
        var reason: NotInvited?
        if let customer {
            reason = try invite(
                customer, to: head.id, for: one?.id, rule: rule.key, link: link)
        } else {
            guard one != nil else { throw Refusal(.notFound, "noSuchCustomer") }
            _ = try link()
        }
        guard let made else {
            throw Refusal(.conflict, "notInvited", ["reason": reason?.rawValue ?? ""])
        }
        return try note(made, key, one, customer, facts)
    }

    /// However often its events come, a rule asks one customer, or about one case, so many times
    /// in thirty days; the windows between invitations are counted besides.
    static let mostInvitations = 3

    private func checkPatience(
        of customer: ID<Customer>?, _ one: Case?, _ rule: Rule
    ) throws {
        let since = now - .days(30)
        let asked: Int
        if let customer {
            asked = try Invitations.count(
                of: customer, rule: rule.key, since: since, in: workspace, on: connection)
        } else if let one {
            asked = try CaseInvitations.list(of: one.id, in: workspace, on: connection)
                .count { $0.at >= since }
        } else {
            asked = 0
        }
        guard asked < Ledger.mostInvitations else { throw Refusal(.conflict, "invitedOften") }
    }

    private func note(
        _ link: LinkResource, _ key: String, _ one: Case?, _ customer: ID<Customer>?,
        _ facts: RuleFacts
    ) throws -> String? {
        guard let one else { return customer?.description }
        let address = link.path
        try CaseInvitations.insert(
            of: one.id, event: facts.event.id, at: now, instrument: key, address: address,
            in: workspace, on: connection)
        try record(
            "case.invited", .init(one.id), customer: one.customer?.raw,
            ["instrument": .string(key), "address": .string(address)])
        return one.id.description
    }

    func mail(
        _ to: String?, _ subject: Wording, _ text: Wording, _ rule: Rule, _ facts: RuleFacts
    ) throws -> String? {
        let terms = try sendingTerms()
        guard terms.sends(.mail) else { throw Refusal(.conflict, "notSetUp") }
        let id = try facts.one.get()?.customer ?? facts.response.get()?.customer
        let customer = try id.flatMap { try Customers.find($0, in: workspace, on: connection) }?
            .customer
        guard let address = to ?? customer?.address(.mail) else {
            throw Refusal(.conflict, "noAddress")
        }
        let house = try Workspaces.find(workspace, on: connection)?.language ?? "en"
        let language = to == nil ? customer?.language ?? house : house
        let heading = try facts.filled(subject)[language]
        var draft = MessageDraft.mail(
            to: address, subject: String(heading.map { $0.isNewline ? " " : $0 }),
            text: try facts.filled(text)[language] + "\n", purpose: .service,
            key: key(rule, facts, "mail/\(address)/\(subject.en)"))
        draft.customer = to == nil ? id : nil
        return try send(draft, terms)?.description
    }

    func tellRobot(
        _ name: String, _ text: Wording, _ rule: Rule, _ facts: RuleFacts
    ) throws -> String? {
        let terms = try sendingTerms()
        guard terms.sends(.robot, to: name) else { throw Refusal(.conflict, "notSetUp") }
        let language = try Workspaces.find(workspace, on: connection)?.language ?? "en"
        var said = try facts.filled(text)[language]
        if let site = terms.address, let one = try facts.one.get() {
            said += "\n\(site)/cases/\(one.id)"
        }
        let draft = MessageDraft.text(
            .robot, to: name, said, purpose: .service, key: key(rule, facts, "robot/\(name)"))
        return try send(draft, terms)?.description
    }

    /// Hands the event itself to another program; whose record it is, it may ask the API.
    func call(_ name: String, _ rule: Rule, _ facts: RuleFacts) throws -> String? {
        let terms = try sendingTerms()
        guard terms.sends(.webhook, to: name) else { throw Refusal(.conflict, "notSetUp") }
        let event = facts.event
        let payload: JSON = [
            "type": .string(event.kind), "timestamp": .string(event.at.iso8601),
            "data": [
                "event": .string(event.id.description), "rule": .string(rule.key),
                "response": .optional(try facts.response.get()?.id.description),
                "case": .optional(try facts.one.get()?.id.description),
                "customer": .optional(try facts.customer.get()?.id.description),
                "details": event.data,
            ],
        ]
        let draft = MessageDraft(
            kind: .webhook, purpose: .service, address: name,
            content: JSON.Object([.init(key: "payload", value: payload)]),
            key: key(rule, facts, "webhook/\(name)"))
        return try send(draft, terms)?.description
    }

    private func key(_ rule: Rule, _ facts: RuleFacts, _ what: String) -> String {
        "rule/\(rule.key)/\(facts.event.id)/\(what)"
    }
}
