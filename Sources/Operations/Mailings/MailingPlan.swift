import Base
import Domain
import SQL
import Store

/// Whom a mailing reaches and whom not, and why: the same for the dry run and for the start.
struct MailingPlan {
    struct Person {
        let id: ID<Customer>
        let customer: Customer
        /// Empty where there is none.
        let address: String
        let language: String
        var reason: NotInvited?
    }

    /// More people than this are no mailing but a mistake; they would also be one transaction.
    static let most = 200_000
    private static let batch = 1_000

    private(set) var people: [Person] = []

    var invited: [Person] { people.filter { $0.reason == nil } }

    var left: [NotInvited: Int] {
        var counts: [NotInvited: Int] = [:]
        for person in people { if let reason = person.reason { counts[reason, default: 0] += 1 } }
        return counts
    }

    /// What decides about a person, besides themselves.
    struct Ground {
        let workspace: ID<Workspace>
        let terms: SendingTerms
        let family: ContactFrequency.Family
        let instrument: Instrument
        /// Of those who have said nothing.
        let language: String
        let now: Instant
    }

    /// - Throws: `Refusal` where the segment is larger than a mailing may be.
    init(
        _ mailing: Mailing.Terms, _ ground: Ground, on connection: any Connection
    ) throws {
        var before: ID<Customer>?
        var addresses: Set<String> = []
        while true {
            let page = try Customers.list(
                before: before, limit: MailingPlan.batch, in: ground.workspace, on: connection)
            let fitting = page.customers.filter { stored in
                mailing.filter?.holds { stored.customer.value($0) } ?? true
            }
            guard people.count + fitting.count <= MailingPlan.most else {
                throw Refusal(.invalid, "tooManyPeople", ["max": "\(MailingPlan.most)"])
            }
            var judged = try MailingPlan.judge(
                fitting, mailing.kind, ground, on: connection)
            for place in judged.indices where judged[place].reason == nil {
                let address = Suppression.canonical(judged[place].address, mailing.kind)
                if !addresses.insert(address).inserted { judged[place].reason = .sameAddress }
            }
            people += judged
            guard let next = page.next else { break }
            before = next
        }
        draw(mailing.sample)
    }

    private mutating func draw(_ sample: Mailing.Sample) {
        let frame = people.filter { $0.reason == nil }.map { person in
            let value = sample.by.flatMap { person.customer.value($0) }
            return Drawing.Person(id: person.id, stratum: value?.string ?? value?.text ?? "")
        }
        let chosen = Drawing.choose(frame, sample)
        for place in people.indices
        where people[place].reason == nil && !chosen.contains(people[place].id) {
            people[place].reason = .notDrawn
        }
    }

    /// Who of these may be asked.
    static func judge(
        _ customers: [Customers.Stored], _ kind: Message.Kind, _ ground: Ground,
        on connection: any Connection
    ) throws -> [Person] {
        let found = customers.map { stored in
            Person(
                id: stored.id, customer: stored.customer,
                address: stored.customer.address(kind) ?? "",
                language: ground.instrument.language(
                    for: [stored.customer.language ?? ground.language, ground.language]),
                reason: nil)
        }
        let suppressed = try Suppressions.find(
            found.map { (kind, $0.address) }, in: ground.workspace, on: connection)
        let earlier = try Invitations.earlier(
            of: found.map(\.id),
            since: ground.now - .days(Int64(ground.terms.frequency.longestDays)),
            in: ground.workspace, on: connection)
        return found.map { person in
            var person = person
            let one = suppressed[Suppression.canonical(person.address, kind)]
            person.reason =
                ground.refuses(person, kind, one.flatMap { $0.kind == kind ? $0.reason : nil })
                ?? ground.terms.frequency.refuses(
                    ground.family, at: ground.now, after: earlier[person.id] ?? [])
            return person
        }
    }
}

extension MailingPlan.Ground {
    fileprivate func refuses(
        _ person: MailingPlan.Person, _ kind: Message.Kind, _ suppressed: Suppression.Reason?
    ) -> NotInvited? {
        let consent = person.customer.consents.first { $0.purpose == "surveys" }?.isGranted
        if consent == false || (consent == nil && terms.limits.needsConsent) { return .noConsent }
        if person.address.isEmpty { return .noAddress }
        switch suppressed {
        case .bounced: return .bounced
        case .complained: return .complained
        case .unsubscribed: return .unsubscribed
        case nil: return nil
        }
    }
}

extension Customer {
    /// The first contact that a kind of message can use.
    func address(_ kind: Message.Kind) -> String? {
        contacts.first { $0.kind == (kind == .mail ? .mail : .phone) }?.value
    }
}
