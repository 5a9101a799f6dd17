import Base
import Domain
import SQL
import Store

/// Says whose case it is.
public struct SetCaseCustomer: Operation {
    public static let name = "cases.setCustomer"
    public static let summary = """
        Say whose case it is; who was merged is followed. The private page of another customer is \
        revoked. Whoever is there is replaced by whom the case is assigned to, or who directs cases.
        """
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("customer", .id(Customer.idPrefix), .optional, "Nobody known if absent."),
    ]

    private let id: ID<Case>
    private let customer: ID<Customer>?

    public init(_ input: Input) throws {
        id = try input.id("case")
        customer = try input.idOrNil("customer")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        let actor = desk.actor
        return try await desk.write { ledger -> CaseResource in
            let (one, _) = try ledger.take(id)
            // By naming ids one would learn which customers there are.
            guard customer == nil || actor.rights.contains(.customersRead) else {
                throw Refusal.denied(.right(.customersRead), actor)
            }
            let isMine = actor.user != nil && one.assignee == actor.user
            guard one.customer == nil || isMine || actor.rights.contains(.casesDirect) else {
                throw Refusal.denied(.right(.casesDirect), actor)
            }
            return try ledger.concern(one, customer).resource(on: desk, ledger.connection)
        }
    }
}

/// Says better what a case is about.
public struct RenameCase: Operation {
    public static let name = "cases.rename"
    public static let summary = "Correct the title of a case, in both languages at once."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("title", .text(max: 500)),
    ]

    private let id: ID<Case>
    private let title: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        title = input.text("title").trimmed
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.command(.rename(Wording(zh: title, en: title)), on: id)
    }
}

extension Ledger {
    /// Who a customer is now: one that was merged is the other.
    func standing(_ id: ID<Customer>) throws -> ID<Customer> {
        guard let standing = try Customers.standing(id, in: workspace, on: connection) else {
            throw Refusal.invalid("customer", "noSuchCustomer")
        }
        return standing
    }

    /// The cases that went on as a part of this one are the same matter: those that were of the
    /// same customer, or of nobody known like it, go over with it.
    fileprivate func concern(_ one: Case, _ named: ID<Customer>?) throws -> Case {
        guard one.mergedInto == nil else { throw Refusal(.conflict, "caseIsMerged") }
        let customer = try named.map(standing)
        guard customer != one.customer else { return one }
        let parts = try CaseMerges.sources(of: one.id, in: workspace, on: connection)
        for part in try Cases.find(parts, in: workspace, on: connection)
        where part.customer == one.customer {
            _ = try change(part, to: customer)
        }
        return try change(one, to: customer)
    }

    private func change(_ one: Case, to customer: ID<Customer>?) throws -> Case {
        let terms = try terms(of: one, as: one.kind, one.severity, for: customer)
        let changed = try command(
            .concern(customer, terms: terms), on: one.id, counting: terms ?? [])
        guard let was = one.customer else { return changed }
        try record(
            "case.customer_left", .init(one.id), customer: was.raw,
            ["customer": .optional(customer?.description)])
        // Whoever has its address was somebody else.
        if try CasePages.token(of: one.id, in: workspace, on: connection) != nil {
            try CasePages.revoke(of: one.id, at: now, in: workspace, on: connection)
            try record("case.page_revoked", .init(one.id), customer: was.raw)
        }
        return changed
    }
}
